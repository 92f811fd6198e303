"""Words that come with the board and that a person may change: of its mail, and of shipped content.

Each wording of a mail shows the default, an editor's, and a preview. “Shipped content has changed”
shows each newer version beside the words that a person wrote.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from jobboard.admin.mail import html_part, text_part
from jobboard.admin_forms.form_pages import FixedRowsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.content.load import (
    ACCEPTED,
    CannotAcceptError,
    accept,
    difference_of,
    dismiss,
    row_for,
)
from jobboard.mail.kinds import (
    MailKind,
    Wording,
    all_kinds,
    kind_named,
    label_of,
    lacking,
    misplaced_names,
)
from jobboard.mail.rendering import problems, sample_mail, wording_of
from jobboard.models import MailWording, ShippedText

HELP = (
    "Markdown, the same for both parts of the mail. Facts stand in double braces; a paragraph "
    "that names an empty fact is left out. Empty: the default. Facts of this mail: "
)


class MailWordingForm(forms.ModelForm):
    """Shows the default for editing; what is left as it was, or emptied, stays the default."""

    class Meta:
        model = MailWording
        fields = ("subject", "body")
        widgets = {
            "subject": forms.TextInput(attrs={"size": 90}),
            "body": forms.Textarea(attrs={"rows": 24, "cols": 90}),
        }
        help_texts = {"subject": "Empty: the default."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind: MailKind = kind_named(self.instance.kind)
        shown = wording_of(self.kind, self.instance)
        self.initial.update(subject=shown.subject, body=shown.body)
        if "body" in self.fields:  # not for who may only look
            names = ", ".join(f"{{{{ {name} }}}}" for name in self.kind.names)
            self.fields["body"].help_text = HELP + names

    def clean_subject(self) -> str:
        subject = " ".join(self.cleaned_data["subject"].split())
        if found := [*misplaced_names(subject, self.kind)]:
            raise ValidationError([complaint for _, complaint in found])
        return "" if subject == self.kind.wording.subject else subject

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if found := [*misplaced_names(body, self.kind)] or problems(body):
            raise ValidationError([f"Line {line}: {what}" for line, what in found])
        if body and (lost := [*lacking(body, self.kind)]):
            raise ValidationError(lost)
        return "" if body == self.kind.wording.body else body

    def typed(self) -> Wording:
        """Return the words that were typed, once they are valid."""
        row = MailWording(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])
        return wording_of(self.kind, row)


@admin.register(MailWording)
class MailWordingAdmin(FixedRowsAdmin, SafeEditingAdmin):
    form = MailWordingForm
    list_display = ("label", "shown_subject", "whose", "edited_at")
    readonly_fields = ("preview_text", "preview_html", "edited_at")
    fields = ("subject", "body", "preview_text", "preview_html", "edited_at")
    actions = ("back_to_default",)
    change_form_template = "admin/jobboard/mailwording/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailWording]:
        return super().get_queryset(request).filter(kind__in=[kind.name for kind in all_kinds()])

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview)
        ours = path("<int:pk>/preview/", preview, name="jobboard_mailwording_preview")
        return [ours, *super().get_urls()]

    @admin.display(description="mail", ordering="kind")
    def label(self, row: MailWording) -> str:
        return label_of(row.kind)

    @admin.display(description="subject")
    def shown_subject(self, row: MailWording) -> str:
        return wording_of(kind_named(row.kind), row).subject

    @admin.display(description="words")
    def whose(self, row: MailWording) -> str:
        return "yours" if row.subject or row.body else "default"

    @admin.display(description="with sample facts, as text")
    def preview_text(self, row: MailWording) -> SafeString:
        kind = kind_named(row.kind)
        return text_part(sample_mail(kind, wording_of(kind, row)).text)

    @admin.display(description="and as HTML")
    def preview_html(self, row: MailWording) -> SafeString:
        kind = kind_named(row.kind)
        message = sample_mail(kind, wording_of(kind, row))
        return html_part(message.subject, message.html)

    @admin.action(description="Go back to the default words", permissions=["change"])
    def back_to_default(self, request: HttpRequest, queryset: QuerySet[MailWording]) -> None:
        for row in queryset:
            if row.subject or row.body:
                row.subject, row.body, row.edited_at = "", "", timezone.now()
                row.save()
                self.log_change(request, row, "Back to the default words")
        self.message_user(request, "The chosen mails have their default words.")

    def save_model(
        self, request: HttpRequest, obj: MailWording, form: ModelForm, change: bool
    ) -> None:
        same = MailWording.objects.filter(pk=obj.pk, subject=obj.subject, body=obj.body)
        if not same.exists():
            obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was typed with sample facts, and save nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = MailWordingForm(request.POST, instance=row)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Preview: {label_of(row.kind)}",
            "form": form,
        }
        if form.is_valid():
            message = sample_mail(form.kind, form.typed())
            context |= {
                "subject": message.subject,
                "text": text_part(message.text),
                "html": html_part(message.subject, message.html),
            }
        return TemplateResponse(request, "admin/jobboard/mailwording/preview.html", context)


LIST = "admin:jobboard_shippedtext_changelist"


@admin.register(ShippedText)
class ShippedTextAdmin(FixedRowsAdmin, SafeEditingAdmin):
    """Lists offers alone: what was taken over needs nobody."""

    list_display = ("slug", "kind", "offered_at")
    list_filter = ("kind",)
    search_fields = ("slug",)
    ordering = ("-offered_at", "kind", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippedText]:
        return super().get_queryset(request).exclude(offered="")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what accepting would change; POST accepts or dismisses."""
        offer = self.get_object(request, unquote(object_id))
        if offer is None:
            raise Http404
        if not self.has_view_or_change_permission(request, offer):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, offer)
        row = row_for(offer)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{row or offer.slug}: a newer version is shipped",
            "offer": offer,
            "row": row,
            "row_opts": row._meta if row is not None else None,
            "changes": difference_of(offer, row),
            "may_decide": self.has_change_permission(request, offer),
        }
        return TemplateResponse(request, "admin/shipped.html", context)

    def _decide(self, request: HttpRequest, offer: ShippedText) -> HttpResponse:
        if not self.has_change_permission(request, offer):
            raise PermissionDenied
        if "accept" in request.POST:
            try:
                row = accept(offer, request.user)
            except CannotAcceptError as error:
                self.message_user(request, str(error), messages.ERROR)
                return redirect(request.path)
            self.log_change(request, row, ACCEPTED.lower())
            self.message_user(request, f"{row}: the shipped version is yours now.")
        elif "dismiss" in request.POST:
            dismiss(offer)
            self.message_user(request, f"{offer}: your words stay.")
        return redirect(LIST)
