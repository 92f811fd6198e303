"""Requests before any page sees them: where they come from, how many, how large."""
