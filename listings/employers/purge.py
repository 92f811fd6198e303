"""Drafts that nobody has confirmed go after seven days; those that became postings, too."""

from listings.models import PostingDraft


def purge_drafts() -> int:
    """Delete old drafts with their confirmations and return how many there were."""
    return PostingDraft.objects.old().delete()[1].get("listings.PostingDraft", 0)
