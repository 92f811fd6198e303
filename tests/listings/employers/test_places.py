"""Places as employers type them: read by the gazetteer's rows, and asked back where unclear."""

from typing import Any

import pytest

from listings.employers.forms import PostingForm
from listings.employers.places import AS_TYPED, read_places, suggest_places
from listings.importers.bulk_rows import known_place
from listings.models import KnownPlace, Place, PlaceKind
from listings.moderation.queue import signals_of_answers
from listings.reading.place_facts import PlaceFacts
from listings.search.location import nearest
from tests.database import copied
from tests.listings.employers.typed import clean, errors, form, typed

pytestmark = pytest.mark.django_db

CITIES = (
    ("Berlin", "DE", "", 3_426_354, ()),
    ("Berlin", "US", "US-NH New Hampshire", 9_367, ()),
    ("Munich", "DE", "DE-BY Bavaria", 1_260_391, ("munchen", "muenchen")),
    ("Hamburg", "DE", "", 1_739_117, ()),
    ("Leipzig", "DE", "", 504_971, ()),
    ("London", "GB", "", 8_961_989, ()),
    ("London", "CA", "CA-ON Ontario", 346_765, ()),
    ("Springfield", "US", "US-MO Missouri", 170_188, ()),
    ("Springfield", "US", "US-MA Massachusetts", 155_929, ()),
    ("Austin", "US", "US-TX Texas", 931_830, ()),
    ("San Francisco", "US", "US-CA California", 864_816, ("sf",)),
    ("Sankt Gallen", "CH", "", 70_572, ()),
    ("Amsterdam", "NL", "", 741_636, ()),
)


@pytest.fixture(autouse=True)
@copied
def gazetteer() -> None:
    for city, country, region, population, names in CITIES:
        code, _, name = region.partition(" ")
        suffix = f"-{code[3:].lower()}" if code else ""
        slug = f"{city.lower().replace(' ', '-')}{suffix}-{country.lower()}"
        number = population
        facts = PlaceFacts(
            *("city", city, name, code, country, slug, 1.0, 1.0, population, number, names)
        )
        known_place(facts).save()


def slugs(*texts: str, **answers: str) -> list[str]:
    read = read_places(texts, answers)
    assert not read.unclear, read.unclear
    return [place.slug for place in read.places]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Berlin", ["berlin-de"]),
        ("10115 Berlin", ["berlin-de"]),
        ("D-10115 Berlin", ["berlin-de"]),
        ("Berlin 10115, Germany", ["berlin-de"]),
        ("SW1A 1AA London", ["london-gb"]),
        ("London SW1A 1AA, UK", ["london-gb"]),
        ("1012 AB Amsterdam", ["amsterdam-nl"]),
        ("San Francisco, CA 94107", ["san-francisco-ca-us"]),
        ("Berlin / München", ["berlin-de", "munich-by-de"]),
        ("Berlin or Hamburg", ["berlin-de", "hamburg-de"]),
        ("Berlin und Hamburg", ["berlin-de", "hamburg-de"]),
        ("Berlin, Hamburg", ["berlin-de", "hamburg-de"]),
        ("Berlin, hybrid", ["berlin-de"]),
        ("Berlin (remote possible)", ["berlin-de"]),
        ("London (HQ)", ["london-gb"]),
        ("London, Ontario", ["london-on-ca"]),
        ("Austin TX", ["austin-tx-us"]),
        ("Austin, Texas, USA", ["austin-tx-us"]),
        ("Springfield, MA", ["springfield-ma-us"]),
        ("berlin, new hampshire", ["berlin-nh-us"]),
        ("9000 St. Gallen", ["sankt-gallen-ch"]),
        ("Norway", ["norway"]),
    ],
)
def test_a_place_is_understood_as_people_write_it(text: str, found: list[str]) -> None:
    assert slugs(text) == found


@pytest.mark.parametrize("text", ["94107", "10115"])
def test_a_postcode_alone_is_told_to_bring_its_town(text: str) -> None:
    assert "write its town" in errors(places=[text])["places"][0]


class TestRemoteAmongThePlaces:
    @pytest.mark.parametrize(
        ("text", "countries"),
        [
            ("Remote, Germany", ["DE"]),
            ("Germany (remote)", ["DE"]),
            ("US only", ["US"]),
            ("Remote (US)", ["US"]),
            ("Remote, Germany or Austria", ["AT", "DE"]),
        ],
    )
    def test_it_ticks_remote_and_names_the_countries(self, text: str, countries: list[str]) -> None:
        data = clean(places=[text], workplaces=None, pay_currency=None, pay_minimum="€40k")
        assert data["workplaces"] == ["remote"]
        assert data["remote_countries"] == countries
        assert data["places"] == []

    def test_a_group_is_its_countries(self) -> None:
        data = clean(places=["Remote (EU)"], workplaces=["remote"])
        assert len(data["remote_countries"]) == 27

    @pytest.mark.parametrize("text", ["Worldwide", "anywhere", "Remote, worldwide"])
    def test_worldwide_is_from_anywhere(self, text: str) -> None:
        data = clean(places=[text], workplaces=None)
        assert (data["workplaces"], data["remote_scope"]) == (["remote"], "anywhere")

    def test_a_city_and_hybrid_are_both_kept(self) -> None:
        data = clean(places=["Berlin, hybrid"], workplaces=None)
        assert (data["workplaces"], len(data["places"])) == (["hybrid"], 1)

    def test_ticks_that_say_otherwise_are_asked_about(self) -> None:
        assert "tick Remote" in errors(places=["Berlin, remote"])["workplaces"][0]
        assert "places" in errors(places=["EU"])

    @pytest.mark.parametrize("text", ["Remote (EU)", "EU only", "EU"])
    def test_the_field_of_countries_reads_the_same(self, text: str) -> None:
        remote: dict[str, Any] = {"workplaces": ["remote"], "places": None}
        assert len(clean(remote_countries=text, **remote)["remote_countries"]) == 27
        assert clean(remote_countries="Worldwide", **remote)["remote_scope"] == "anywhere"


class TestWhatIsUnclear:
    def test_an_unknown_name_offers_the_nearest(self) -> None:
        asked = asked_about("Leipzg")
        assert "do not know" in str(asked.errors["places"])
        [question] = asked.questions
        assert "Leipzig, Germany" in question.options
        assert AS_TYPED not in question.options
        answer = next(value for value, label, _ in question.ticks if label == "Leipzig, Germany")
        [place] = clean(places=["Leipzg"], answers=[answer])["places"]
        assert place.slug == "leipzig-de"

    def test_a_country_alone_makes_no_city(self) -> None:
        asked = asked_about("Leipzg, Germany")
        assert asked.questions[0].options == ("Leipzig, Germany", AS_TYPED)
        assert not Place.objects.filter(city="Leipzg").exists()

    def test_it_is_used_as_typed_where_the_employer_says_so_and_an_editor_sees_it(self) -> None:
        value = asked_about("Oberhinterau, Germany").questions[0].ticks[-1][0]
        [place] = clean(places=["Oberhinterau, Germany"], answers=[value])["places"]
        assert (place.city, place.country) == ("Oberhinterau", "DE")
        [signal] = signals_of_answers(typed(places=["Oberhinterau, Germany"], answers=[value]))
        assert "“Oberhinterau, Germany” is no place" in signal["reason"]
        assert not list(signals_of_answers(typed(answers=[value])))

    def test_an_answer_holds_for_its_own_text_alone(self) -> None:
        value = asked_about("Oberhinterau, Germany").questions[0].ticks[-1][0]
        assert "places" in errors(places=["Unterhinterau, Germany"], answers=[value])

    def test_two_of_one_name_are_both_offered(self) -> None:
        [question] = asked_about("Springfield").questions
        assert len(question.options) == 2
        [place] = clean(places=["Springfield"], answers=[question.ticks[1][0]], pay_currency=None)[
            "places"
        ]
        assert place.slug == "springfield-ma-us"

    @pytest.mark.parametrize(
        "text", ["Anywhere except Germany", "https://x.example", "!!!", "?", ", Germany"]
    )
    def test_what_names_no_place_is_refused(self, text: str) -> None:
        assert "places" in errors(places=[text])


def test_suggestions_come_from_the_gazetteer() -> None:
    assert suggest_places("lon")[0] == "London, United Kingdom"
    assert nearest("Hambrug") == ("Hamburg, Germany",)


def test_a_row_of_a_posting_goes_before_the_gazetteer() -> None:
    typed()  # makes Hamburg
    [place] = read_places(["Hamburg"]).places
    assert place.pk
    assert place.kind == PlaceKind.CITY
    assert KnownPlace.objects.filter(slug="hamburg-de").exists()


def asked_about(place: str) -> PostingForm:
    asked = form(places=[place])
    assert "places" in asked.errors
    return asked
