"""Mail on its way at the desk: what waits, what is delayed and why, what was given up."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from jobboard.admin.letters import html_part, text_part
from jobboard.mail.files import file_name
from jobboard.mail.kinds import label_of
from jobboard.mail.letter import Letter
from jobboard.models import MailState, OutgoingMail
from jobboard.models.outgoing_mail import STATES

EMPTIED = "It is not kept any more."
NOT_SHOWN = "It holds a code or a link that signs in, so it is not shown."
BY_HAND = "Given up at the desk."


class MailStateFilter(admin.SimpleListFilter):
    """One of the states; an unknown value keeps everything."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(value, str(label).capitalize()) for value, label in MailState.choices]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutgoingMail]
    ) -> QuerySet[OutgoingMail]:
        condition = STATES.get(self.value())  # type: ignore[call-overload]
        return queryset.filter(condition) if condition is not None else queryset


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
class OutgoingMailAdmin(admin.ModelAdmin):
    list_display = ("kind_label", "recipient", "state", "attempts", "next_attempt", "why", "made")
    list_filter = (MailStateFilter, KindFilter)
    search_fields = ("recipient", "message_id")
    search_help_text = "Address or Message-ID"
    show_full_result_count = False
    list_per_page = 50
    actions = ("send_again", "give_up")
    fields = (
        ("kind_label", "state"),
        ("recipient", "message_id"),
        ("made", "expires_at"),
        ("attempts", "last_attempt_at", "next_attempt"),
        ("sent_at", "given_up_at"),
        "why",
        "shown_subject",
        "text_part",
        "html_part",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """Actions of the list need it; a single mail is only looked at."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    @admin.display(description="kind", ordering="kind")
    def kind_label(self, mail: OutgoingMail) -> str:
        return label_of(mail.kind)

    @admin.display(description="state")
    def state(self, mail: OutgoingMail) -> str:
        return str(mail.state.label)

    @admin.display(description="made", ordering="created_at")
    def made(self, mail: OutgoingMail) -> object:
        return mail.created_at

    @admin.display(description="next attempt", ordering="next_attempt_at")
    def next_attempt(self, mail: OutgoingMail) -> object:
        return None if mail.sent_at or mail.given_up_at else mail.next_attempt_at

    @admin.display(description="why", empty_value="")
    def why(self, mail: OutgoingMail) -> str:
        return mail.delayed_reason or mail.last_error

    @admin.display(description="subject")
    def shown_subject(self, mail: OutgoingMail) -> str:
        letter = shown_letter(mail)
        return letter if isinstance(letter, str) else letter.subject

    @admin.display(description="text")
    def text_part(self, mail: OutgoingMail) -> SafeString | str:
        letter = shown_letter(mail)
        return "" if isinstance(letter, str) else text_part(letter.text)

    @admin.display(description="HTML")
    def html_part(self, mail: OutgoingMail) -> SafeString | str:
        letter = shown_letter(mail)
        return "" if isinstance(letter, str) else html_part(letter.subject, letter.html)

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
        self.message_user(request, f"{len(fitting):,} of {chosen:,} mails are {done}.")
        if len(fitting) < chosen:
            left = "The others are in another state, not kept any more, or just being sent."
            self.message_user(request, left, messages.WARNING)


def shown_letter(mail: OutgoingMail) -> Letter | str:
    """Return what may be shown of a mail, or why nothing is.

    Where mail goes into files on this machine, the file shows what it said.
    """
    if written := _from_file(mail):
        return written
    if mail.holds_secret:
        return NOT_SHOWN
    return Letter(mail.subject, mail.text, mail.html) if mail.text else EMPTIED


def _from_file(mail: OutgoingMail) -> Letter | None:
    folder = settings.MAILERS.get("transport", {}).get("OPTIONS", {}).get("folder")
    path = Path(folder) / file_name(mail.message_id) if folder else None
    if path is None or not mail.sent_at or not path.exists():
        return None
    message = message_from_bytes(path.read_bytes(), policy=default)
    if not isinstance(message, EmailMessage):
        return None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    signed = text.get_content() if text else ""
    return Letter(
        str(message["Subject"]),
        signed.replace("\r\n", "\n").rpartition("\n\n-- \n")[0],
        html.get_content() if html else "",
    )
