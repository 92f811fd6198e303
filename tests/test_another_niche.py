"""The same program with other content: a nurses' board in one city, of 40, 10 and no postings."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from jobboard.site import identity
from listings.importers.vocabulary import load_vocabulary
from listings.models import Listing, Statistic
from tests.database import made_once
from tests.nursing_board import make_board, make_whole_board, vacancies

pytestmark = pytest.mark.django_db

DATA_JOBS = re.compile(
    r"\bdata (?:job|scien|engineer|analy)|scientist|\bengineer|developer|machine learning|devops"
    r"|\bpython\b|\bsql\b|\bAI\b|Berlin",
    re.IGNORECASE,
)
PAGES = (
    "/",
    "/jobs/",
    "/jobs/?q=ventilator+care",
    "/jobs/?role=icu-nurse&level=lead&skill=acls&city=leeds-gb&has_salary=true",
    "/jobs/?q=nurse+-icu&salary_min=35000&sort=salary&posted=30",
    "/roles/",
    "/roles/icu-nurse/",
    "/roles/care-assistant/",
    "/guides/",
    "/guides/icu-nurse-vs-theatre-nurse/",
    "/authors/ines-harrowgate/",
    "/glossary/",
    "/glossary/triage/",
    "/salaries/",
    "/salaries/?country=GB&level=entry",
    "/salaries/icu-nurse/",
    "/salaries/nurse-practitioner/",
    "/salaries/method/",
    "/companies/",
    "/companies/larkfield-hospital/",
    "/no-such-page/",
)


@pytest.fixture(autouse=True)
def _identity_ends_with_the_test() -> Iterator[None]:
    yield
    identity.forget()


@pytest.fixture
def _forty() -> None:
    made_once(make_whole_board)


@pytest.fixture
def _ten() -> None:
    """Ten of one kind: one role, one city, one workplace, hardly a choice to make."""
    chosen = [one for one in vacancies() if one.role == "icu-nurse"][:5]
    make_board([*chosen, *[one for one in vacancies() if one.role == "theatre-nurse"][:5]])


class Headings(HTMLParser):
    """Collects each heading with whether anything stands between it and the next."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if re.fullmatch("h[1-6]|legend", tag):
            self.found.append(("", ""))
            self._is_open = True
        elif tag in {"img", "input", "svg"} and self.found:
            self.handle_data("*")

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]|legend", tag):
            self._is_open = False

    def handle_data(self, data: str) -> None:
        if self.found and data.strip():
            heading, text = self.found[-1]
            self.found[-1] = (heading + data, text) if self._is_open else (heading, text + data)


def get(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == (404 if url == "/no-such-page/" else 200), url
    return response.content.decode()


def text_of(page: str) -> str:
    """What is read: text, and what attributes show or say."""
    shown = re.findall(r'(?:placeholder|content|alt|title|aria-label)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", " ", page), *shown])


def facets(page: str) -> list[str]:
    return re.findall(r"<legend>([^<]+)</legend>", page)


def check_alive(page: str, url: str) -> None:
    """No empty heading, no count of nothing out of nothing, nothing left to be filled in."""
    headings = Headings()
    headings.feed(page)
    assert headings.found, url
    assert [heading for heading, _ in headings.found if not heading.strip()] == [], url
    text = " ".join(text_of(page).split())
    assert not re.search(r"\b0 of 0\b|\bNone\b(?! (?:at|in))|\bnan\b|\(\s*\)", text), url
    assert "{{" not in text, url


@pytest.mark.slow
@pytest.mark.usefixtures("_forty")
def test_titles_mean_the_packs_roles_and_levels() -> None:
    rows = {row.title: row for row in Listing.objects.prefetch_related("roles")}
    assert len(rows) == 40
    for one in vacancies():
        row = rows[one.title]
        assert [role.slug for role in row.roles.all()] == ([one.role] if one.role else []), one
        assert row.level == one.level, one


@pytest.mark.usefixtures("_forty")
def test_the_whole_site_is_about_nurses_and_names_no_data_job(client: Client) -> None:
    for url in PAGES:
        page = get(client, url)
        check_alive(page, url)
        found = DATA_JOBS.findall(text_of(page))
        assert not found, (url, found)
        assert "notice--error" not in page, url
        if url not in {"/no-such-page/", "/salaries/method/"}:
            assert re.search(r"nurs|midwi|triage", page, re.IGNORECASE), url


@pytest.mark.usefixtures("_forty")
def test_every_posting_has_its_page_and_names_no_data_job(client: Client) -> None:
    for listing in Listing.objects.all():
        page = get(client, listing.get_absolute_url())
        check_alive(page, listing.title)
        assert listing.title in page
        assert not DATA_JOBS.search(text_of(page)), listing.title


@pytest.mark.slow
@pytest.mark.usefixtures("_forty")
def test_pay_by_the_hour_stands_beside_its_yearly_equivalent(client: Client) -> None:
    listing = Listing.objects.get(title="ICU Nurse")
    for url in ("/jobs/?q=%22icu+nurse%22", listing.get_absolute_url()):
        assert "GBP 18.50 – 22 / hour (≈ GBP 38,480 – 45,760 / year)" in get(client, url)


@pytest.mark.slow
@pytest.mark.usefixtures("_forty")
def test_words_and_filters_find_by_the_packs_words(client: Client) -> None:
    def number(query: str) -> int:
        found = re.search(r'role="status">(\d+) opening', get(client, f"/jobs/?{query}"))
        assert found, query
        return int(found[1])

    ours = [one for one in vacancies() if one.role == "icu-nurse"]
    assert number("role=icu-nurse") == len(ours)
    assert number("level=entry") == sum(one.level == "entry" for one in vacancies())
    assert number("skill=palliative-care") == sum(
        "alliative" in one.title + one.text for one in vacancies()
    )
    assert number("has_salary=true") == sum(one.high > 0 for one in vacancies())
    assert number("q=bicycles") == 1


@pytest.mark.usefixtures("_forty")
def test_hourly_pay_is_counted_by_the_year_and_six_postings_make_no_median(
    client: Client,
) -> None:
    row = Statistic.objects.base_pay().get(role__slug="icu-nurse", country="", level="")
    assert (row.currency, row.n, row.withheld) == ("GBP", 6, "few-postings")
    assert "too few postings with pay: 6 of 6" in get(client, "/salaries/icu-nurse/")
    assert "USD" not in get(client, "/salaries/")


@pytest.mark.usefixtures("_forty")
def test_the_guide_stands_beside_pay_and_openings_of_its_own_roles(client: Client) -> None:
    page = get(client, "/guides/icu-nurse-vs-theatre-nurse/")
    for piece in ("A typical week", "/glossary/handover/", "Charge Nurse, Intensive Care Unit"):
        assert piece in page
    assert "Recovery Nurse" in page
    assert "Midwife, Birth Centre" not in page


@pytest.mark.slow
@pytest.mark.usefixtures("_ten")
def test_a_board_of_ten_shows_only_choices_that_are_choices(client: Client) -> None:
    page = get(client, "/jobs/")
    assert "10 openings" in page
    shown = facets(page)
    assert "Role" in shown
    assert {"Workplace", "Country", "City", "Employment type"}.isdisjoint(shown)
    for url in PAGES:
        if url != "/companies/larkfield-hospital/":
            check_alive(get(client, url), url)


@pytest.mark.slow
def test_a_board_with_a_pack_and_no_posting_says_so_and_has_its_articles(client: Client) -> None:
    make_board([])
    assert load_vocabulary().roles
    assert "No openings yet" in get(client, "/jobs/")
    assert {"Role", "Level", "City", "Company"}.isdisjoint(facets(get(client, "/jobs/")))
    for url in PAGES:
        if url != "/companies/larkfield-hospital/" and "city=" not in url:
            page = get(client, url)
            check_alive(page, url)
            assert not DATA_JOBS.search(text_of(page)), url
            assert "shown are openings everywhere" not in page, url


def test_a_board_without_anything_answers_on_every_list(client: Client) -> None:
    for url in ("/", "/jobs/", "/roles/", "/guides/", "/glossary/", "/salaries/", "/companies/"):
        page = get(client, url)
        check_alive(page, url)
        assert not DATA_JOBS.search(text_of(page)), url
