"""The front page and the sitemap, which show what both ``roles`` and ``listings`` have.

The rooms of the platform know neither of them.
"""
