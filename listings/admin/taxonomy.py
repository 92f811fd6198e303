"""Words that postings are read by: skills, places, words for levels and other occupations."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.saving import SafeEditingAdmin
from listings.admin.shared import SlugChosenOnce
from listings.admin.words import PhrasesAdmin
from listings.models import LevelWord, OccupationWord, Place, Skill, SkillAlias
from listings.words.forms import LevelPhraseForm, SkillForm, SkillPhraseForm, TitlePhraseForm


class SkillAliasInline(admin.TabularInline):
    model = SkillAlias
    form = SkillPhraseForm
    extra = 1


@admin.register(Skill)
class SkillAdmin(PhrasesAdmin, SlugChosenOnce, SafeEditingAdmin):
    form = SkillForm
    list_display = ("name", "slug", "is_case_sensitive", "postings")
    list_filter = ("is_case_sensitive",)
    search_fields = ("name", "slug", "aliases__phrase")
    ordering = ("sort_name", "pk")  # rows that are counted together lose the model's own
    inlines = (SkillAliasInline,)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        return super().get_queryset(request).annotate(posting_count=Count("listings"))

    @admin.display(description="postings", ordering="posting_count")
    def postings(self, skill: Skill) -> int:
        return skill.posting_count  # type: ignore[attr-defined]


@admin.register(Place)
class PlaceAdmin(SafeEditingAdmin):
    list_display = ("name", "region", "country", "kind", "population", "slug")
    list_filter = ("kind", "country")
    search_fields = ("sort_name", "names__icontains", "slug", "city", "region")
    ordering = ("sort_name", "pk")
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (
            None,
            {
                "fields": ("kind", "city", "region", "region_slug", "region_code", "country"),
                "description": "A city has all parts, a region no city, a country neither.",
            },
        ),
        (
            "Names and address",
            {
                "fields": ("slug", "names", "sort_name"),
                "description": "The slug stands in addresses of searches: changing it breaks them.",
            },
        ),
        (
            "Position",
            {
                "fields": ("latitude", "longitude", "population", "geonames_id"),
                "classes": ("collapse",),
            },
        ),
    )


@admin.register(LevelWord)
class LevelWordAdmin(PhrasesAdmin, SafeEditingAdmin):
    form = LevelPhraseForm
    list_display = ("phrase", "level")
    list_filter = ("level",)
    search_fields = ("phrase",)
    fieldsets = (
        (
            None,
            {
                "fields": ("phrase", "level"),
                "description": "Titles are read by these words once you apply them. "
                "No level: the phrase only looks like one (“lead generation”).",
            },
        ),
    )


@admin.register(OccupationWord)
class OccupationWordAdmin(PhrasesAdmin, SafeEditingAdmin):
    form = TitlePhraseForm
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
