"""What the editors' desk has of the board itself."""

from jobboard.admin import identity, page, picture, user

__all__ = ["identity", "page", "picture", "user"]
