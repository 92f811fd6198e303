"""Who behind the board sees, writes and publishes which guides.

A writer has guides through the author that is tied to them, and changes them until they go out.
Whoever may publish (an editor) has all.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin

from roles.models import Author, Guide, GuideStatus
from roles.models.guide import GuideQuerySet

type Person = AbstractBaseUser | AnonymousUser

PUBLISH = "publish_guide"
WRITABLE = (GuideStatus.DRAFT, GuideStatus.IN_REVIEW)


def may_publish(person: Person) -> bool:
    return _is_staff_with(person, PUBLISH)


def guides_for(person: Person) -> GuideQuerySet:
    """Guides that this person may see before the public does."""
    guides = Guide.objects.all()
    if not (_is_staff_with(person, "view_guide") or _is_staff_with(person, "change_guide")):
        return guides.none()
    return guides if may_publish(person) else guides.filter(author__user=person.pk)


def may_change(person: Person, guide: Guide) -> bool:
    """Whether the texts of this guide are this person's to change now."""
    if not _is_staff_with(person, "change_guide"):
        return False
    return may_publish(person) or (guide.author.user_id == person.pk and guide.status in WRITABLE)


def author_of(person: Person) -> Author | None:
    """The author that this person signs as."""
    return Author.objects.filter(user=person.pk).first()


def _is_staff_with(person: Person, permission: str) -> bool:
    return (
        isinstance(person, PermissionsMixin)
        and getattr(person, "is_staff", False)
        and person.has_perm(f"roles.{permission}")
    )
