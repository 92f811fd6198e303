"""Figures stand beside the section that they support; openings say why they are shown."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from listings.models import Industry
from roles.models import Guide, Role
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_skill,
    yearly,
)
from tests.listings.figures import take_figures
from tests.roles.factories import add_section, hire, make_guide, make_profiled_role

pytestmark = pytest.mark.django_db

SECTIONS = {
    "skills": "Calm.",
    "education": "A diploma.",
    "tools": "### Ward\n- Triage\n- Thermometer",
    "industries": "Hospitals.",
    "outlook": "Steady.",
    "getting_started": "Ask.",
}


@pytest.fixture
def nurse() -> Role:
    return make_profiled_role("Nurse", **SECTIONS)


@pytest.fixture
def midwife() -> Role:
    return make_profiled_role("Midwife", **SECTIONS)


@pytest.fixture
def guide(nurse: Role, midwife: Role) -> Guide:
    return make_guide(nurse, midwife)


def part(client: Client, guide: Guide, anchor: str) -> str:
    """One section of the page with what stands beside it."""
    text = client.get(f"{guide.get_absolute_url()}?country=everywhere").content.decode()
    start = text.index(f'<section class="part part--{anchor}')
    return text[start : text.index("</section>", start)].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("anchor", "heading"),
    [
        ("skills", "Most named skills"),
        ("education", "Degree required"),
        ("industries", "Who hires most"),
        ("outlook", "Demand here"),
        ("getting-started", "Getting in"),
    ],
)
def test_each_section_has_its_figures_beside_it(
    client: Client, guide: Guide, nurse: Role, midwife: Role, anchor: str, heading: str
) -> None:
    hire(nurse, 25, "Triage", level="entry")
    hire(midwife, 25, "Birth", level="senior")
    take_figures()
    text = part(client, guide, anchor)
    assert text.index("part__text") < text.index("<aside") < text.index(f">{heading}</h3>")


def test_without_postings_no_section_has_an_empty_place_beside_it(
    client: Client, guide: Guide
) -> None:
    for anchor in ("education", "industries", "outlook", "getting-started"):
        assert "<aside" not in part(client, guide, anchor)


@pytest.mark.slow
def test_figures_without_a_section_of_their_own_stand_together(client: Client) -> None:
    nurse, midwife = make_profiled_role("Nurse"), make_profiled_role("Midwife")
    guide = make_guide(nurse, midwife)
    hire(nurse, 25, "Triage")
    hire(midwife, 25, "Birth")
    take_figures()
    text = part(client, guide, "postings-say")
    for heading in ("Most named skills", "Degree required", "Who hires most", "Demand here"):
        assert f">{heading}</h3>" in text


@pytest.mark.slow
def test_what_separates_stands_beside_the_authors_first_section(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    section = add_section(guide, "Where they part", "By what they do at night.")
    hire(nurse, 25, "Triage")
    hire(midwife, 25, "Birth")
    take_figures()
    assert 'id="separates"' in part(client, guide, f"part-{section.pk}")


@pytest.mark.slow
def test_openings_by_industry_stand_beside_industries(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    for _ in range(6):
        hire(nurse, 2, company=make_company(industry=Industry.HEALTH))
        hire(nurse, 2, company=make_company(industry=Industry.STAFFING))
        hire(nurse, 1, "Triage", company=make_company())
        take_figures()
    text = part(client, guide, "industries")
    assert f'href="/jobs/?role={nurse.slug}&amp;industry=health">Health care</a> 12,' in text
    assert "Staffing and recruiting</a> 12" in text
    assert "of 30 openings (Everywhere, " in text


@pytest.mark.slow
def test_tools_carry_the_share_of_postings_that_name_them(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire(nurse, 25, "Triage")
    hire(midwife, 25, "Birth")
    take_figures()
    text = part(client, guide, "tools")
    assert '<li>Triage <span class="tool__share">100%</span></li>' in text
    assert "<li>Thermometer</li>" in text


@pytest.mark.slow
def test_must_haves_stand_apart_where_postings_tell_them(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    must, nice = make_skill("Triage"), make_skill("Charting")
    for _ in range(25):
        make_listing(
            roles=(nurse,),
            skills=(must, nice),
            skills_must=[must.slug],
            skills_nice=[nice.slug],
        )
    hire(midwife, 25, "Birth")
    take_figures()
    assert "Must have: Triage 100%," in part(client, guide, "skills")


def test_who_hires_most_comes_first_with_openings_that_add_up(
    client: Client, guide: Guide, nurse: Role
) -> None:
    large = make_company("Larkfield")
    for _ in range(3):
        make_listing(roles=(nurse,), company=large)
    make_listing(roles=(nurse,), company=make_company("Small"))
    text = part(client, guide, "industries")
    assert text.index("Larkfield</a>") < text.index("3 openings") < text.index("Small</a>")
    assert "2 companies with" in text
    assert "4 openings</a>" in text


@pytest.mark.slow
def test_pay_of_both_is_drawn_on_one_scale_with_each_posting_as_a_dot(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    for i in range(12):
        make_listing(roles=(nurse,), pay=yearly(60_000 + 100 * i, 70_000))
        make_listing(roles=(midwife,), pay=yearly(80_000 + 100 * i, 90_000))
    take_figures()
    text = part(client, guide, "pay")
    assert text.count("picture__dot") == 24
    ends = re.findall(r'class="picture__tick"[^>]*>([^<]+)<', text)
    assert ends[: len(ends) // 2] == ends[len(ends) // 2 :]


class TestOpenings:
    def test_the_best_few_say_why_they_are_shown(
        self, client: Client, guide: Guide, nurse: Role
    ) -> None:
        until = timezone.now() + timedelta(days=1)
        make_listing("Put forward", roles=(nurse,), days_ago=9, featured_until=until)
        make_listing("First of all", roles=(nurse,), days_ago=1, level="senior")
        make_listing("To start with", roles=(nurse,), days_ago=8, level="entry")
        make_listing("Well paid", roles=(nurse,), days_ago=7, pay=yearly(90_000, None))
        for day in range(2, 7):
            make_listing(roles=(nurse,), days_ago=day)
        text = part(client, guide, "openings")
        found = re.findall(r'<p class="card__why">([^<]+)</p>.*?<a href="[^"]+">([^<]+)</a>', text)
        assert found[:3] == [
            ("The newest", "First of all"),
            ("Open to beginners", "To start with"),
            ("Highest pay stated", "Well paid"),
        ]
        assert text.index("Put forward") < text.index("First of all")
        assert "All 9 openings" in text

    def test_each_is_shown_once(self, client: Client, guide: Guide, nurse: Role) -> None:
        make_listing("The only one", roles=(nurse,), level="entry", pay=yearly(50_000, None))
        assert part(client, guide, "openings").count("The only one") == 1


@pytest.mark.slow
def test_openings_of_a_country_and_shares_of_everywhere_each_say_where(
    client: Client, nurse: Role, midwife: Role
) -> None:
    guide = make_guide(nurse, midwife)
    hire(nurse, 24, "Triage", level="senior")
    hire(midwife, 24, "Birth", level="entry")
    take_figures()
    make_listing(roles=(nurse,), places=(make_city("Lyon", "FR"),))
    text = client.get(f"{guide.get_absolute_url()}?country=FR").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "France, from 1 company" in text
    assert "of 1 on offer now, France" in text
    separates = text[text.index("What separates the two") :]
    assert re.match(r".{0,400}Everywhere: of 24 and 24 postings", separates)
