"""How long postings stay listed, in words and as steps of a picture."""

from listings.insights.pictures import Step
from listings.insights.pictures.survival import half_gone
from listings.models import DemandSeries


def steps_of(row: DemandSeries) -> list[Step]:
    """Return a step for each whole day on which the share changed, the last of the day."""
    by_day = {
        round(day): Step(round(day), share, low, high, at_risk)
        for day, share, low, high, at_risk, _ in row.listed
    }
    return list(by_day.values())


def half_listed(row: DemandSeries) -> str:
    """``Half are gone after 41 days``; where fewer than half are: how many still are listed."""
    steps = steps_of(row)
    half = half_gone(steps)
    if half is not None:
        return f"Half are gone after {half} days"
    last = steps[-1]
    return f"{last.share:.0%} are still listed after {last.day} days".replace(
        "%", "\N{NO-BREAK SPACE}%"
    )
