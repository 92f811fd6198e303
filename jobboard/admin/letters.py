"""A letter on a page of the desk: its text, and its HTML in a frame that can do nothing."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from jobboard.mail.backends import file_name
from jobboard.mail.message import STYLES, whole_html, whole_text
from jobboard.mail.rendering import RenderedMail
from jobboard.models import OutgoingMail

EMPTIED = "It is not kept any more."
NOT_SHOWN = "It holds a code or a link that signs in, so it is not shown."

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def text_part(text: str) -> SafeString:
    """Return the plain text with its signature; addresses are links."""
    linked = mark_safe(urlize(whole_text(text), nofollow=True, autoescape=True))  # noqa: S308
    return format_html('<pre class="letter">{}</pre>', linked)


def html_part(subject: str, html: str) -> SafeString:
    """Return the HTML in a sandboxed frame.

    The policy of our pages allows no styles inside HTML, so they come from the file that the
    mail's were taken from.
    """
    link = format_html('<link rel="stylesheet" href="{}">', static(STYLES))
    page = _STYLE.sub(link, whole_html(subject, html), count=1)
    return format_html(
        '<iframe class="letter" sandbox title="The mail as HTML" srcdoc="{}"></iframe>',
        escape(page),  # also what is safe as HTML is no attribute yet
    )


def shown_letter(mail: OutgoingMail) -> RenderedMail | str:
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
