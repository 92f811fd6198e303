from django.contrib import admin

from listings.models import LevelWord, OccupationWord


@admin.register(LevelWord)
class LevelWordAdmin(admin.ModelAdmin):
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
class OccupationWordAdmin(admin.ModelAdmin):
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
