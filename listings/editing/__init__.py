"""What follows when a person changes a posting: ledger, hash of its text, words for search."""
