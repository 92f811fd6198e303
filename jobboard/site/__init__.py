"""The site itself: who the board is, its own pages, home, media, health, sitemaps and errors."""
