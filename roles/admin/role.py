"""Roles, and the terms of the glossary."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.admin_forms.markdown import MarkdownWidget
from jobboard.markup import validate_markup
from listings.admin.words import PhrasesAdmin, RolePhrasesForm, TitlePhraseForm
from roles.admin.forms import ContentAdmin, text_area
from roles.admin.previews import RolePreview, TermPreview
from roles.admin.section import RoleSectionInline, StillRightAdmin
from roles.models import Role, RoleAlias, RoleSection, Term

PATTERNS = (
    "One a line, small or capital letters alike, plurals included. "
    "“pastry cook”: these words, side by side. "
    "“pastry * cook”: up to three other words between. "
    "“(pastry|cake) baker”: either; brackets may stand in brackets. "
    "“cook, * pastry *”: the first in one part of the title, and another part "
    "(behind a comma, a dash, in brackets) that is wholly the second; there * stands for any words."
)
ALIASES = (
    "Phrases in a title that mean this role, written as the exclusions above. With a * in front "
    "(“* cook”) a phrase is the last resort: every other reading wins. With a ? in front "
    "(“? cook”) it is a guess, which counts only where department or text confirm it; with a = "
    "(“= cook”) a part of the title has to be wholly this, but for words of level."
)


class RoleForm(RolePhrasesForm):
    class Meta:
        widgets = {"definition": MarkdownWidget(lines=6)}

    def clean_definition(self) -> str:
        definition: str = self.cleaned_data["definition"]
        validate_markup(definition)
        return definition


class RoleAliasInline(admin.TabularInline):
    model = RoleAlias
    form = TitlePhraseForm
    extra = 1
    classes = ("collapse",)
    verbose_name = "alias"
    verbose_name_plural = "aliases: phrases in titles that mean this role"


def _sections() -> Coalesce:
    """How many sections a profile has, counted apart: the rows are not multiplied by openings."""
    counted = RoleSection.objects.filter(role=OuterRef("pk")).order_by().values("role")
    number = Subquery(counted.values(number=Count("pk")), output_field=IntegerField())
    return Coalesce(number, 0)


@admin.register(Role)
class RoleAdmin(PhrasesAdmin, StillRightAdmin, RolePreview, ContentAdmin):
    change_form_template = "admin/roles/role/change_form.html"
    form = RoleForm
    list_display = ("name", "family", "abbreviation", "sections", "postings", "updated_at")
    list_filter = ("family", "is_demo")
    search_fields = ("name", "slug", "abbreviation", "aliases__phrase")
    ordering = ("name",)  # rows that are counted together lose the model's own
    readonly_fields = ("pages", "updated_at")
    inlines = (RoleSectionInline, RoleAliasInline)
    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    ("plural", "abbreviation", "family"),
                    "definition",
                    "pages",
                    "updated_at",
                )
            },
        ),
        (
            "Reading titles",
            {
                "fields": ("exclusions", "evidence"),
                "description": f"Exclusions veto a match. {PATTERNS} {ALIASES} Postings "
                "that are kept follow once you have them read again, below.",
                "classes": ("collapse",),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        rows = super().get_queryset(request)
        return rows.annotate(posting_count=Count("listings"), section_count=_sections())

    @admin.display(description="postings", ordering="posting_count")
    def postings(self, role: Role) -> int:
        return role.posting_count  # type: ignore[attr-defined]

    @admin.display(description="sections", ordering="section_count")
    def sections(self, role: Role) -> int:
        return role.section_count  # type: ignore[attr-defined]

    @admin.display(description="on the site")
    def pages(self, role: Role) -> SafeString | str:
        if not role.pk:
            return "once it is saved"
        links = (
            (role.get_absolute_url(), "See the page"),
            (role.browse_url, "Openings"),
            (reverse("salary", args=[role.slug]), "Pay"),
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Figures go with their role, though nobody may delete one of them alone."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, needed - {"statistic"}, protected


class CommaSeparatedField(SimpleArrayField):
    """Words with commas between; empty and repeated ones are left out."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            words = dict.fromkeys(word.strip() for word in value.split(self.delimiter))
            value = self.delimiter.join(filter(None, words))
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class TermForm(forms.ModelForm):
    aliases = CommaSeparatedField(
        forms.CharField(max_length=80),
        required=False,
        help_text="Other ways to write it, plurals too, separated by commas.",
        widget=text_area(lines=2),
    )

    class Meta:
        widgets = {"short": text_area(lines=2)}


@admin.register(Term)
class TermAdmin(TermPreview, ContentAdmin):
    form = TermForm
    list_display = ("name", "also", "short", "skill_name", "updated_at")
    list_filter = ("is_case_sensitive", "is_demo")
    list_select_related = ("skill",)
    search_fields = ("name", "slug", "aliases__icontains", "short")
    autocomplete_fields = ("roles", "related")
    readonly_fields = ("skill_link", "updated_at")
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "aliases", "is_case_sensitive"),
                "description": "Guides link the first mention of the name or of an alias.",
            },
        ),
        ("What it means", {"fields": ("short", "body")}),
        ("What it belongs to", {"fields": ("roles", "related", "skill_link", "updated_at")}),
    )

    @admin.display(description="also")
    def also(self, term: Term) -> str:
        return ", ".join(term.aliases)

    @admin.display(description="skill", ordering="skill__name")
    def skill_name(self, term: Term) -> str:
        return str(getattr(term, "skill", None) or "–")

    @admin.display(description="skill")
    def skill_link(self, term: Term) -> str:
        """The skill whose postings the term's page counts; it is tied on the skill's own page."""
        skill = getattr(term, "skill", None) if term.pk else None
        if skill is None:
            return "None. A skill names its term on its own page."
        url = reverse("admin:listings_skill_change", args=[skill.pk])
        return format_html('<a href="{}">{}</a>', url, skill)
