"""What may happen to a posting: each step on its locked row, once, or refused."""

import ast
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobboard.models import OutgoingMail
from listings import transitions
from listings.employers.mails import ANSWER
from listings.employers.managing.state import EMPLOYER
from listings.employers.managing.timed_jobs import close_run_out, remind_before_the_end
from listings.employers.services import typed_of
from listings.models import ClosedReason, EventKind, Listing, RevisionState, Status, WrongStateError
from listings.moderation import services
from listings.transitions import rows
from tests.connections import at_once, first
from tests.listings.employers.managing.postings import (
    employer,
    live,
    page,
    press,
    sent,
    signed_in,
)
from tests.listings.factories import make_listing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


def kinds(listing: Listing) -> list[str]:
    return list(listing.events.order_by("pk").values_list("kind", flat=True))


def is_live(listing: Listing) -> bool:
    return Listing.objects.live().filter(pk=listing.pk).exists()


def closed(days_ago: float = 0, **changes: Any) -> Listing:
    """One that its employer has closed as filled."""
    listing = live(ends_in=20, **changes)
    transitions.close(listing, "filled", by=EMPLOYER)
    Listing.objects.filter(pk=listing.pk).update(closed_at=timezone.now() - days_ago * DAY)
    listing.refresh_from_db()
    return listing


class TestUndoingAClosing:
    def test_within_a_day_it_is_open_again_with_its_date_and_end(self) -> None:
        listing, me = closed(days_ago=0.9), signed_in()
        before = (listing.posted_at, listing.expires_at)
        assert "Undo: open it again" in page(me, listing)
        press(me, listing, "undo")
        listing.refresh_from_db()
        assert is_live(listing)
        assert (listing.posted_at, listing.expires_at) == before
        assert kinds(listing)[-2:] == [EventKind.CLOSED, EventKind.REOPENED]

    def test_after_a_day_it_stays_closed(self) -> None:
        listing, me = closed(days_ago=1.1), signed_in()
        assert "Undo" not in page(me, listing)
        assert "not possible now" in press(me, listing, "undo").content.decode()
        assert not is_live(listing)

    @pytest.mark.parametrize("reason", ["filled", "withdrawn", "blocked", "no_longer_listed"])
    def test_what_an_editor_has_closed_is_not_the_employers_to_open(self, reason: str) -> None:
        listing = live(ends_in=20)
        transitions.close(listing, reason, by=transitions.EDITOR)
        with pytest.raises(WrongStateError):
            transitions.reopen(listing, by=EMPLOYER)
        assert "not possible now" in press(signed_in(), listing, "undo").content.decode()

    def test_an_editor_removes_also_what_its_employer_closed_and_the_day_stays(self) -> None:
        listing = closed(days_ago=0.5)
        on = listing.closed_at
        transitions.close(listing, "blocked", by=transitions.EDITOR)
        listing.refresh_from_db()
        assert (listing.closed_reason, listing.closed_at) == ("blocked", on)
        assert "Undo" not in page(signed_in(), listing)

    def test_a_blocked_company_opens_nothing(self) -> None:
        listing = closed()
        listing.company.blocked_at = timezone.now()
        listing.company.save()
        with pytest.raises(WrongStateError):
            transitions.reopen(listing, by=EMPLOYER)

    def test_one_whose_last_day_has_come_meanwhile_stays_closed(self) -> None:
        listing = closed(days_ago=0.5)
        Listing.objects.filter(pk=listing.pk).update(expires_at=timezone.now())
        with pytest.raises(WrongStateError):
            transitions.reopen(listing, by=EMPLOYER)

    def test_an_edit_that_waited_waits_again(self) -> None:
        listing = live(ends_in=20)
        revision = listing.revisions.create(data={"title": "New"}, before={})
        transitions.close(listing, "filled", by=EMPLOYER)
        transitions.reopen(listing, by=EMPLOYER)
        revision.refresh_from_db()
        assert (revision.state, revision.decided_at) == (RevisionState.PENDING, None)

    def test_an_edit_that_another_had_replaced_stays_put_away(self) -> None:
        listing = live(ends_in=20)
        before = typed_of(listing)
        replaced = listing.revisions.create(data=before | {"title": "First"}, before=before)
        listing.revisions.settle(RevisionState.SUPERSEDED)
        transitions.close(listing, "filled", by=EMPLOYER)
        transitions.reopen(listing, by=EMPLOYER)
        replaced.refresh_from_db()
        assert replaced.state == RevisionState.SUPERSEDED

    def test_the_page_of_the_mail_undoes_it_too(self, client: Client) -> None:
        listing = live(ends_in=5)
        url = f"/employers/answer/{ANSWER.token(listing)}/"
        assert "Undo" in client.post(url, {"answer": "filled"}).content.decode()
        assert "open again" in client.post(url, {"answer": "undo"}).content.decode()
        assert is_live(listing)


class TestWithoutItsText:
    """A text goes when its employer leaves the board, and long after the end: nothing is left."""

    def test_nobody_lists_it_again(self) -> None:
        listing, me = closed(), signed_in()
        Listing.objects.update(description_html="")
        assert "Undo" not in page(me, listing)
        press(me, listing, "undo")
        listing.refresh_from_db()
        for who in (EMPLOYER, transitions.EDITOR):
            with pytest.raises(WrongStateError):
                transitions.reopen(listing, by=who)
        assert not is_live(listing)

    def test_one_that_has_run_out_is_not_extended(self) -> None:
        listing, me = live(ends_in=-1), signed_in()
        close_run_out(timezone.now())
        assert "Extend to" in page(me, listing)
        Listing.objects.update(description_html="")
        assert "Extend to" not in page(me, listing)
        press(me, listing, "extend", days="60")
        assert not is_live(listing)


class TestExtending:
    @pytest.mark.parametrize("days", [60, 90])
    def test_it_runs_so_long_in_all_from_the_day_it_was_posted(self, days: int) -> None:
        listing, me = live(ends_in=3), signed_in()
        posted = listing.posted_at
        assert f"Extend to {days} days" in page(me, listing)
        press(me, listing, "extend", days=str(days))
        listing.refresh_from_db()
        assert posted is not None
        assert (listing.posted_at, listing.expires_at) == (posted, posted + days * DAY)
        assert kinds(listing)[-1] == EventKind.EXTENDED

    @pytest.mark.slow
    @pytest.mark.parametrize("days", ["30", "120", "x", "", "-60"])
    def test_to_nothing_else(self, days: str) -> None:
        listing = live(ends_in=3)
        ends = listing.expires_at
        press(signed_in(), listing, "extend", days=days)
        listing.refresh_from_db()
        assert listing.expires_at == ends

    def test_one_that_has_run_out_comes_back_for_a_week_and_is_not_bumped(self) -> None:
        listing = live(ends_in=-6.9)
        close_run_out(timezone.now())
        posted = listing.posted_at
        mail = OutgoingMail.objects.get(kind="posting-ran-out")
        assert "/employers/answer/" in mail.text
        press(signed_in(), listing, "extend", days="60")
        listing.refresh_from_db()
        assert is_live(listing)
        assert listing.posted_at == posted
        assert kinds(listing)[-3:] == [EventKind.CLOSED, EventKind.REOPENED, EventKind.EXTENDED]

    def test_after_a_week_it_can_only_be_posted_again(self) -> None:
        listing, me = live(ends_in=-7.1), signed_in()
        close_run_out(timezone.now())
        assert "Extend to" not in page(me, listing)
        press(me, listing, "extend", days="60")
        assert not is_live(listing)

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        "state", ["closed", "frozen", "rejected", "blocked", "pending", "full"]
    )
    def test_where_it_is_over_for_another_reason_nothing_is_extended(self, state: str) -> None:
        listing = live(ends_in=3)
        if state == "closed":
            transitions.close(listing, "filled", by=EMPLOYER)
        elif state == "frozen":
            transitions.freeze(listing, by=transitions.EDITOR, reason="a look")
        elif state == "blocked":
            listing.company.blocked_at = timezone.now()
            listing.company.save()
        elif state == "full":
            posted = timezone.now() - 87 * DAY
            Listing.objects.update(posted_at=posted, expires_at=posted + 90 * DAY)
        else:
            Listing.objects.update(status=state, posted_at=None)
        ends = Listing.objects.get().expires_at
        with pytest.raises(WrongStateError):
            transitions.extend(listing, 90, apply_by=None)
        assert Listing.objects.get().expires_at == ends

    def test_the_last_day_to_apply_is_asked_for_and_kept(self) -> None:
        listing, me = live(ends_in=3), signed_in()
        last = timezone.localdate() + 2 * DAY
        Listing.objects.update(apply_by_on=last)
        assert f'value="{last.isoformat()}"' in page(me, listing)
        refused = press(me, listing, "extend", days="60", apply_by_on=last.isoformat())
        assert "no longer than now" in refused.content.decode()
        later = last + 10 * DAY
        press(me, listing, "extend", days="60", apply_by_on=later.isoformat())
        listing.refresh_from_db()
        assert listing.apply_by_on == later
        assert listing.expires_at is not None
        assert abs(listing.expires_at - timezone.now() - 13 * DAY) < 1.6 * DAY

    def test_the_mail_before_the_end_offers_it(self, client: Client) -> None:
        listing = live(ends_in=5)
        remind_before_the_end(timezone.now())
        assert "60 or 90 days" in " ".join(
            OutgoingMail.objects.get(kind="posting-ends-soon").text.split()
        )
        url = f"/employers/answer/{ANSWER.token(listing)}/"
        assert "Extend to 60 days" in client.get(url).content.decode()
        assert "It runs until" in client.post(url, {"days": "60"}).content.decode()
        listing.refresh_from_db()
        assert listing.run_days == 60

    def test_an_edit_that_waited_does_not_shorten_it(self) -> None:
        listing = live(ends_in=5)
        before = typed_of(listing)
        revision = listing.revisions.create(data=before | {"title": "Head keeper"}, before=before)
        transitions.extend(listing, 90, apply_by=None)
        ends = listing.expires_at
        services.approve_edit(revision)
        listing.refresh_from_db()
        assert (listing.title, listing.expires_at) == ("Head keeper", ends)


class TestTakingAnEditBack:
    def test_the_public_version_stays_and_the_thread_tells_it(self) -> None:
        listing, me = live(), signed_in()
        before = typed_of(listing)
        revision = listing.revisions.create(data=before | {"title": "Head keeper"}, before=before)
        assert "Take these changes back" in page(me, listing)
        shown = press(me, listing, "withdraw-edit").content.decode()
        assert "changes taken back" in shown
        revision.refresh_from_db()
        assert revision.state == RevisionState.WITHDRAWN
        with pytest.raises(WrongStateError):
            services.approve_edit(revision)
        listing.refresh_from_db()
        assert listing.title == before["title"]


class TestTheLedger:
    def test_what_was_corrected_before_publication_stays_with_the_editors(
        self, client: Client
    ) -> None:
        listing = sent()
        listing.log(EventKind.PAY_CHANGED, before="EUR 1", after="EUR 2")
        listing.log(EventKind.EDITED, fields=["title"])
        services.approve(listing)
        listing.log(EventKind.PAY_CHANGED, before="EUR 2", after="EUR 3")
        for shown in (
            client.get(listing.get_absolute_url()).content.decode(),
            page(signed_in(), listing),
        ):
            assert "EUR 1 → EUR 2" not in shown
            assert "EUR 2 → EUR 3" in shown

    def test_posted_again_is_told_though_it_was_noted_before(self) -> None:
        listing = sent()
        listing.log(EventKind.REPOSTED, reason="first posted on 2 May 2025")
        rows.approve(listing)
        assert [event.kind for event in listing.events.public()] == [
            EventKind.REPOSTED,
            EventKind.PUBLISHED,
        ]

    def test_closed_early_every_page_names_the_day_it_closed(self, client: Client) -> None:
        listing = closed(days_ago=0.5)
        assert listing.expires_at is not None
        planned = f"{timezone.localtime(listing.expires_at):%Y-%m-%d}"
        ended = f"{timezone.localtime(listing.closed_at):%Y-%m-%d}"
        me = signed_in()
        for shown in (
            client.get(listing.get_absolute_url()).content.decode(),
            page(me, listing),
            me.get("/employers/postings/").content.decode(),
            b"".join(me.get("/employers/postings/postings.csv")).decode(),
        ):
            assert ended in shown
            assert planned not in shown


def refused_at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of it at one moment; return what was refused."""

    def refusal(act: Callable[[], object]) -> str:
        try:
            act()
        except WrongStateError as problem:
            return str(problem)
        return ""

    return list(filter(None, at_once(*(partial(refusal, act) for act in acts))))


@pytest.mark.django_db(transaction=True)
class TestTwoAtOneMoment:
    def test_closing_and_extending_leave_one_state(self) -> None:
        listing = live(ends_in=3)
        refused = refused_at_once(
            lambda: transitions.close(Listing.objects.get(), "filled", by=EMPLOYER),
            lambda: transitions.extend(Listing.objects.get(), 60, apply_by=None),
        )
        listing.refresh_from_db()
        assert listing.status == Status.CLOSED
        assert kinds(listing).count(EventKind.EXTENDED) == 1 - len(refused)

    def test_pressed_twice_it_is_extended_once(self) -> None:
        listing = live(ends_in=3)
        employer()
        refused = refused_at_once(
            *[lambda: transitions.extend(Listing.objects.get(), 60, apply_by=None)] * 2
        )
        assert len(refused) == 1
        assert kinds(listing).count(EventKind.EXTENDED) == 1

    def test_a_sync_does_not_close_again_what_an_editor_removes(self) -> None:
        listing = make_listing()

        def remove() -> None:
            transitions.close(listing, ClosedReason.BLOCKED, by=transitions.EDITOR)

        def leaves() -> list[int]:
            return transitions.close_gone([listing.pk], timezone.now())

        with first(remove, leaves) as outcome:
            pass
        assert outcome.result() == []
        listing.refresh_from_db()
        assert listing.closed_reason == ClosedReason.BLOCKED
        assert kinds(listing) == [EventKind.CLOSED]

    def test_a_sync_closes_what_an_editor_freezes_and_both_stand_in_the_ledger(self) -> None:
        listing = make_listing()

        def freeze() -> None:
            transitions.freeze(listing, by=transitions.EDITOR, reason="A look")

        def leaves() -> list[int]:
            return transitions.close_gone([listing.pk], timezone.now())

        with first(freeze, leaves) as outcome:
            pass
        assert outcome.result() == [listing.pk]
        listing.refresh_from_db()
        assert (listing.status, listing.frozen_by) == (Status.CLOSED, transitions.EDITOR)
        assert kinds(listing) == [EventKind.FROZEN, EventKind.CLOSED]

    def test_a_sync_lists_nothing_again_that_an_editor_removes_meanwhile(self) -> None:
        listing = make_listing()
        transitions.close_gone([listing.pk], timezone.now())

        def remove() -> None:
            transitions.close(listing, ClosedReason.BLOCKED, by=transitions.EDITOR)

        with first(remove, lambda: transitions.list_again([listing.pk], timezone.now())):
            pass
        listing.refresh_from_db()
        assert (listing.status, listing.closed_reason) == (Status.CLOSED, ClosedReason.BLOCKED)
        assert EventKind.REOPENED not in kinds(listing)


# Who makes rows in a state, and why this is no transition.
MAKERS = {
    "listings/importers/listing_changes.py": {
        "new_listing": "what a source lists is public from its own day",
    },
    "listings/importers/listing_rows.py": {
        "_made": "what a source lists is public from its own day",
    },
    "listings/employers/services.py": {
        "_make": "a confirmed draft begins as unconfirmed",
        "_posting": "a draft becomes a posting that waits, and a preview",
    },
    "jobboard/demo/rows.py": {
        "_listing": "the demo invents a past",
        "_settle": "the demo invents a past",
    },
}
OF_LIFE = {
    *("status", "posted_at", "expires_at", "closed_at", "closed_reason", "closed_by"),
    *("verified_at", "frozen_at", "frozen_by", "frozen_reason", "cleared_at"),
}
# models that have a field of such a name, and are no posting
OTHERS = {
    "member",
    "there",
    "task",
    "self",
    "guide",
    "row_of_mail",
    "revision",
    "last",
    "source",
    "older",
}


def functions(source: str, lines: list[int]) -> dict[int, str]:
    """The innermost function that each line stands in; empty outside of all."""
    found = dict.fromkeys(lines, "")
    for node in ast.walk(ast.parse(source)) if lines else ():  # outer ones come first
        if isinstance(node, ast.FunctionDef):
            inside = range(node.lineno, (node.end_lineno or 0) + 1)
            found |= {line: node.name for line in lines if line in inside}
    return found


def writers(source: str) -> list[int]:
    """Lines that write a posting's status, dates of life or freezing."""
    found: list[int] = []
    if not any(name in source for name in OF_LIFE):
        return found
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [one for target in targets for one in ast.walk(target)]
            found += [
                node.lineno
                for one in names
                if isinstance(one, ast.Attribute)
                and one.attr in OF_LIFE
                and not (isinstance(one.value, ast.Name) and one.value.id in OTHERS)
            ]
        if isinstance(node, ast.Call) and _writes(node):
            found.append(node.lineno)
    return found


def test_nothing_else_writes_a_status_a_date_of_life_or_a_freeze() -> None:
    folders = ("jobboard", "listings")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    found = {
        f"{name}:{line}": (name, function)
        for path in paths
        if "migrations" not in path.parts and "models" not in path.parts
        for name in [path.relative_to(ROOT).as_posix()]
        # guides and links have states of their own
        if not name.startswith(("listings/transitions/", "jobboard/content/"))
        for source in [path.read_text(encoding="utf-8")]
        for line, function in functions(source, writers(source)).items()
    }
    makers = {(name, function) for name, ones in MAKERS.items() for function in ones}
    assert [line for line, maker in found.items() if maker not in makers] == []
    assert makers == set(found.values())  # none is excused that writes nothing


def _writes(call: ast.Call) -> bool:
    """Whether a call makes or updates postings with one of these fields."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name == "bulk_update":
        return any(isinstance(one, ast.Constant) and one.value in OF_LIFE for one in ast.walk(call))
    if not {word.arg for word in call.keywords} & OF_LIFE:
        return False
    written = ast.unparse(call.func)
    return written == "Listing" or (
        name in {"update", "create"} and written.split(".")[0] not in OTHERS
    )


@pytest.mark.parametrize(
    "written",
    [
        "listing.status = 'closed'",
        "one.listing.closed_at, other = now, 1",
        "Listing.objects.filter(pk=1).update(frozen_at=None)",
        "rows.filter(pk=1).update(closed_at=now)",
        "Listing.objects.create(status='published')",
        "Listing(status='published')",
        "Listing.objects.bulk_update(rows, ['title', 'expires_at'])",
    ],
)
def test_every_way_of_writing_is_found(written: str) -> None:
    assert writers(written) == [1]


class TestWhatDoesNotFit:
    def test_one_that_its_employer_has_taken_back_is_not_published(self) -> None:
        listing = sent()
        transitions.take_back(listing)
        with pytest.raises(WrongStateError, match="taken it back"):
            transitions.publish(listing)

    def test_a_draft_whose_last_day_is_over_is_not_published(self) -> None:
        listing = make_listing(status=Status.DRAFT, expires_at=timezone.now() - DAY)
        with pytest.raises(WrongStateError, match="last day is over"):
            transitions.publish(listing)

    def test_one_that_is_under_review_does_not_run_out(self) -> None:
        listing = live(ends_in=-1)
        transitions.freeze(listing, by=transitions.EDITOR, reason="A look")
        with pytest.raises(WrongStateError, match="not run out"):
            transitions.expire(listing)
