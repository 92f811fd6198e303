"""The front page, the sitemap and what a process makes first: they show and need what both
``roles`` and ``listings`` have.

The rooms of the platform know neither of them.
"""
