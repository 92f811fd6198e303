"""What editors write: roles and their profiles, guides, the glossary."""

from roles.models.guide import (
    Author,
    Guide,
    GuideChange,
    GuideKind,
    GuideRole,
    GuideSection,
    GuideStatus,
    Series,
    SeriesPart,
)
from roles.models.old_slug import OldSlug
from roles.models.preview_link import PreviewLink
from roles.models.profile import RoleSection, SectionKind, SectionSource
from roles.models.role import Role, RoleAlias, Term, validate_role_slug
