"""What waits for an editor: published postings with open reports."""

from django.db.models import Count, F, Max, Q, QuerySet

from listings.models import ReportedPosting, Status


def reported() -> QuerySet[ReportedPosting]:
    """Under review first, then those with most reports; annotated with count and latest."""
    opened = Q(reports__settled_at=None)
    return (
        ReportedPosting.objects.filter(status=Status.PUBLISHED, company__blocked_at__isnull=True)
        .annotate(
            report_count=Count("reports", filter=opened),
            reported_at=Max("reports__at", filter=opened),
        )
        .filter(report_count__gt=0)
        .order_by(F("frozen_at").desc(nulls_last=True), "-report_count", "-reported_at", "-pk")
    )
