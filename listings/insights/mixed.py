"""What the figures of a board leave out that holds real postings beside those of the demo."""

from dataclasses import dataclass

from listings.models import Company, Listing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Open postings that the figures leave out, and those that nobody made up."""

    invented: int
    real: int


def left_out(*, is_demo: bool) -> LeftOut | None:
    """Count them; None where nothing is mixed or the figures are the demo's own."""
    if is_demo or not Company.objects.filter(is_demo=True).exists():
        return None
    live = Listing.objects.live().in_lists()
    invented = live.filter(is_demo=True).count()
    return LeftOut(invented, live.count() - invented) if invented else None
