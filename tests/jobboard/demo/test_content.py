"""The generator without a database: what it writes, and that readers agree with it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

import jobboard.demo
from jobboard.content.reading import read_pack
from jobboard.content.shapes import Pack
from jobboard.demo.catalogue import Catalogue, catalogue, country_of
from jobboard.demo.drafts import DemoPosting, drafts_of, lifecycle_of, site_of
from jobboard.demo.texts import with_article
from listings.models import ClosedReason
from listings.pay.money import Period
from listings.pay.plausibility import is_plausible
from listings.reading.descriptions import clean_html, plain_text
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.titles import RolePhrases, TitleReader

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(Path(jobboard.demo.__file__).parent / "pack")


@pytest.fixture(scope="module")
def titles(pack: Pack) -> TitleReader:
    roles = [
        RolePhrases(one.slug, (one.name, *one.aliases), one.excludes, one.evidence)
        for one in pack.roles
    ]
    return TitleReader(roles, pack.levels, pack.occupations)


@pytest.fixture(scope="module")
def skills(pack: Pack) -> SkillReader:
    return SkillReader(
        SkillPhrases(one.slug, one.name, one.aliases, one.case_sensitive, one.excludes)
        for one in pack.skills
    )


@pytest.fixture(scope="module")
def month() -> list[DemoPosting]:
    days = (MONDAY + timedelta(days=day) for day in range(28))
    return [draft for day in days for draft in drafts_of(catalogue(), day, thinned=False)]


@pytest.fixture(scope="module")
def vacancies(month: list[DemoPosting]) -> list[DemoPosting]:
    return [draft for draft in month if not draft.is_open_application]


def test_there_are_about_130_companies_each_with_a_name_of_its_own() -> None:
    employers = catalogue().employers
    assert 125 <= len(employers) <= 140
    assert len({site_of(one) for one in employers}) == len(employers)


def test_no_company_has_an_address_that_somebody_could_own() -> None:
    assert all(site_of(one).endswith(".example") for one in catalogue().employers)


def test_every_company_has_a_known_sector_size_and_labour_market() -> None:
    content = catalogue()
    for one in content.employers:
        assert one.sector in content.sectors
        assert one.size in content.shapes["sizes"]
        assert all(country_of(place) in content.markets for place in one.at)


@pytest.mark.slow
def test_every_role_of_the_pack_has_postings(pack: Pack) -> None:
    assert {role.slug for role in pack.roles} == {kind.role for kind in catalogue().kinds} - {""}


@pytest.mark.slow
def test_every_skill_that_texts_name_is_one_that_readers_find(skills: SkillReader) -> None:
    named = {name for kind in catalogue().kinds for name in kind.skills}
    assert [name for name in sorted(named) if not skills.read("", f"We use {name} daily.")] == []


def test_the_same_seed_and_day_give_the_same_postings() -> None:
    first, second = ([*drafts_of(catalogue(), MONDAY, thinned=False)] for _ in range(2))
    assert first == second


def test_another_seed_gives_another_board(content: Catalogue) -> None:
    other = replace(content, shapes={**content.shapes, "seed": 21})
    assert [*drafts_of(content, MONDAY, thinned=False)] != [
        *drafts_of(other, MONDAY, thinned=False)
    ]


def test_the_thin_past_is_part_of_the_full_one() -> None:
    full = {draft.reference for draft in drafts_of(catalogue(), MONDAY, thinned=False)}
    thin = {draft.reference for draft in drafts_of(catalogue(), MONDAY, thinned=True)}
    assert thin < full


@pytest.mark.slow
def test_titles_are_read_as_the_roles_they_were_written_for(
    vacancies: list[DemoPosting], titles: TitleReader
) -> None:
    wanted = [(draft.title, {draft.role} - {""}) for draft in vacancies]
    other = [title for title, roles in wanted if set(titles.read(title).roles) != roles]
    assert len(other) <= len(wanted) / 100, Counter(other).most_common(10)


@pytest.mark.slow
def test_levels_in_titles_are_the_levels_of_their_postings(
    vacancies: list[DemoPosting], titles: TitleReader
) -> None:
    for draft in vacancies:
        read = titles.read(draft.title).level
        assert draft.level in {"", read} if read else True, draft.title


@pytest.mark.slow
def test_open_applications_are_read_as_such(month: list[DemoPosting], titles: TitleReader) -> None:
    pools = [draft for draft in month if draft.is_open_application]
    assert pools
    assert all(titles.read(draft.title).is_open_application for draft in pools)


@pytest.mark.slow
def test_descriptions_have_150_to_350_words(vacancies: list[DemoPosting]) -> None:
    lengths = [len(re.sub(r"<[^>]+>", " ", draft.description).split()) for draft in vacancies]
    assert min(lengths) >= 150
    assert max(lengths) <= 350


def test_no_placeholder_is_left_in_a_text(month: list[DemoPosting]) -> None:
    assert not [draft for draft in month if re.search(r"[{}]", draft.description)]


def test_texts_pass_the_sanitiser_unchanged_but_for_white_space(month: list[DemoPosting]) -> None:
    for draft in month[:200]:
        cleaned = clean_html(draft.description)
        assert "".join(cleaned.split()) == "".join(draft.description.split())


def test_hardly_two_texts_are_the_same(vacancies: list[DemoPosting]) -> None:
    assert len({draft.description for draft in vacancies}) > 0.99 * len(vacancies)


@pytest.mark.slow
def test_postings_ask_for_four_to_nine_skills_of_their_role(
    vacancies: list[DemoPosting], skills: SkillReader
) -> None:
    counts = [
        len(skills.read(draft.title, plain_text(draft.description)))
        for draft in vacancies
        if draft.role
    ]
    assert 5 <= median(counts) <= 9


def test_skill_shares_differ_between_data_scientists_and_machine_learning_engineers(
    vacancies: list[DemoPosting],
) -> None:
    def share(role: str, skill: str) -> float:
        texts = [draft.description for draft in vacancies if draft.role == role]
        return sum(skill in text for text in texts) / len(texts)

    assert share("data-scientist", "SQL") > share("machine-learning-engineer", "SQL")
    assert share("machine-learning-engineer", "PyTorch") > share("data-scientist", "PyTorch")


def test_an_eighth_of_the_postings_is_no_role_of_ours(vacancies: list[DemoPosting]) -> None:
    assert 0.09 <= sum(not draft.role for draft in vacancies) / len(vacancies) <= 0.15


def test_about_six_in_ten_state_pay_and_all_of_it_is_plausible(
    vacancies: list[DemoPosting],
) -> None:
    pays = [draft.pay for draft in vacancies if draft.pay]
    assert 0.5 <= len(pays) / len(vacancies) <= 0.68
    euro = [pay for pay in pays if pay.currency == "EUR"]
    assert all(is_plausible(pay, Decimal(1)) for pay in euro)
    assert sum(pay.is_wide for pay in pays) / len(pays) < 0.03


def test_contracts_are_paid_by_the_hour_or_day(vacancies: list[DemoPosting]) -> None:
    pays = [draft.pay for draft in vacancies if "contract" in draft.types and draft.pay]
    assert {pay.period for pay in pays} <= {Period.HOUR, Period.DAY}


def test_remote_for_nobody_named_has_no_place_that_would_name_a_country(
    vacancies: list[DemoPosting],
) -> None:
    silent = [draft for draft in vacancies if draft.eligibility.scope == "not-stated"]
    assert silent
    assert not any(draft.places for draft in silent)


def test_who_may_work_remotely_is_said_by_remote_postings_only(
    vacancies: list[DemoPosting],
) -> None:
    for draft in vacancies:
        assert bool(draft.eligibility.scope) == ("remote" in draft.workplaces)


def test_working_days_bring_more_postings_than_weekends(month: list[DemoPosting]) -> None:
    by_day = Counter(draft.posted_at.weekday() for draft in month)
    assert min(by_day[day] for day in range(5)) > 3 * max(by_day[5], by_day[6])


@pytest.mark.slow
def test_at_least_1500_are_live_on_any_day_whatever_the_last_run() -> None:
    lives = _lives(days=120)
    for day in range(61, 120):
        noon = datetime.combine(MONDAY + timedelta(days=day), time(12), UTC)
        live = sum(1 for posted_at, ends_at in lives if posted_at <= noon < ends_at)
        assert 1_500 <= live <= 2_000


def _lives(days: int) -> list[tuple[datetime, datetime]]:
    content, lives = catalogue(), []
    for ago in range(days):
        for draft in drafts_of(content, MONDAY + timedelta(days=ago), thinned=False):
            lifecycle = lifecycle_of(content.shapes, draft.title, draft.posted_at, draft.expires_at)
            lives.append((draft.posted_at, lifecycle.ends_at))
    return lives


def test_endings_have_plausible_reasons(vacancies: list[DemoPosting]) -> None:
    shapes = catalogue().shapes
    reasons = Counter(
        lifecycle_of(shapes, one.title, one.posted_at, one.expires_at).reason for one in vacancies
    )
    assert set(reasons) == {ClosedReason.FILLED, ClosedReason.WITHDRAWN, ClosedReason.EXPIRED}
    assert reasons[ClosedReason.FILLED] > reasons[ClosedReason.WITHDRAWN]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Data Engineer", "a Data Engineer"),
        ("ML Engineer", "an ML Engineer"),
        ("MLOps Engineer", "an MLOps Engineer"),
        ("UX Designer", "a UX Designer"),
        ("iOS Developer", "an iOS Developer"),
        ("Analytics Engineer", "an Analytics Engineer"),
        ("User Researcher", "a User Researcher"),
    ],
)
def test_articles_follow_the_sound(name: str, text: str) -> None:
    assert with_article(name) == text
