"""The site itself: who the board is, its own pages, media, health, dates and error pages."""
