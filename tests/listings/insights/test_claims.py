"""Claims in texts: when a sentence stands, when the other wording does, and when that turns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from jobboard.content.content_checks import figures_without_sample, turned_claims
from jobboard.markup import render, validate_markup
from jobboard.models import User
from listings.insights.claims import (
    ClaimReading,
    ClaimStatus,
    Condition,
    amount,
    percentage,
    status_of,
)
from listings.insights.statistics.estimates import student_t
from listings.models import Demand, PayDifference, Statistic
from roles.models import Role, Term
from tests.listings.factories import make_demand, make_role, make_skill
from tests.roles.factories import make_term

ABOVE = Condition(is_above=True, bound=0.3)
NOW = timezone.now()
OVER, WITHIN, UNDER, SMALL = (0.4, 0.6), (0.2, 0.5), (0.1, 0.2), None


def nights_ago(nights: int) -> datetime:
    return NOW - timedelta(days=nights, hours=-1)


def nightly(*intervals: tuple[float, float] | None) -> list[ClaimReading]:
    """A snapshot each night, the last one an hour after last night."""
    taken = [nights_ago(number) for number in range(len(intervals), 0, -1)]
    return [
        ClaimReading(interval, at, ended)
        for interval, at, ended in zip(intervals, taken, [*taken[1:], None], strict=True)
    ]


class TestWhenAClaimTurns:
    @pytest.mark.parametrize(
        ("nights", "holds"),
        [
            ([OVER], True),
            ([UNDER], False),
            ([WITHIN], False),
            ([OVER, UNDER], True),
            ([OVER, UNDER, UNDER], False),
            ([UNDER, OVER], False),
            ([UNDER, OVER, OVER], True),
            ([WITHIN, OVER], False),
            ([WITHIN, OVER, OVER], True),
        ],
    )
    def test_it_takes_two_nights(self, nights: Sequence[Any], holds: bool) -> None:
        assert status_of(nightly(*nights), ABOVE).holds is holds

    @pytest.mark.parametrize(
        ("nights", "holds"),
        [
            ([OVER, WITHIN], True),
            ([OVER, WITHIN, WITHIN, WITHIN], True),
            ([UNDER, WITHIN, WITHIN], False),
            ([OVER, UNDER, WITHIN, UNDER], True),
            ([UNDER, OVER, SMALL, OVER], False),
            ([OVER, SMALL, WITHIN], True),
        ],
    )
    def test_what_stood_stays_while_the_bound_lies_within_the_interval(
        self, nights: Sequence[Any], holds: bool
    ) -> None:
        assert status_of(nightly(*nights), ABOVE).holds is holds

    def test_one_snapshot_that_held_for_more_than_a_day_counts_as_two_nights(self) -> None:
        first = ClaimReading(UNDER, nights_ago(9), nights_ago(4))
        assert status_of([first, ClaimReading(OVER, nights_ago(4))], ABOVE) == ClaimStatus(
            True, nights_ago(3)
        )

    def test_two_snapshots_of_one_night_count_as_one(self) -> None:
        morning = timezone.localtime(nights_ago(1)).replace(hour=0, minute=0)
        first = ClaimReading(UNDER, nights_ago(9), morning)
        syncs = [
            ClaimReading(OVER, morning, morning + timedelta(hours=1)),
            ClaimReading(OVER, morning + timedelta(hours=1), morning + timedelta(hours=2)),
            ClaimReading(WITHIN, morning + timedelta(hours=2)),
        ]
        assert status_of([first, *syncs], ABOVE) == ClaimStatus(False)

    def test_it_says_since_when(self) -> None:
        found = status_of(nightly(UNDER, OVER, OVER, WITHIN), ABOVE)
        assert found == ClaimStatus(True, nights_ago(2))
        assert status_of(nightly(OVER, OVER), ABOVE) == ClaimStatus(True, None)

    def test_below_is_the_other_way_round(self) -> None:
        below = Condition(is_above=False, bound=0.3)
        assert [below.holds_for(one) for one in (OVER, WITHIN, UNDER, SMALL)] == [
            False,
            None,
            True,
            None,
        ]

    def test_nothing_known_holds_nothing(self) -> None:
        assert status_of([], ABOVE) == ClaimStatus(False)


class TestBounds:
    @pytest.mark.parametrize(
        ("text", "value"),
        [("120K", 120_000), ("120,000", 120_000), ("1.2m", 1_200_000), ("20", 20), ("12K5", None)],
    )
    def test_an_amount_is_read_as_people_write_it(self, text: str, value: float | None) -> None:
        assert amount(text) == value

    @pytest.mark.parametrize(
        ("text", "value"), [("30%", 0.3), ("30 %", 0.3), ("30", None), ("130%", None), ("%", None)]
    )
    def test_a_percentage_has_its_sign(self, text: str, value: float | None) -> None:
        assert percentage(text) == value


@pytest.fixture
def nurse() -> Role:
    make_skill("Triage")
    return make_role("Nurse")


def demand(role: Role, *triage: int | None, **fields: Any) -> None:
    """A snapshot each night: of 200 postings so many name triage; None: too small a sample."""
    for reading, count in zip(nightly(*[None] * len(triage)), triage, strict=True):
        make_demand(
            role,
            skills=None if count is None else {"triage": count},
            taken_at=reading.taken_at,
            superseded_at=reading.superseded_at,
            **fields,
        )


def pay(role: Role, low: int, high: int, *, currency: str = "USD") -> None:
    """The latest snapshot of pay, from so much to so much."""
    amounts = {"ci_low": low, "median": (low + high) // 2, "ci_high": high}
    Statistic.objects.create(
        role=role,
        currency=currency,
        total=40,
        n=40,
        employers=40,
        largest=1,
        effective_employers=40,
        method_version=3,
        window_from=timezone.localdate(),
        window_to=timezone.localdate(),
        taken_at=nights_ago(3),
        **{name: Decimal(value) for name, value in amounts.items()},
    )


CLAIM = 'One. Most name it: {{ share triage nurse above=30% else="Few name it." }} of all. Two.'


def shown(text: str) -> str:
    return render(text).text


@pytest.mark.django_db
class TestTheSentence:
    def test_stands_as_written_with_its_figure_while_the_claim_holds(self, nurse: Role) -> None:
        demand(nurse, 100)
        assert "One. Most name it: 50% (of 200 postings" in shown(CLAIM)
        assert shown(CLAIM).endswith(") of all. Two.")

    def test_gives_way_to_the_other_wording_as_a_whole(self, nurse: Role) -> None:
        demand(nurse, 20)
        assert shown(CLAIM) == "One. Few name it. Two."

    def test_gives_way_alone_in_its_paragraph_and_beside_another_figure(self, nurse: Role) -> None:
        demand(nurse, 20)
        text = 'Of {{ openings nurse }} most ask, {{ share triage nurse above=30% else="Few." }}.'
        assert shown(text) == "Few."

    def test_with_two_claims_has_the_wording_of_the_first_that_fails(self, nurse: Role) -> None:
        demand(nurse, 20)
        two = '{{ openings nurse above=5 else="A" }}, {{ share triage nurse above=30% else="B." }}'
        assert shown(f'{two}, {{{{ openings nurse above=90 else="C." }}}}. Two.') == "B. Two."

    def test_goes_where_there_is_no_other_wording(self, nurse: Role) -> None:
        demand(nurse, 20)
        assert shown("One. Most: {{ share triage nurse above=30% }}. Two.") == "One. Two."

    def test_gives_way_where_the_sample_is_too_small(self, nurse: Role) -> None:
        demand(nurse, 100, 100, None)
        assert shown(CLAIM) == "One. Few name it. Two."

    def test_does_not_flicker_with_one_night(self, nurse: Role) -> None:
        demand(nurse, 100, 100, 20)
        assert shown(CLAIM).startswith("One. Most name it: 10%")

    def test_turns_with_the_second_night(self, nurse: Role) -> None:
        demand(nurse, 100, 20, 21)
        assert shown(CLAIM) == "One. Few name it. Two."

    @pytest.mark.slow
    def test_compares_the_number_of_openings(self, nurse: Role) -> None:
        demand(nurse, 20)
        assert shown('{{ openings nurse above=24 else="Few." }} now.') == "Few."
        assert shown('{{ openings nurse above=23 else="Few." }} now.').startswith("24 openings")

    def test_compares_the_interval_of_pay(self, nurse: Role) -> None:
        demand(nurse, 20)
        pay(nurse, 100_000, 120_000)
        assert shown('Paid {{ pay nurse above=90K else="Low." }}.').startswith("Paid USD 110K")
        assert shown('Paid {{ pay nurse above=105K else="Open." }}.') == "Open."
        assert shown('Paid {{ pay nurse below=95K else="High." }}.') == "High."

    def test_compares_what_is_asked_of_beginners(self, nurse: Role) -> None:
        demand(nurse, 20, degree=10, entry=60, entry_n=200, entry_employers=200)
        assert shown('{{ degree nurse below=25% else="Ask." }} want one.').startswith("5% (of 200")
        assert shown('{{ entry nurse above=20% else="Few." }} of them.').startswith("30% (of 200")
        assert shown('{{ entry nurse above=30% else="Few." }} of them.') == "Few."

    def test_postings_that_were_invented_say_nothing_of_real_ones(self, nurse: Role) -> None:
        demand(nurse, 100)
        Demand.objects.update(superseded_at=NOW)
        demand(nurse, 20, is_demo=True)
        assert shown(CLAIM) == "One. Few name it. Two."

    def test_claims_take_no_query_more(self, nurse: Role, django_assert_num_queries: Any) -> None:
        demand(nurse, 100)
        pay(nurse, 100_000, 120_000)
        with django_assert_num_queries(1):
            render(f"{CLAIM} {CLAIM} {{{{ remote nurse below=5% }}}} {{{{ pay nurse above=90K }}}}")


def gap(low: int, high: int, night: int, *, ended: datetime | None = None) -> None:
    """What a night found of how much more nurses are posted at than midwives."""
    nurse, midwife = Role.objects.order_by("pk")
    reach = Decimal((high - low) / 2)
    PayDifference.objects.create(
        role=nurse,
        other=midwife,
        currency="USD",
        n=40,
        other_n=40,
        raw=(low + high) // 2,
        raw_error=reach / Decimal(student_t(20)),
        raw_freedom=20,
        method_version=1,
        window_from=timezone.localdate(),
        window_to=timezone.localdate(),
        taken_at=nights_ago(night),
        superseded_at=ended,
    )


@pytest.mark.django_db
class TestASentenceThatComparesTwoRoles:
    SHARE = 'More is asked: {{ share triage nurse above=midwife else="Much the same." }}.'
    PAY = 'Better paid: {{ pay nurse above=midwife else="Pay settles nothing." }}.'

    @pytest.fixture
    def midwife(self, nurse: Role) -> Role:
        return make_role("Midwife")

    def test_shows_both_numbers_with_their_samples(self, nurse: Role, midwife: Role) -> None:
        demand(nurse, 100)
        demand(midwife, 40, n=160, employers=160)
        assert shown(self.SHARE) == (
            "More is asked: 50% (of 200 postings) against 25% (of 160 postings, "
            f"{timezone.localdate():%-d %b %Y})."
        )

    def test_leads_to_the_postings_and_the_figure_of_each(self, nurse: Role, midwife: Role) -> None:
        demand(nurse, 100)
        demand(midwife, 40)
        html = render(self.SHARE).html
        for role in (nurse, midwife):
            assert f'href="/jobs/?role={role.slug}&amp;skill=triage"' in html
            assert f"/roles/{role.slug}/demand/?country=everywhere#skill-triage" in html

    def test_needs_the_whole_interval_of_the_difference(self, nurse: Role, midwife: Role) -> None:
        demand(nurse, 100)
        demand(midwife, 90)
        assert shown(self.SHARE) == "Much the same."
        assert shown(self.SHARE.replace("above", "below")) == "Much the same."

    def test_gives_way_where_either_sample_is_too_small(self, nurse: Role, midwife: Role) -> None:
        demand(nurse, 100)
        demand(midwife, None)
        assert shown(self.SHARE) == "Much the same."
        assert shown("Gone: {{ share triage nurse above=midwife }}. Two.") == "Two."

    @pytest.mark.parametrize(
        ("nights", "holds"),
        [
            ([40, 40, 80], True),
            ([40, 95, 95, 95], True),
            ([90, 40], False),
            ([90, 40, 40], True),
            ([160, 160, 40], False),
        ],
    )
    def test_turns_with_the_second_night(
        self, nurse: Role, midwife: Role, nights: list[int], holds: bool
    ) -> None:
        demand(nurse, *[100 for _ in nights])
        demand(midwife, *nights)
        assert shown(self.SHARE).startswith("More is asked") is holds

    def test_never_stands_against_the_numbers_that_it_shows(
        self, nurse: Role, midwife: Role
    ) -> None:
        demand(nurse, 100, 100, 100)
        demand(midwife, 40, 40, 104)
        assert shown(self.SHARE) == "Much the same."

    def test_compares_the_number_of_openings(self, nurse: Role, midwife: Role) -> None:
        demand(nurse, 20, openings=24)
        demand(midwife, 20, openings=9)
        text = '{{ openings nurse above=midwife else="Few." }} now.'
        assert shown(text).startswith("24 openings (at ")
        assert " against 9 openings (at " in shown(text)
        assert shown(text.replace("above", "below")) == "Few."

    def test_compares_pay_by_the_interval_of_its_difference(
        self, nurse: Role, midwife: Role
    ) -> None:
        for role, low in ((nurse, 100_000), (midwife, 80_000)):
            demand(role, 20)
            pay(role, low, low + 20_000)
        assert shown(self.PAY) == "Pay settles nothing."
        gap(-4_000, 44_000, 5, ended=nights_ago(4))
        assert shown(self.PAY) == "Pay settles nothing."
        gap(4_000, 36_000, 4)
        assert shown(self.PAY).startswith(
            "Better paid: USD 110K (median of 40 postings with pay) against USD 90K (median of"
        )
        turned = "Paid less: {{ pay midwife below=nurse }}. Two."
        assert shown(turned).startswith("Paid less: USD 90K")
        assert shown(turned.replace("below", "above")) == "Two."

    def test_never_compares_pay_in_two_currencies(self, nurse: Role, midwife: Role) -> None:
        for role in (nurse, midwife):
            demand(role, 20)
            pay(role, 100_000, 120_000)
        gap(4_000, 36_000, 4)
        Statistic.objects.filter(role=midwife).update(superseded_at=NOW)
        pay(midwife, 80_000, 90_000, currency="EUR")
        assert shown(self.PAY) == "Pay settles nothing."

    def test_a_page_asks_two_queries(
        self, nurse: Role, midwife: Role, django_assert_num_queries: Any
    ) -> None:
        for role in (nurse, midwife):
            demand(role, 100)
            pay(role, 100_000, 120_000)
        with django_assert_num_queries(2):
            render(f"{self.SHARE} {self.PAY} {{{{ pay nurse above=90K }}}} {CLAIM}")

    def test_the_admin_lists_it_where_one_of_the_two_has_no_sample(
        self, nurse: Role, midwife: Role, admin_user: User
    ) -> None:
        make_term("Triage", body=self.SHARE)
        demand(nurse, 100)
        assert "has no sample now" in next(iter(figures_without_sample(admin_user))).why
        demand(midwife, 100)
        assert list(figures_without_sample(admin_user)) == []


BOUND = "above=20, or name another role."


@pytest.mark.django_db
class TestWhatEditorsAreTold:
    @pytest.mark.parametrize(
        ("figure", "message"),
        [
            (
                "share triage nurse above=30",
                "“above=30” cannot be read: write it as in above=30%, or name another role.",
            ),
            (
                "remote nurse below=130%",
                "“below=130%” cannot be read: write it as in below=30%, or name another role.",
            ),
            (
                "pay nurse above=much",
                "“above=much” cannot be read: write it as in above=120K, or name another role.",
            ),
            (
                "openings nurse above=nurs",
                f"“above=nurs” cannot be read: write it as in {BOUND} Did you mean nurse?",
            ),
            (
                "pay nurse above=nurse level=senior",
                "pay is not compared by level: leave “level” out.",
            ),
            (
                "openings nurse above=5%",
                "“above=5%” cannot be read: write it as in above=20, or name another role.",
            ),
            (
                "openings nurse above=5 below=9",
                "A figure is “above” or “below” a bound, not both.",
            ),
            ("openings nurse abov=5", "There is no option of openings “abov”. Did you mean above?"),
        ],
    )
    def test_a_bad_condition_is_refused_with_its_place(
        self, nurse: Role, figure: str, message: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            validate_markup(f"Text.\n\n{{{{ {figure} }}}}")
        assert refused.value.messages == [f"Line 3: {message}"]

    def test_a_good_one_is_taken(self, nurse: Role) -> None:
        validate_markup(CLAIM)

    def test_a_pack_keeps_it(self, nurse: Role, tmp_path: Path) -> None:
        term = make_term("Triage", body=CLAIM)
        call_command("export_content", tmp_path)
        Term.objects.filter(pk=term.pk).update(body="Other.")
        call_command("import_content", tmp_path)
        term.refresh_from_db()
        assert term.body == CLAIM

    def test_the_admin_lists_claims_that_turned_within_a_week(
        self, nurse: Role, admin_user: User
    ) -> None:
        make_term("Triage", body=CLAIM)
        demand(nurse, 100, 20, 21, 22)
        [finding] = turned_claims(admin_user)
        assert "Triage" in finding.what
        day = f"{timezone.localdate(nights_ago(2)):%-d %b %Y}"
        assert finding.why == (
            '{{ share triage nurse above=30% else="Few name it." }} no longer holds, '
            f"since {day}"
        )

    def test_what_turned_earlier_is_listed_no_more(self, nurse: Role, admin_user: User) -> None:
        make_term("Triage", body=CLAIM)
        demand(nurse, 100, 20, *range(21, 30))
        assert list(turned_claims(admin_user)) == []
