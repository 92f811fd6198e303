"""What a page of figures says where the demo's postings stand beside real ones.

Figures are made of real postings alone as soon as there are any; the lists show both.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from listings.models import Listing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Open postings that the figures leave out, and those that nobody made up."""

    invented: int
    real: int


def left_out(request: HttpRequest, *, is_demo: bool) -> LeftOut | None:
    """Count them; None where nothing is mixed or the figures are the demo's own.

    ``request`` has been through ``freshness``. No query where the board holds no demo.
    """
    if is_demo or not request.has_demo:  # type: ignore[attr-defined]
        return None
    live = Listing.objects.live().in_lists()
    invented = live.filter(is_demo=True).count()
    return LeftOut(invented, live.count() - invented) if invented else None
