"""What postings are read and judged by: skills, places, words for titles, laws on pay."""

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.form_pages import SlugAdmin, say_done
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.site import dates
from listings.admin.words import (
    LevelPhraseForm,
    PhrasesAdmin,
    SkillForm,
    SkillPhraseForm,
    TitlePhraseForm,
)
from listings.models import LevelWord, OccupationWord, PayTransparencyRule, Place, Skill, SkillAlias
from listings.models.pay import Disclosure


class SkillAliasInline(admin.TabularInline):
    model = SkillAlias
    form = SkillPhraseForm
    extra = 1


@admin.register(Skill)
class SkillAdmin(PhrasesAdmin, SlugAdmin, SafeEditingAdmin):
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


class PayTransparencyRuleForm(forms.ModelForm):
    demands = forms.MultipleChoiceField(
        choices=Disclosure.choices, widget=forms.CheckboxSelectMultiple
    )


@admin.register(PayTransparencyRule)
class PayTransparencyRuleAdmin(SafeEditingAdmin):
    """Laws of pay in advertisements: edited here, checked in every employer's draft."""

    form = PayTransparencyRuleForm
    list_display = (
        "jurisdiction",
        "law",
        "since_on",
        "employees_from",
        "wants",
        "checked_on",
        "is_on",
    )
    list_filter = ("is_on", "moment", "country")
    search_fields = ("jurisdiction", "law", "quote")
    actions = ("still_right",)
    save_on_top = True
    fieldsets = (
        (
            "Where and whom",
            {
                "fields": (
                    ("jurisdiction", "law"),
                    ("country", "region_code"),
                    ("since_on", "employees_from"),
                    "why",
                ),
                "description": "A draft comes under it by a place that it names, and by the "
                "countries that it may be worked from.",
            },
        ),
        ("What the advertisement must hold", {"fields": ("demands", "moment")}),
        (
            "Source",
            {
                "fields": (
                    "quote",
                    ("source_title", "source_on"),
                    "source_url",
                    ("checked_on", "is_on"),
                ),
                "description": "Employers see the quotation and its source. Without them the rule "
                "stays off.",
            },
        ),
    )

    @admin.display(description="wants")
    def wants(self, rule: PayTransparencyRule) -> str:
        return ", ".join(Disclosure(demand).label.partition(":")[0] for demand in rule.demands)

    @admin.action(description="Source read again, still right", permissions=["change"])
    def still_right(self, request: HttpRequest, queryset: QuerySet[PayTransparencyRule]) -> None:
        rules = list(queryset.exclude(quote=""))
        for rule in rules:
            rule.checked_on = dates.today()
            rule.save(update_fields=["checked_on"])
            self.log_change(request, rule, "source read again, still right")
        say_done(self, request, len(rules), ("rule", "rules"), "checked today")
