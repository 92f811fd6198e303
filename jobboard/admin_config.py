"""Django admin with our own site, named in ``INSTALLED_APPS`` instead of ``django.contrib.admin``."""

from django.contrib.admin.apps import AdminConfig


class BoardAdminConfig(AdminConfig):
    default_site = "jobboard.admin_site.BoardAdminSite"
