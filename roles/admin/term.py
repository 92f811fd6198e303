from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.urls import reverse
from django.utils.html import format_html

from roles.admin.forms import SlugAdmin, text_area
from roles.admin.previews import TermPreview
from roles.models import Term


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
class TermAdmin(TermPreview, SlugAdmin):
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
