from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobboard.admin_forms.markdown_widget import MarkdownWidget
from jobboard.admin_forms.preview import Previewed
from jobboard.admin_forms.saving import NothingLost
from jobboard.admin_forms.state import as_get
from jobboard.models import SitePage
from jobboard.site import pages


class SitePageForm(forms.ModelForm):
    """Shows the default text for editing; what is left as it was, or emptied, stays the default."""

    class Meta:
        model = SitePage
        fields = ("title", "body")
        widgets = {"body": MarkdownWidget(lines=28, kind="page")}
        help_texts = {"title": "Empty: the default."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = pages.text_of(self.instance.slug, self.instance)
        self.initial.update(title=shown.title, body=shown.body)
        if "body" in self.fields:  # not for who may only look
            self.fields["body"].help_text = (
                "Markdown. Empty: the default. Facts of the board are named in double braces: "
                + ", ".join(f"{{{{ {name} }}}}" for name in pages.facts())
            )

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        return "" if title == pages.default_text(self.instance.slug).title else title

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if problems := pages.problems(body):
            raise ValidationError([str(problem) for problem in problems])
        return "" if body == pages.default_text(self.instance.slug).body else body


@admin.register(SitePage)
class SitePageAdmin(NothingLost, Previewed):
    form = SitePageForm
    list_display = ("__str__", "shown_title", "state", "edited_at")
    readonly_fields = ("edited_at",)
    fields = ("title", "body", "edited_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # every board has the same pages

    def has_delete_permission(self, request: HttpRequest, obj: SitePage | None = None) -> bool:
        return False  # an emptied page shows its default

    def preview_page(self, request: HttpRequest, obj: SitePage) -> HttpResponse:
        return pages.show(as_get(request), obj.slug)

    @admin.display(description="title")
    def shown_title(self, page: SitePage) -> str:
        return pages.text_of(page.slug, page).title

    @admin.display(description="state")
    def state(self, page: SitePage) -> str:
        whose = "your text" if page.body else "default text"
        missing = pages.missing(pages.text_of(page.slug, page).body)
        needs = f"; needs {', '.join(missing)} of the site identity" if missing else ""
        return whose + needs

    def save_model(self, request: HttpRequest, obj: SitePage, form: Any, change: bool) -> None:
        same = SitePage.objects.filter(pk=obj.pk, title=obj.title, body=obj.body)
        if not same.exists():
            obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)
