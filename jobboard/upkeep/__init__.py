"""Keeping content right: links, figures, sources, what the market has left behind."""
