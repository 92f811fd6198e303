"""Groups of people, which Django's own admin would let two people overwrite."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group

from jobboard.admin_forms.saving import NothingLost

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(NothingLost, DjangoGroupAdmin):
    """What a group may do; its people are chosen on their own pages."""
