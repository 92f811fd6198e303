"""From postings to kept figures, each night and after a sync; pages read what is kept.

``snapshots.refresh`` begins; no request comes here but for formulas and limits.
"""
