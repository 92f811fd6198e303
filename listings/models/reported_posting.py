"""A posting with what readers say about it, for the desk."""

from collections import Counter

from django.utils import timezone

from listings.models.listing import Listing
from listings.models.report import COUNTED, ENOUGH, Report


class ReportedPosting(Listing):
    """A posting as the desk lists it while reports of it are open."""

    class Meta:
        proxy = True
        verbose_name = "reported posting"

    @property
    def open_reports(self) -> list[Report]:
        return [report for report in self.reports.all() if report.settled_at is None]

    @property
    def reasons(self) -> str:
        """The reasons of its open reports, the most frequent first: ``2 × scam, 1 × dead``."""
        counts = Counter(report.get_reason_display().lower() for report in self.open_reports)
        return ", ".join(f"{count} × {label}" for label, count in counts.most_common())

    @property
    def is_flagged(self) -> bool:
        """Whether enough readers agree, lately, that an editor should look at it soon."""
        since = timezone.now() - COUNTED
        return sum(report.at > since for report in self.open_reports) >= ENOUGH
