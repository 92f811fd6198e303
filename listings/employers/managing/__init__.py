"""``/employers/postings/``: what employers do with postings that they have sent."""
