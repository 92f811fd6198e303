"""Phrases as editors write them: tried on titles, compared with postings, applied to them."""
