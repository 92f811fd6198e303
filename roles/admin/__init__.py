"""The admin of what editors write: one file for each noun."""

from roles.admin import guide, role, section, series
