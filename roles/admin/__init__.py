"""The admin of what editors write: one file for each noun."""

from roles.admin.author import AuthorAdmin
from roles.admin.guide import GuideAdmin
from roles.admin.role import RoleAdmin
from roles.admin.section import RoleSectionAdmin
from roles.admin.series import SeriesAdmin
from roles.admin.term import TermAdmin

__all__ = ["AuthorAdmin", "GuideAdmin", "RoleAdmin", "RoleSectionAdmin", "SeriesAdmin", "TermAdmin"]
