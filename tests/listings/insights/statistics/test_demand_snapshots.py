"""Snapshots of demand: which postings count where, what is withheld, what is never rewritten."""

from datetime import timedelta
from io import StringIO
from itertools import cycle, islice
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.insights.statistics.snapshots import refresh
from listings.models import Demand, Listing
from listings.models.snapshot import MedianYears, Share
from listings.transitions import rows
from roles.models import Role
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


def postings(number: int, role: Role, employers: int = 5, **fields: Any) -> list[Listing]:
    """Postings of a role, dealt out to the employers in turn."""
    dealt = islice(cycle([make_company() for _ in range(employers)]), number)
    return [make_listing(company=company, roles=(role,), **fields) for company in dealt]


def latest(role: Role, country: str = "", level: str = "") -> Demand:
    return Demand.objects.latest_snapshots().get(role=role, country=country, level=level)


class TestShares:
    @pytest.mark.slow
    def test_a_skills_share_is_of_all_postings_of_the_role(self, role: Role) -> None:
        sql, python = make_skill("SQL"), make_skill("Python")
        postings(15, role, 15, skills=(sql, python))
        postings(5, role, skills=(sql,))
        postings(5, make_role("Cook"), skills=(python,))
        refresh()
        assert latest(role).share_of("python") == Share(count=15, n=20, employers=20)
        assert latest(role).share_of("sql") == Share(count=20, n=20, employers=20)
        assert latest(role).share_of("cobol") == Share(count=0, n=20, employers=20)

    def test_postings_of_one_employer_that_are_alike_count_for_less(self, role: Role) -> None:
        """Of 10 employers with 4 postings each, 5 name it always and 5 never: like 10 postings."""
        sql = make_skill("SQL")
        postings(20, role, skills=(sql,), level="entry")
        postings(20, role, level="senior")
        refresh()
        found = latest(role)
        # 10/9 × 10 × 2² over 40² × ¼ ÷ 39
        assert found.share_of("sql") == Share(count=20, n=40, employers=10, effect=4.33)
        assert found.getting_in.entry == Share(count=20, n=40, employers=10, effect=4.33)

    @pytest.mark.slow
    def test_one_employer_with_over_a_quarter_withholds_all_shares(self, role: Role) -> None:
        sql = make_skill("SQL")
        postings(30, role, 30, skills=(sql,))
        big = postings(10, role, 1, skills=(sql,))
        refresh()
        assert (latest(role).largest, latest(role).skills) == (10, {"sql": 40})
        make_listing(company=big[0].company, roles=(role,))
        refresh()
        assert (latest(role).largest, latest(role).skills) == (11, None)

    @pytest.mark.slow
    def test_asked_for_is_of_postings_that_tell_must_from_nice(self, role: Role) -> None:
        skills = tuple(make_skill(name) for name in ("SQL", "Python"))
        postings(15, role, 15, skills=skills, skills_must=["sql"], skills_nice=["python"])
        postings(5, role, skills=skills, skills_must=["python"], skills_nice=["sql"])
        postings(10, role, skills=skills, skills_must=["sql", "python"])
        refresh()
        found = latest(role)
        assert found.share_of("sql") == Share(count=30, n=30, employers=25, effect=1.0)
        assert found.asked_share("sql") == Share(count=15, n=20, employers=20)
        assert found.asked_share("cobol") == Share(count=0, n=20, employers=20)

    def test_words_of_the_roles_own_name_are_no_skill_of_it(self, role: Role) -> None:
        names = ("Data", "Data Engineering", "Data Mining", "SQL")
        postings(20, role, skills=tuple(make_skill(name) for name in names))
        refresh()
        assert latest(role).skills == {"data-mining": 20, "sql": 20}

    @pytest.mark.parametrize(("number", "employers"), [(19, 5), (40, 4)])
    def test_too_few_postings_or_employers_have_no_share(
        self, role: Role, number: int, employers: int
    ) -> None:
        postings(number, role, employers, skills=(make_skill("SQL"),), workplaces=["remote"])
        refresh()
        found = latest(role)
        assert (found.n, found.skills, found.remote) == (number, None, None)
        assert found.share_of("sql") is None
        assert found.remote_share is None

    def test_remote_counts_only_postings_that_state_a_workplace(self, role: Role) -> None:
        postings(10, role, 10, workplaces=["remote"])
        postings(5, role, workplaces=["hybrid", "remote"])
        postings(5, role, workplaces=["onsite"])
        postings(7, role, workplaces=[])
        refresh()
        assert latest(role).remote_share == Share(count=15, n=20, employers=20)

    def test_a_cluster_of_duplicates_counts_once(self, role: Role) -> None:
        [shown, *_] = postings(20, role, skills=(make_skill("SQL"),))
        make_listing(roles=(role,), company=shown.company, duplicate_of=shown)
        refresh()
        assert (latest(role).n, latest(role).openings) == (20, 20)

    def test_closed_postings_of_the_last_twelve_months_count_and_are_no_openings(
        self, role: Role
    ) -> None:
        rows.close(postings(20, role)[0], "filled")
        refresh()
        assert (latest(role).n, latest(role).openings) == (20, 19)


class TestGettingIn:
    def test_each_figure_is_of_those_that_say_so(self, role: Role) -> None:
        postings(5, role, level="entry", years_asked=0)
        postings(15, role, 15, level="senior", years_asked=5, degree_asked="required")
        postings(10, role, 10, degree_asked="welcome")
        refresh()
        found = latest(role).getting_in
        assert found.entry == Share(count=5, n=20, employers=20)
        assert found.years == MedianYears(median=5.0, n=20, employers=20)
        assert found.degree == Share(count=15, n=30, employers=30)

    def test_years_need_the_postings_of_a_median_and_no_more(self, role: Role) -> None:
        postings(10, role, years_asked=3)
        refresh()
        found = latest(role).getting_in
        assert (found.years, found.degree) == (MedianYears(3.0, 10, 5), None)

    @pytest.mark.parametrize(("number", "employers"), [(9, 9), (40, 4)])
    def test_too_few_show_nothing(self, role: Role, number: int, employers: int) -> None:
        postings(number, role, employers, level="entry", years_asked=2)
        refresh()
        found = latest(role).getting_in
        assert (found.entry, found.years, found.degree) == (None, None, None)


class TestWhere:
    def test_a_posting_counts_in_the_countries_and_the_level_that_it_names(
        self, role: Role
    ) -> None:
        offices = (make_city("Berlin", "DE"), make_city("Bonn", "DE"), make_city("Paris", "FR"))
        make_listing(roles=(role,), places=offices, level="senior")
        refresh()
        cells = {(row.country, row.level): row.n for row in Demand.objects.all()}
        assert cells == {
            (country, level): 1 for country in ("", "DE", "FR") for level in ("", "senior")
        }

    def test_openings_are_those_that_the_list_shows_for_the_country(
        self, role: Role, client: Any
    ) -> None:
        berlin = make_city("Berlin", "DE")
        make_listing(roles=(role,), places=(berlin,))
        make_listing(roles=(role,), workplaces=["remote"], remote_scope="anywhere")
        make_listing(
            roles=(role,),
            workplaces=["remote"],
            remote_scope="countries",
            remote_countries=["DE", "FR"],
        )
        make_listing(roles=(role,), workplaces=["remote"], remote_scope="not-stated")
        refresh()
        for country, number in {"DE": 3, "FR": 2, "": 4}.items():
            assert latest(role, country).openings == number
            query = f"?role=data-engineer&country={country}" if country else "?role=data-engineer"
            assert f"{number} openings" in client.get(f"/jobs/{query}").content.decode()

    def test_a_cluster_is_one_opening_wherever_any_of_its_members_is(
        self, role: Role, client: Any
    ) -> None:
        shown = make_listing(roles=(role,), places=(make_city("Berlin", "DE"),))
        make_listing(
            roles=(role,),
            company=shown.company,
            duplicate_of=shown,
            workplaces=["remote"],
            remote_scope="countries",
            remote_countries=["FR"],
        )
        refresh()
        for country in ("DE", "FR", ""):
            assert latest(role, country).openings == 1
            query = f"?role=data-engineer&country={country}" if country else "?role=data-engineer"
            assert "1 opening" in client.get(f"/jobs/{query}").content.decode()

    def test_invented_postings_count_only_where_there_are_no_others(self, role: Role) -> None:
        make_listing(roles=(role,), is_demo=True)
        refresh()
        assert (latest(role).openings, latest(role).is_demo) == (1, True)
        make_listing(roles=(role,))
        refresh()
        assert (latest(role).openings, latest(role).n, latest(role).is_demo) == (1, 1, False)


class TestAppending:
    def test_an_unchanged_market_appends_nothing(self, role: Role) -> None:
        postings(20, role, skills=(make_skill("SQL"),), years_asked=3)
        assert refresh()[2].appended == 1
        assert refresh(timezone.now() + timedelta(days=2))[2].appended == 0

    def test_a_changed_share_is_a_new_row_and_the_old_one_keeps_its_figures(
        self, role: Role
    ) -> None:
        first, *_ = postings(20, role, skills=(make_skill("SQL"),))
        refresh()
        before = latest(role)
        first.skills.clear()
        assert refresh()[2].appended == 1
        assert latest(role).skills == {"sql": 19}
        kept = Demand.objects.get(pk=before.pk)
        assert (kept.skills, kept.superseded_at is not None) == ({"sql": 20}, True)

    def test_a_cell_whose_last_posting_left_says_that_it_is_empty(self, role: Role) -> None:
        listing = make_listing(roles=(role,))
        refresh()
        listing.delete()
        assert refresh()[2].appended == 1
        assert (latest(role).n, latest(role).openings) == (0, 0)
        assert refresh()[2].appended == 0

    def test_the_database_refuses_to_rewrite_a_figure(self, role: Role) -> None:
        make_listing(roles=(role,))
        refresh()
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            Demand.objects.update(openings=7)
        Demand.objects.update(superseded_at=timezone.now())
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            Demand.objects.update(superseded_at=None)

    def test_the_database_refuses_a_share_of_too_few(self, role: Role) -> None:
        make_listing(roles=(role,))
        refresh()
        row = latest(role)
        row.pk, row.country, row.skills = None, "DE", {"sql": 1}
        with pytest.raises(IntegrityError, match="large_enough"), transaction.atomic():
            row.save()

    @pytest.mark.slow
    def test_a_run_takes_the_same_number_of_queries_whatever_it_counts(self, role: Role) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                refresh()
            return len(captured)

        postings(3, role, skills=(make_skill("SQL"),))
        refresh()
        few = queries()
        postings(20, role, skills=(make_skill("Python"),))
        refresh()
        assert queries() == few

    def test_the_command_takes_pay_and_demand_in_one_go(self, role: Role) -> None:
        make_listing(roles=(role,))
        out = StringIO()
        call_command("refresh_statistics", stdout=out)
        assert "Demand: 1 cells, 0 large enough to show; 1 changed." in out.getvalue()
