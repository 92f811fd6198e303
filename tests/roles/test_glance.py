"""A page at a glance: the first answers, where they lead, and the picture of them to share."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client

from roles.glance import short_answer
from roles.models import Guide, GuideKind, Role
from tests.listings.figures import take_figures
from tests.roles.factories import hire_in_austin, make_guide, make_profiled_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Role:
    return make_profiled_role("Nurse", responsibilities="Cares.", skills="Calm.")


@pytest.fixture
def midwife() -> Role:
    return make_profiled_role("Midwife", responsibilities="Delivers.", skills="Patience.")


@pytest.fixture
def guide(nurse: Role, midwife: Role) -> Guide:
    return make_guide(nurse, midwife)


def glance(client: Client, guide: Guide, query: str = "?country=US") -> str:
    text = client.get(guide.get_absolute_url() + query).content.decode()
    found = text[text.index('class="glance"') : text.index("guide__body")]
    return " ".join(re.sub(r"<[^>]+>", " ", found).replace("\N{NO-BREAK SPACE}", " ").split())


def test_it_stands_under_the_deck_before_the_contents(client: Client, guide: Guide) -> None:
    text = client.get(guide.get_absolute_url()).content.decode()
    assert text.index("guide__deck") < text.index('id="glance"') < text.index("By <a")
    assert text.index("By <a") < text.index('aria-label="Contents"')


def test_it_says_which_pays_more_by_how_much_and_that_it_is_sure(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 25, pay=60_000)
    hire_in_austin(midwife, 25, pay=90_000)
    take_figures()
    said = glance(client, guide)
    assert "Midwifes: USD 30K a year more. That is clear: " in said


def test_where_the_interval_spans_zero_it_says_that_the_postings_cannot_tell(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 25, pay=60_000)
    hire_in_austin(midwife, 25, pay=60_010)
    take_figures()
    said = glance(client, guide)
    told = r"Midwifes: USD \d+ a year more, but these postings cannot tell: it may be anything"
    assert re.search(told, said)
    assert " less to " in said
    assert " more (95% interval)." in said


@pytest.mark.slow
def test_beside_a_median_of_all_levels_it_says_whose_it_is(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 20, pay=60_000, level="senior")
    hire_in_austin(midwife, 12, pay=60_000, level="mid")
    take_figures()
    said = glance(client, guide)
    assert "All levels: 20 of 20 and 0 of 12 are senior or above." in said
    assert "No beginners’ pay is known." in said


@pytest.mark.slow
def test_a_little_pay_of_beginners_is_not_called_none(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 20, pay=60_000, level="senior")
    hire_in_austin(nurse, 3, pay=40_000, level="entry")
    hire_in_austin(midwife, 12, pay=60_000, level="mid")
    take_figures()
    said = glance(client, guide)
    assert "Too few postings state beginners’ pay for a figure." in said
    assert "No beginners’ pay" not in said


@pytest.mark.slow
def test_figures_of_everywhere_say_so_where_a_country_was_asked_for(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 25, "Triage", pay=60_000)
    hire_in_austin(midwife, 25, "Birth", pay=70_000)
    take_figures()
    said = glance(client, guide, "?country=FR")
    assert "Pay everywhere, since too few state it here." in said
    assert "of 25 postings everywhere" in said
    assert "everywhere" not in glance(client, guide)


def test_where_pay_of_one_role_is_not_known_a_row_says_so(
    client: Client, guide: Guide, nurse: Role
) -> None:
    hire_in_austin(nurse, 12, pay=60_000)
    take_figures()
    assert "Pay USD 61.6K median not known" in glance(client, guide)


@pytest.mark.slow
def test_beginners_pay_is_shown_where_it_is_known(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 12, pay=40_000, level="entry")
    hire_in_austin(midwife, 12, pay=60_000, level="mid")
    take_figures()
    said = glance(client, guide)
    assert "Beginners’ pay USD 41.6K –" in said
    assert "No beginners’ pay" not in said


@pytest.mark.slow
def test_openings_for_beginners_lead_to_exactly_these(
    client: Client, guide: Guide, nurse: Role
) -> None:
    hire_in_austin(nurse, 2, level="entry")
    hire_in_austin(nurse, 3, level="senior")
    take_figures()
    assert "Openings 5 none now For beginners 2 –" in glance(client, guide)
    text = client.get(guide.get_absolute_url()).content.decode()
    link = re.search(r'<a href="([^"]+)">2</a>', text)
    assert link
    page = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "2 openings" in page


@pytest.mark.slow
def test_every_row_leads_to_a_place_of_the_page(
    client: Client, guide: Guide, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 25, "Triage", pay=60_000, years_asked=2)
    hire_in_austin(midwife, 25, "Birth", pay=70_000, years_asked=3)
    take_figures()
    text = client.get(guide.get_absolute_url() + "?country=US").content.decode()
    targets = re.findall(r'<th scope="row"><a href="#([^"]+)"', text)
    assert {"getting-in", "separates", "degree", "definition", "choose"} <= set(targets)
    for target in targets:
        assert f'id="{target}"' in text


@pytest.mark.slow
def test_words_of_either_roles_name_are_no_difference(client: Client) -> None:
    ward, night = make_profiled_role("Ward Nurse"), make_profiled_role("Midwife")
    guide = make_guide(ward, night, title="Ward or not")
    hire_in_austin(ward, 25, "Triage")
    hire_in_austin(night, 25, "Nurse", "Birth")
    take_figures()
    said = glance(client, guide)
    assert "Main difference Triage 100% name it, against 0% Birth 100% name it, against 0%" in said
    assert "Nurse 100%" not in said


def test_without_any_posting_it_is_short_and_has_no_hole(client: Client, guide: Guide) -> None:
    said = glance(client, guide)
    assert "none now" in said
    for word in ("Remote", "Years asked", "Main difference", "–"):
        assert word not in said


def test_an_explainer_compares_nothing_and_has_none(client: Client, nurse: Role) -> None:
    explainer = make_guide(nurse, kind=GuideKind.EXPLAINER, title="How to read")
    assert 'id="glance"' not in client.get(explainer.get_absolute_url()).content.decode()
    assert client.get("/guides/how-to-read.svg").status_code == 404


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>It <em>cares</em>. And more.</p>", "It cares."),
        ("<ul><li>You like wards.</li><li>You do not.</li></ul>", "You like wards."),
        (
            "<p>A nurse answers for everything that a ward needs: care, calm and order.</p>",
            "A nurse answers for everything that a ward needs.",
        ),
        ("", ""),
    ],
)
def test_a_text_is_told_by_its_first_sentence(html: str, sentence: str) -> None:
    assert short_answer(html) == sentence


class TestPicture:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("ending", "kind"), [("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv")]
    )
    def test_it_can_be_shared(
        self, client: Client, guide: Guide, nurse: Role, midwife: Role, ending: str, kind: str
    ) -> None:
        hire_in_austin(nurse, 25, "Triage", pay=60_000)
        hire_in_austin(midwife, 25, "Birth", pay=70_000)
        take_figures()
        response = client.get(f"/guides/{guide.slug}.{ending}?country=US")
        assert response.status_code == 200
        assert response["Content-Type"].startswith(kind)

    @pytest.mark.slow
    def test_its_table_has_every_row(self, client: Client, guide: Guide, nurse: Role) -> None:
        hire_in_austin(nurse, 12, pay=60_000)
        take_figures()
        text = client.get(f"/guides/{guide.slug}.csv?country=US").content.decode()
        rows = list(csv.reader(StringIO(text)))
        assert rows[0] == ["", "Nurse", "Midwife"]
        assert ["Pay", "USD 61.6K (median)", "not known"] in rows
        assert ["Choose it if", "You like Nurse work.", "You like Midwife work."] in rows

    def test_a_guide_that_is_not_out_has_none(self, client: Client, nurse: Role) -> None:
        draft = make_guide(nurse, status="draft", title="Not out")
        assert client.get(f"/guides/{draft.slug}.svg").status_code == 404
