"""Who belongs to a company, and whether they speak for it: an editor may vouch."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from listings.models import CompanyMember


class MemberForm(forms.ModelForm):
    """One tick: a voice, or none."""

    may_speak = forms.BooleanField(
        required=False,
        label="speaks for it",
        help_text="They may edit the company’s page, and their postings count as the employer’s.",
    )

    class Meta:
        model = CompanyMember
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["may_speak"] = self.instance.verified_at is not None

    def save(self, commit: bool = True) -> CompanyMember:
        member: CompanyMember = self.instance
        if "may_speak" in self.changed_data:
            member.verify() if self.cleaned_data["may_speak"] else member.withdraw()
        return member


class MemberInline(admin.TabularInline):
    model = CompanyMember
    form = MemberForm
    extra = 0
    fields = ("user", "may_speak", "verified_at", "verified_by_domain")
    readonly_fields = ("user", "verified_at", "verified_by_domain")
    verbose_name_plural = "people: whoever posted for it, and whose word counts"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
