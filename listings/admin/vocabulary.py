from django.contrib import admin

from jobboard.admin_forms.saving import NothingLost
from listings.models import LevelWord, OccupationWord


@admin.register(LevelWord)
class LevelWordAdmin(NothingLost):
    list_display = ("phrase", "level")
    list_filter = ("level",)
    search_fields = ("phrase",)
    fieldsets = (
        (
            None,
            {
                "fields": ("phrase", "level"),
                "description": "Titles are read by these words at the next sync. "
                "No level: the phrase only looks like one (“lead generation”).",
            },
        ),
    )


@admin.register(OccupationWord)
class OccupationWordAdmin(NothingLost):
    list_display = ("phrase",)
    search_fields = ("phrase",)
    fieldsets = (
        (
            None,
            {
                "fields": ("phrase",),
                "description": "A title with this word is another occupation: “Recruiter, "
                "Kitchens” is no cook.",
            },
        ),
    )
