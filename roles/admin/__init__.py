"""The admin of what editors write: one file for each noun."""

from roles.admin.guide import GuideAdmin
from roles.admin.role import RoleAdmin, TermAdmin
from roles.admin.section import RoleSectionAdmin
from roles.admin.series import AuthorAdmin, SeriesAdmin

__all__ = ["AuthorAdmin", "GuideAdmin", "RoleAdmin", "RoleSectionAdmin", "SeriesAdmin", "TermAdmin"]
