"""What readers report about postings, and what follows from it."""
