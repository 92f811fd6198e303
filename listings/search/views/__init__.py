"""What a seeker sees: lists of postings, one posting, companies."""
