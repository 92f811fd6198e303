"""A letter on a page of the desk: its text, and its HTML in a frame that can do nothing."""

from django.templatetags.static import static
from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from jobboard.mail.message import STYLES, whole_html, whole_text


def text_part(text: str) -> SafeString:
    """Return the plain text with its signature; addresses are links."""
    linked = mark_safe(urlize(whole_text(text), nofollow=True, autoescape=True))  # noqa: S308
    return format_html('<pre class="letter">{}</pre>', linked)


def html_part(subject: str, html: str) -> SafeString:
    """Return the HTML in a sandboxed frame, with the mail's own styles from our file."""
    page = whole_html(subject, html, stylesheet=static(STYLES))
    return format_html(
        '<iframe class="letter" sandbox title="The mail as HTML" srcdoc="{}"></iframe>',
        escape(page),  # also what is safe as HTML is no attribute yet
    )
