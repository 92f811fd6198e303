"""What editors write: roles and their profiles, guides, the glossary."""

from roles.models.author import Author
from roles.models.guide import Guide, GuideRole, GuideSection
from roles.models.profile import RoleSection, SectionKind, SectionSource
from roles.models.role import Role, RoleAlias, validate_role_slug
from roles.models.term import Term

__all__ = [
    "Author",
    "Guide",
    "GuideRole",
    "GuideSection",
    "Role",
    "RoleAlias",
    "RoleSection",
    "SectionKind",
    "SectionSource",
    "Term",
    "validate_role_slug",
]
