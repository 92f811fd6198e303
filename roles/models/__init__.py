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
from roles.models.role import (
    Role,
    RoleAlias,
    RoleSection,
    SectionKind,
    SectionSource,
    Term,
    validate_role_slug,
)
