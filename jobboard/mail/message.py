"""A row of the queue as a message: text first, then HTML, under the Message-ID of the row."""

from email.headerregistry import Address
from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jobboard.models import OutgoingMail
from jobboard.site import identity

STYLES = "css/mail.css"


def message_of(row: OutgoingMail) -> EmailMultiAlternatives:
    """Return the whole message; ValueError where a header cannot be written."""
    site = identity.current()
    message = EmailMultiAlternatives(
        row.subject,
        whole_text(row.text),
        from_email=sender(),
        to=[row.recipient],
        reply_to=[site.contact] if site.contact else None,
        headers={
            "Message-ID": row.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in return
            **row.headers,
        },
    )
    message.attach_alternative(whole_html(row.subject, row.html), "text/html")
    return message


def sender() -> str:
    """Return the sender's name and address: the site's own."""
    name = " ".join(identity.current().name.split())
    return str(Address(display_name=name, addr_spec=settings.DEFAULT_FROM_EMAIL))


def whole_text(text: str) -> str:
    """Return a mail's text with the signature below it."""
    site = identity.current()
    return f"{text}\n\n-- \n{site.name}\n{site.url}\n"


def whole_html(subject: str, body: str) -> str:
    """Return a mail's HTML as a page; a library's own page stays as it is."""
    if body.lstrip().lower().startswith(("<!doctype", "<html")):
        return body
    context = {
        "subject": subject,
        "body": mark_safe(body),  # noqa: S308 (made by rendering.py, or by Django's own template)
        "css": _styles(),
        "site": identity.current(),
    }
    return render_to_string("mail/message.html", context)


@cache
def _styles() -> SafeString:
    return mark_safe((settings.BASE_DIR / "static" / STYLES).read_text("utf-8"))  # noqa: S308 (ours)
