"""A sync and a person at one posting at one moment: what a person has decided stays."""

import pytest

from listings.importers.sync import BoardOutcome
from listings.models import ClosedReason, EventKind, Listing, Status, WrongStateError
from listings.moderation import reports, services
from listings.transitions import EDITOR
from tests.connections import first
from tests.listings.importers.boards import job, run

pytestmark = pytest.mark.django_db(transaction=True)


def listed() -> Listing:
    """The second posting of a board."""
    run(job(1), job(2))
    return Listing.objects.get(records__external_id="job-2")


def gone() -> BoardOutcome:
    return run(job(1))


def back() -> BoardOutcome:
    return run(job(1), job(2))


def last_lines(listing: Listing) -> list[str]:
    return list(listing.events.order_by("pk").values_list("kind", flat=True))[-2:]


def test_one_that_is_frozen_while_its_source_drops_it_is_closed_and_stays_frozen() -> None:
    listing = listed()
    with first(lambda: services.freeze(listing, "It looks odd."), gone) as outcome:
        pass
    assert outcome.result().written.closed == 1
    listing.refresh_from_db()
    assert (listing.status, listing.closed_reason) == (Status.CLOSED, ClosedReason.NO_LONGER_LISTED)
    assert (listing.frozen_by, listing.frozen_reason) == (EDITOR, "It looks odd.")
    assert last_lines(listing) == [EventKind.FROZEN, EventKind.CLOSED]


def test_one_that_its_source_drops_first_is_closed_and_the_editor_is_told() -> None:
    listing = listed()
    with first(gone, lambda: services.freeze(listing, "It looks odd.")) as outcome:
        pass
    with pytest.raises(WrongStateError, match="is closed now"):
        outcome.result()
    listing.refresh_from_db()
    assert (listing.status, listing.frozen_at) == (Status.CLOSED, None)


def test_one_that_is_removed_while_its_source_drops_it_keeps_the_editors_reason() -> None:
    listing = listed()
    with first(lambda: reports.remove(listing), gone) as outcome:
        pass
    assert outcome.result().written.closed == 0
    listing.refresh_from_db()
    assert listing.closed_reason == ClosedReason.BLOCKED


def test_one_that_is_removed_while_it_comes_back_is_not_listed_again() -> None:
    listing = listed()
    gone()
    with first(lambda: reports.remove(listing), back) as outcome:
        pass
    outcome.result()
    listing.refresh_from_db()
    assert (listing.status, listing.closed_reason) == (Status.CLOSED, ClosedReason.BLOCKED)
    assert EventKind.REOPENED not in last_lines(listing)
