"""Mail in the admin: what waits, what is delayed and why, what was given up."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from jobboard.admin_forms.form_pages import ConditionFilter, FilterCondition, ObservedRowsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.mail.backends import file_name
from jobboard.mail.kinds import label_of
from jobboard.mail.rendering import RenderedMail
from jobboard.mail.sending import STYLES, whole_html, whole_text
from jobboard.models import MailState, OutgoingMail
from jobboard.models.mail import STATES
from jobboard.site import dates

EMPTIED = "It is not kept any more."
NOT_SHOWN = "It holds a code or a link that signs in, so it is not shown."

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def text_part(text: str) -> SafeString:
    """Return the plain text with its signature; addresses are links."""
    linked = mark_safe(urlize(whole_text(text), nofollow=True, autoescape=True))  # noqa: S308 (escaped by urlize)
    return format_html('<pre class="message">{}</pre>', linked)


def html_part(subject: str, html: str) -> SafeString:
    """Return the HTML in a sandboxed frame.

    The policy of our pages allows no styles inside HTML, so they come from the file that the
    mail's were taken from.
    """
    link = format_html('<link rel="stylesheet" href="{}">', static(STYLES))
    page = _STYLE.sub(link, whole_html(subject, html), count=1)
    return format_html(
        '<iframe class="message" sandbox title="The mail as HTML" srcdoc="{}"></iframe>',
        escape(page),  # also what is safe as HTML is no attribute yet
    )


def shown_message(mail: OutgoingMail) -> RenderedMail | str:
    """Return what may be shown of a mail, or why nothing is.

    Where mail goes into files on this machine, the file shows what it said.
    """
    if written := _from_file(mail):
        return written
    if mail.holds_secret:
        return NOT_SHOWN
    return RenderedMail(mail.subject, mail.text, mail.html) if mail.text else EMPTIED


def folder_of_files() -> Path | None:
    """Return where mail goes into files, if it does."""
    return settings.MAILERS.get("transport", {}).get("OPTIONS", {}).get("folder")


def _from_file(mail: OutgoingMail) -> RenderedMail | None:
    folder = folder_of_files()
    path = folder / file_name(mail.message_id) if folder else None
    if path is None or not mail.sent_at or not path.exists():
        return None
    message = message_from_bytes(path.read_bytes(), policy=default)
    if not isinstance(message, EmailMessage):
        return None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    signed = text.get_content() if text else ""
    return RenderedMail(
        str(message["Subject"]),
        signed.replace("\r\n", "\n").rpartition("\n\n-- \n")[0],
        html.get_content() if html else "",
    )


BY_HAND = "Given up in the admin."


class MailStateFilter(ConditionFilter):
    """One of the states; an unknown value keeps everything."""

    title = "state"
    parameter_name = "state"
    conditions = {
        state.value: FilterCondition(state.label.capitalize(), q) for state, q in STATES.items()
    }


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        names = OutgoingMail.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(name, label_of(name)) for name in names]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutgoingMail]
    ) -> QuerySet[OutgoingMail]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ObservedRowsAdmin, SafeEditingAdmin):
    list_display = ("kind_label", "recipient", "state", "when", "attempts", "why")
    list_filter = (MailStateFilter, KindFilter)
    search_fields = ("recipient", "message_id")
    search_help_text = "Address or Message-ID"
    show_full_result_count = False
    list_per_page = 50
    actions = ("send_again", "give_up")
    about = (
        ("kind_label", "state", "when"),
        ("recipient", "message_id"),
        ("created_at", "expires_at"),
        ("attempts", "last_attempt_at"),
        "why",
    )

    def get_fields(self, request: HttpRequest, obj: OutgoingMail | None = None) -> Any:
        """What may not be shown, or is not kept, is one line that says so."""
        hidden = obj is None or isinstance(shown_message(obj), str)
        return [*self.about, *(["not_shown"] if hidden else ["subject_", "text_part", "html_part"])]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        folder = folder_of_files()
        shown = {"subtitle": f"Mail of this board goes into files in {folder}"} if folder else {}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    @admin.display(description="kind", ordering="kind")
    def kind_label(self, mail: OutgoingMail) -> str:
        return label_of(mail.kind)

    @admin.display(description="state")
    def state(self, mail: OutgoingMail) -> str:
        return str(mail.state.label)

    @admin.display(description="when", ordering="next_attempt_at")
    def when(self, mail: OutgoingMail) -> str:
        """The moment that its state is about."""
        if over := mail.sent_at or mail.given_up_at:
            return dates.minute(over)
        if mail.delayed_reason:
            return f"since {dates.minute(mail.created_at)}"
        return f"next attempt {dates.minute(mail.next_attempt_at)}"

    @admin.display(description="why", empty_value="")
    def why(self, mail: OutgoingMail) -> str:
        return mail.delayed_reason or mail.last_error

    @admin.display(description="text")
    def not_shown(self, mail: OutgoingMail) -> str:
        return str(shown_message(mail))

    @admin.display(description="subject")
    def subject_(self, mail: OutgoingMail) -> str:
        return _message(mail).subject

    @admin.display(description="text")
    def text_part(self, mail: OutgoingMail) -> SafeString:
        return text_part(_message(mail).text)

    @admin.display(description="HTML")
    def html_part(self, mail: OutgoingMail) -> SafeString:
        return html_part(_message(mail).subject, _message(mail).html)

    @admin.action(description="Send again what was given up", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        now = timezone.now()
        self._each(
            request,
            queryset,
            lambda mail: mail.may_be_sent_again,
            lambda mail: mail.send_again(now),
            "sent again; the worker takes it from here",
        )

    @admin.action(description="Give up what waits", permissions=["change"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        now = timezone.now()
        self._each(
            request,
            queryset,
            lambda mail: mail.state in {MailState.WAITING, MailState.DELAYED},
            lambda mail: mail.give_up(now, BY_HAND),
            "given up",
        )

    @transaction.atomic
    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[OutgoingMail],
        fits: Callable[[OutgoingMail], bool],
        act: Callable[[OutgoingMail], None],
        done: str,
    ) -> None:
        """Act on the rows that fit and that the worker does not hold at this moment; say so."""
        chosen = queryset.count()
        rows = queryset.order_by("pk").select_for_update(skip_locked=True)
        fitting = [mail for mail in rows if fits(mail)]
        for mail in fitting:
            act(mail)
            self.log_change(request, mail, done.partition(";")[0].capitalize())
        self.message_user(request, f"{len(fitting):,} of {chosen:,} mails: {done}.")
        if len(fitting) < chosen:
            left = "The others are in another state, not kept any more, or just being sent."
            self.message_user(request, left, messages.WARNING)


def _message(mail: OutgoingMail) -> RenderedMail:
    message = shown_message(mail)
    return message if isinstance(message, RenderedMail) else RenderedMail("", message, "")
