"""Django admin with our own site; stands in ``INSTALLED_APPS`` for ``django.contrib.admin``."""

from django.contrib.admin.apps import AdminConfig


class BoardAdminConfig(AdminConfig):
    default_site = "jobboard.admin_site.BoardAdminSite"
