"""A share as a thin bar with its interval, drawn on the server; the numbers stand beside it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.models.share import Share

HEIGHT = 16


def share_bar(share: Share) -> SafeString:
    """Draw from nothing to all: an axis, the share, and a line across its 95 % interval."""
    low, high = share.interval
    return format_html(
        '<svg class="bar" width="100%" height="{0}" aria-hidden="true" focusable="false">'
        '<line class="bar__axis" x1="0" x2="100%" y1="8" y2="8"/>'
        '<rect class="bar__range" x="0" y="4" width="{1}%" height="8" rx="1"/>'
        '<line class="bar__median" x1="{2}%" x2="{3}%" y1="8" y2="8"/></svg>',
        HEIGHT,
        *(f"{100 * part:.2f}" for part in (share.share, low, high)),
    )
