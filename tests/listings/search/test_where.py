"""The one "Where" box: what people type for a place, and the postings that it keeps."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from listings.importers.bulk_rows import known_place
from listings.models import Listing, Place, RemoteScope
from listings.reading.countries import COUNTRY_NAMES
from listings.reading.gazetteer import gazetteer
from listings.reading.place_facts import PlaceFacts, city_slug
from listings.reading.regions import metro_areas, parts_of, whole_of
from listings.search.filters import ListingFilter
from listings.search.location import RADII
from listings.search.where import read_where, why_unknown
from tests.database import copied
from tests.listings.factories import make_city, make_listing

pytestmark = pytest.mark.django_db

# City, country, region, code, people, latitude, longitude, other names
CITIES = (
    ("Munich", "DE", "Bavaria", "DE-BY", 1_260_391, 48.137, 11.575, ("munchen", "muenchen")),
    ("Augsburg", "DE", "Bavaria", "DE-BY", 259_196, 48.366, 10.898, ()),
    ("Berlin", "DE", "State of Berlin", "DE-BE", 3_426_354, 52.524, 13.411, ()),
    ("Essen", "DE", "North Rhine-Westphalia", "DE-NW", 593_085, 51.456, 7.012, ()),
    ("London", "GB", "England", "GB-ENG", 8_961_989, 51.509, -0.126, ()),
    ("London", "CA", "Ontario", "CA-ON", 346_765, 42.983, -81.233, ()),
    ("Paris", "FR", "Île-de-France", "FR-IDF", 2_138_551, 48.853, 2.349, ()),
    ("Paris", "US", "Texas", "US-TX", 24_782, 33.661, -95.556, ()),
    ("Austin", "US", "Texas", "US-TX", 931_830, 30.267, -97.743, ("waterloo",)),
    ("Oakland", "US", "California", "US-CA", 419_267, 37.804, -122.271, ()),
    ("New York City", "US", "New York", "US-NY", 8_175_133, 40.714, -74.006, ("nyc", "new york")),
    ("Lisbon", "PT", "", "", 517_802, 38.717, -9.133, ("lisboa",)),
    ("Tokyo", "JP", "", "", 8_336_599, 35.690, 139.692, ("東京",)),
    ("Suva", "FJ", "", "", 77_366, -18.142, 178.441, ()),
    ("Apia", "WS", "", "", 40_407, -13.833, -171.767, ()),
)

HOSTILE = (
    *("😀", "-", "the", "not in London", "x" * 3_000, "\x00", "((((", ", , ,", "'; drop--", "%"),
    *("in " * 1_000, "Remote " * 400, "\u202eBerlin\u202e", "ﷺ" * 300, "a\u0301" * 900),
    ",".join(f"a{number}" for number in range(900)),
)


def place(facts: tuple[Any, ...]) -> Place:
    city, country, region, code, people, latitude, longitude, names = facts
    row = make_city(city, country, region=region, names=names)
    slug = f"{city.lower()}-{country.lower()}" if country != "US" else row.slug
    fields = {"region_code": code, "population": people, "slug": slug}
    Place.objects.filter(pk=row.pk).update(latitude=latitude, longitude=longitude, **fields)
    return row


@pytest.fixture
@copied
def everywhere() -> None:
    """One posting for each city, called as it and its country."""
    for facts in CITIES:
        make_listing(f"{facts[0]} {facts[1]}", places=(place(facts),))


def search(query: str) -> ListingFilter:
    return ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())


def at(text: str, **others: str) -> list[str]:
    """Titles of the postings that a text keeps."""
    query = QueryDict(mutable=True)
    query.update({"where": text, **others})
    return sorted(one.title for one in search(query.urlencode()).qs)


def understood(text: str) -> list[str]:
    query = QueryDict(mutable=True)
    query["where"] = text
    return [part.label() for part in search(query.urlencode()).asked.get("where", [])]


@pytest.mark.usefixtures("everywhere")
class TestOnePlace:
    @pytest.mark.parametrize(
        ("text", "label", "kept"),
        [
            ("Munich", "Where: Munich, Germany", ["Munich DE"]),
            ("München", "Where: Munich, Germany", ["Munich DE"]),
            ("Lisboa", "Where: Lisbon, Portugal", ["Lisbon PT"]),
            ("東京", "Where: Tokyo, Japan", ["Tokyo JP"]),
            ("NYC", "Where: New York City, New York", ["New York City US"]),
            ("new york", "Where: New York City, New York", ["New York City US"]),
            ("London, UK", "Where: London, United Kingdom", ["London GB"]),
            ("London (UK)", "Where: London, United Kingdom", ["London GB"]),
            ("London, Ontario, Canada", "Where: London, Canada", ["London CA"]),
            ("Austin, TX", "Where: Austin, Texas", ["Austin US"]),
            ("austin tx", "Where: Austin, Texas", ["Austin US"]),
            ("Paris Texas", "Where: Paris, Texas", ["Paris US"]),
            ("10115 Berlin", "Where: Berlin, Germany", ["Berlin DE"]),
            ("Bavaria", "Where: Bavaria, Germany", ["Augsburg DE", "Munich DE"]),
            ("Texas, US", "Where: Texas, United States", ["Austin US", "Paris US"]),
            ("England", "Where: England, United Kingdom", ["London GB"]),
        ],
    )
    def test_a_city_or_region_by_any_of_its_names(
        self, text: str, label: str, kept: list[str]
    ) -> None:
        assert understood(text) == [label]
        assert at(text) == kept

    def test_a_bare_name_means_the_city_that_is_clearly_the_largest(self) -> None:
        assert at("London") == ["London GB"]
        assert at("Paris") == ["Paris FR"]

    def test_a_name_that_we_give_a_city_means_no_other(self) -> None:
        place(("Nola", "IT", "", "", 24_000, 40.93, 14.53, ()))
        place(("New Orleans", "US", "Louisiana", "US-LA", 360_000, 29.95, -90.07, ("nola",)))
        assert understood("NOLA") == ["Where: New Orleans, Louisiana"]

    def test_a_city_is_met_by_its_parts_too(self) -> None:
        part = place(("Brooklyn", "US", "New York", "US-NY", 2_736_074, 40.65, -73.95, ()))
        Place.objects.filter(pk=part.pk).update(slug="brooklyn-ny-us")
        Place.objects.filter(city="New York City").update(slug="new-york-city-ny-us")
        make_listing("Brooklyn", places=(part,))
        assert at("NYC") == ["Brooklyn", "New York City US"]
        assert at("Brooklyn") == ["Brooklyn"]

    @pytest.mark.parametrize("text", ["Germany", "germany", "Deutschland", "DEU"])
    def test_a_country(self, text: str) -> None:
        assert at(text) == ["Augsburg DE", "Berlin DE", "Essen DE", "Munich DE"]

    @pytest.mark.parametrize("text", ["EU", "european union", "the EU"])
    def test_a_group_of_countries(self, text: str) -> None:
        kept = at(text)
        assert {"Berlin DE", "Paris FR", "Lisbon PT"} <= set(kept)
        assert "London GB" not in kept

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("bay area", ["Oakland US"]),
            ("the Bay Area", ["Oakland US"]),
            ("greater london", ["London GB"]),
            ("ruhrgebiet", ["Essen DE"]),
            ("NYC metro", ["New York City US"]),
            ("west coast", ["Oakland US"]),
            ("US East Coast", ["New York City US"]),
        ],
    )
    def test_a_metropolitan_area(self, text: str, kept: list[str]) -> None:
        assert at(text) == kept

    def test_a_word_beside_a_city_takes_in_what_lies_around_it(self) -> None:
        make_listing("Dachau", places=(place(("Dachau", "DE", "", "", 1, 48.26, 11.434, ())),))
        assert at("Munich") == ["Munich DE"]
        for text in ("Munich area", "Großraum München", "near Munich", "Greater Munich"):
            assert at(text) == ["Dachau", "Munich DE"], text


@pytest.mark.usefixtures("everywhere")
class TestSeveral:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("Munich, Berlin", ["Berlin DE", "Munich DE"]),
            ("Munich or Berlin", ["Berlin DE", "Munich DE"]),
            ("Lisbon; London, UK", ["Lisbon PT", "London GB"]),
            ("Lisbon, London, UK", ["Lisbon PT", "London GB"]),
            ("Paris, Texas", ["Paris US"]),
            ("Paris, Texas, Berlin", ["Berlin DE", "Paris US"]),
            ("Paris; Texas", ["Austin US", "Paris FR", "Paris US"]),
        ],
    )
    def test_a_comma_parts_unless_the_first_lies_in_the_second(
        self, text: str, kept: list[str]
    ) -> None:
        assert at(text) == kept

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("Germany, Berlin", ["Berlin DE"]),
            ("Germany, Munich, Berlin", ["Berlin DE", "Munich DE"]),
            ("UK, London", ["London GB"]),
            ("US, TX, Austin", ["Austin US"]),
            ("USA, Texas", ["Austin US", "Paris US"]),
            ("Texas, Austin", ["Austin US"]),
            ("Europe, Portugal", ["Lisbon PT"]),
            ("Berlin, Germany, Europe", ["Berlin DE"]),
            ("Germany, Paris", ["Augsburg DE", "Berlin DE", "Essen DE", "Munich DE", "Paris FR"]),
            ("Bay Area, CA", ["Oakland US"]),
            ("San Francisco Bay Area, California, USA", ["Oakland US"]),
            ("Oakland, CA 94601", ["Oakland US"]),
            ("US-NY-New York", ["New York City US"]),
        ],
    )
    def test_an_area_holds_what_follows_it_where_that_lies_in_it(
        self, text: str, kept: list[str]
    ) -> None:
        assert at(text) == kept

    @pytest.mark.parametrize("text", ["US, Mexico", "US, UK", "Germany, France", "US, CA"])
    def test_two_countries_are_two(self, text: str) -> None:
        assert len(understood(text)) == 2

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("Munich Berlin", ["Berlin DE", "Munich DE"]),
            ("New York London UK", ["London GB", "New York City US"]),
            ("Paris ou Lisboa", ["Lisbon PT", "Paris FR"]),
            ("München und Umgebung", ["Munich DE"]),
        ],
    )
    def test_names_may_stand_side_by_side(self, text: str, kept: list[str]) -> None:
        assert at(text) == kept

    def test_a_name_may_have_a_bracket_or_a_slash(self) -> None:
        place(("Frankfurt (Oder)", "DE", "", "", 51_691, 52.34, 14.55, ("frankfurt oder",)))
        place(("Frankfurt am Main", "DE", "", "", 650_000, 50.11, 8.68, ("frankfurt",)))
        for text in ("Frankfurt (Oder)", "Frankfurt/Oder", "Frankfurt Oder"):
            assert understood(text) == ["Where: Frankfurt (Oder), Germany"], text
        assert understood("Frankfurt/Berlin") == [
            "Where: Frankfurt am Main, Germany", "Where: Berlin, Germany",
        ]  # fmt: skip

    def test_the_parameter_may_be_repeated(self) -> None:
        kept = sorted(one.title for one in search("where=Munich&where=London,+UK").qs)
        assert kept == ["London GB", "Munich DE"]

    def test_it_narrows_what_country_region_and_city_ask_for(self) -> None:
        assert at("Paris, London, UK", country="FR") == ["Paris FR"]
        assert at("Germany", region="bavaria-de") == ["Augsburg DE", "Munich DE"]
        assert at("Germany", city="lisbon") == []


class TestRemote:
    @pytest.fixture(autouse=True)
    def postings(self) -> None:
        berlin = make_city("Berlin", "DE")

        def remote(title: str, scope: str, *countries: str) -> None:
            make_listing(
                title, workplaces=["remote"], remote_scope=scope, remote_countries=list(countries)
            )

        remote("Germany", RemoteScope.COUNTRIES, "DE", "AT")
        remote("Canada", RemoteScope.COUNTRIES, "CA")
        remote("Anywhere", RemoteScope.ANYWHERE)
        remote("Silent", RemoteScope.NOT_STATED)
        make_listing("Office", places=(berlin,), workplaces=["onsite"])
        make_listing("Both", places=(berlin,), workplaces=["hybrid", "remote"])

    def test_remote_is_every_posting_that_can_be_done_from_elsewhere(self) -> None:
        for text in ("remote", "Remote", "fully remote", "work from home", "Homeoffice"):
            assert at(text) == ["Anywhere", "Both", "Canada", "Germany", "Silent"], text

    @pytest.mark.parametrize(
        "text",
        ["remote in Germany", "Remote Germany", "Germany (remote)", "remote - Deutschland"],
    )
    def test_remote_in_a_country(self, text: str) -> None:
        assert understood(text) == ["Remote in Germany"]
        assert at(text) == ["Anywhere", "Both", "Germany"]

    @pytest.mark.parametrize(
        ("text", "labels"),
        [
            ("remote, Canada", ["Remote in Canada"]),
            ("Remote,USA", ["Remote in United States"]),
            ("Germany, remote", ["Remote in Germany"]),
            ("remote, Germany, France", ["Remote in Germany", "Remote in France"]),
            ("Remote (US/Canada)", ["Remote in United States", "Remote in Canada"]),
            ("Remote - US or Canada", ["Remote in United States", "Remote in Canada"]),
            ("Remote, EU", ["Remote in European Union"]),
            ("Remote, worldwide", ["Remote from anywhere"]),
            ("remote, UTC+2", ["Remote in UTC+2"]),
        ],
    )
    def test_a_way_to_work_and_an_area_with_a_comma_between_are_one_wish(
        self, text: str, labels: list[str]
    ) -> None:
        assert understood(text) == labels

    @pytest.mark.parametrize("text", ["Berlin, remote", "remote or Germany", "Germany; remote"])
    def test_remote_work_and_a_city_or_what_or_joins_are_two(self, text: str) -> None:
        assert len(understood(text)) == 2

    @pytest.mark.parametrize(
        ("text", "labels"),
        [
            ("Hybrid, Berlin", ["Hybrid in Berlin, Germany"]),
            ("Berlin, hybrid", ["Hybrid in Berlin, Germany"]),
            ("hybrid Berlin or Canada", ["Hybrid in Berlin, Germany", "Where: Canada"]),
            ("remote in France or Germany", ["Remote in France", "Remote in Germany"]),
        ],
    )
    def test_hybrid_work_is_always_said_of_a_place(self, text: str, labels: list[str]) -> None:
        assert understood(text) == labels

    def test_a_country_matches_remote_postings_that_name_it_or_are_open_anywhere(self) -> None:
        assert at("Germany") == ["Anywhere", "Both", "Germany", "Office"]
        assert at("EU") == ["Anywhere", "Both", "Germany", "Office"]
        assert at("Canada") == ["Anywhere", "Canada"]

    @pytest.mark.parametrize(
        "text", ["anywhere", "worldwide", "remote anywhere", "Remote from anywhere"]
    )
    def test_anywhere_is_remote_without_a_border(self, text: str) -> None:
        make_city("Frome", "GB", names=("from",))
        assert understood(text) == ["Remote from anywhere"]
        assert at(text) == ["Anywhere"]

    def test_a_way_to_work_beside_a_city(self) -> None:
        assert at("hybrid Berlin") == ["Both"]
        assert at("Berlin on site") == ["Office"]
        assert at("Berlin remote") == ["Both"]


@pytest.mark.usefixtures("everywhere")
class TestRadius:
    def test_it_takes_in_the_places_around_a_city(self) -> None:
        assert at("Munich", radius="50") == ["Munich DE"]
        assert at("Munich", radius="100") == ["Augsburg DE", "Munich DE"]
        assert at("Munich", radius="0") == ["Munich DE"]

    def test_it_says_so(self) -> None:
        [part] = search("where=Munich").asked["where"]
        assert part.label(50) == "Where: within 50 km of Munich, Germany"

    def test_it_means_nothing_for_a_country(self) -> None:
        [part] = search("where=Germany").asked["where"]
        assert part.label(50) == "Where: Germany"
        assert at("Germany", radius="200") == at("Germany")

    def test_a_city_of_the_gazetteer_that_no_posting_names_has_surroundings_too(self) -> None:
        number = ("", "", "DE", "dachau-de", 48.26, 11.434, 46_705, 1)
        known_place(PlaceFacts("city", "Dachau", *number, ())).save()
        assert understood("Dachau") == ["Where: Dachau, Germany"]
        assert at("Dachau") == []
        assert at("Dachau", radius="25") == ["Munich DE"]

    def test_it_reaches_over_the_line_where_the_date_changes(self) -> None:
        place(("Levuka", "FJ", "", "", 1, -17.7, -179.9, ()))
        assert at("Levuka", radius="200") == ["Suva FJ"]

    @pytest.mark.parametrize("latitude", [-90.0, 89.99])
    def test_it_works_at_the_poles(self, latitude: float) -> None:
        make_listing("Pole", places=(place(("Pole", "NO", "", "", 1, latitude, 0.0, ())),))
        make_listing("Far", places=(place(("Far", "NO", "", "", 1, latitude * 0.999, 170.0, ())),))
        assert at("Pole", radius="200") == ["Far", "Pole"]

    @pytest.mark.parametrize("radius", ["7", "-1", "a", "9" * 50])
    def test_another_number_is_named_and_ignored(self, radius: str) -> None:
        found = search(f"where=Munich&radius={radius}")
        assert [bad.name for bad in found.rejected] == ["radius"]
        assert [one.title for one in found.qs] == ["Munich DE"]


@pytest.mark.usefixtures("everywhere")
class TestUnknown:
    def test_it_is_named_with_the_nearest_names_and_the_rest_of_the_search_works(
        self, client: Client
    ) -> None:
        known_place(
            PlaceFacts("city", "Leipzig", "", "", "DE", "leipzig-de", 51.3, 12.4, 504_971, 2, ())
        ).save()
        page = client.get("/jobs/", {"where": "Berlin, Leipzg, Germny"}).content.decode()
        assert "1 opening" in page
        assert "“Leipzg” is no place that we know; it was left out." in " ".join(page.split())
        assert (
            'href="/jobs/?where=Berlin&amp;where=Leipzig%2C+Germany">Leipzig, Germany</a>' in page
        )
        assert ">Germany</a>" in page
        assert 'value="Berlin, Leipzg, Germny"' in page

    def test_what_is_no_name_is_offered_no_other(self, client: Client) -> None:
        number = ("", "", "US", "new-london-ct-us", 41.36, -72.1, 27_000, 1)
        known_place(PlaceFacts("city", "New London", *number, ())).save()
        page = client.get("/jobs/", {"where": "not London"}).content.decode()
        assert "names what is not wanted" in page
        assert "Did you mean" not in page

    @pytest.mark.first(3)
    @pytest.mark.parametrize("text", HOSTILE)
    def test_whatever_is_typed_is_answered(self, client: Client, text: str) -> None:
        for data in ({"where": text}, {"where": text, "radius": "50"}):
            assert client.get("/jobs/", data).status_code in {200, 414}

    def test_more_than_twenty_places_are_too_many(self) -> None:
        found = search("where=" + ",".join(list(COUNTRY_NAMES)[:25]))
        assert len(found.asked["where"]) == 20
        assert [bad.reason for bad in found.rejected] == ["only 20 places at a time"] * 5


class TestChips:
    def test_each_part_is_a_chip_that_removes_only_itself(self, client: Client) -> None:
        for facts in CITIES:
            place(facts)
        page = client.get("/jobs/?where=Munich,+London,+UK,+remote+in+Germany").content.decode()
        chips = page.partition('<ul class="active-filters"')[2]
        for label, others in (
            ("Where: Munich, Germany", "where=London%2C+UK&amp;where=remote+in+Germany"),
            ("Where: London, United Kingdom", "where=Munich&amp;where=remote+in+Germany"),
            ("Remote in Germany", "where=Munich&amp;where=London%2C+UK"),
        ):
            chip = chips[: chips.index(label)].rpartition("<a ")[2]
            assert f'href="/jobs/?{others}"' in chip, label

    def test_what_a_chip_leaves_means_the_same_when_the_form_is_sent_again(self) -> None:
        for facts in CITIES:
            place(facts)
        assert understood("Paris; Texas") == ["Where: Paris, France", "Where: Texas, United States"]
        assert understood("Quebec (region), Canada") == ["Where: Quebec, Canada"]
        [part] = search("where=Quebec+(region),+Canada").asked["where"]
        assert understood(part.value) == ["Where: Quebec, Canada"]


@pytest.mark.slow
def test_every_city_that_is_named_for_an_area_or_a_part_is_one_of_the_gazetteer() -> None:
    known = {city_slug(gazetteer(), city) for city in gazetteer().cities()}
    named = {slug for area in metro_areas().values() for slug in area.cities}
    wholes = {whole for slug in known if (whole := whole_of(slug))}
    parts = {part for whole in wholes for part in parts_of(whole)}
    assert wholes >= {"new-york-city-ny-us", "london-gb"}
    assert named | wholes | parts <= known


def test_the_radius_is_one_of_six() -> None:
    assert [value for value, _ in RADII] == ["0", "10", "25", "50", "100", "200"]


@pytest.mark.usefixtures("everywhere")
class TestTimeZones:
    def test_one_of_whole_countries_is_met_by_places_and_by_remote_work_there(self) -> None:
        remote: dict[str, Any] = {"workplaces": ["remote"], "remote_scope": "countries"}
        make_listing("Remote FR", remote_countries=["FR"], **remote)
        assert understood("CET") == ["Where: Central European Time"]
        kept = ["Augsburg DE", "Berlin DE", "Essen DE", "Munich DE", "Paris FR", "Remote FR"]
        assert at("CET") == kept
        found = {one.title for one in search("q=within+1+hour+of+CET").qs}
        assert found == {*kept, "Lisbon PT", "London GB"}

    def test_one_of_a_part_of_a_country_by_places_there_and_by_remote_work_in_the_country(
        self,
    ) -> None:
        remote: dict[str, Any] = {"workplaces": ["remote"], "remote_scope": "countries"}
        make_listing("Remote US", remote_countries=["US"], **remote)
        make_listing("Remote DE", remote_countries=["DE"], **remote)
        assert at("EST") == ["London CA", "New York City US", "Remote US"]
        assert at("remote in PST") == ["Remote US"]
        found = search("q=Pacific+Time").qs
        assert sorted(one.title for one in found) == ["Oakland US", "Remote US"]


@pytest.mark.usefixtures("everywhere")
class TestAreasOfRegions:
    def test_are_met_by_places_there_and_by_titles_that_name_them(self) -> None:
        austin = Place.objects.get(city="Austin")
        make_listing("Sales lead, West Coast", places=(austin,))
        make_listing("Sales lead, coast to coast west", places=(austin,))
        for query in ("q=West+Coast", "where=west+coast"):
            found = sorted(one.title for one in search(query).qs)
            assert found == ["Oakland US", "Sales lead, West Coast"], query

    def test_beside_another_place_each_is_one_choice(self) -> None:
        found = search("q=west+coast+or+Berlin").qs
        assert sorted(one.title for one in found) == ["Berlin DE", "Oakland US"]

    def test_one_that_is_not_wanted_is_left_out(self) -> None:
        titles = [one.title for one in search("q=not+west+coast").qs]
        assert "Oakland US" not in titles
        assert "Austin US" in titles


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Germany - Berlin", "Where: Berlin, Germany"),
        ("Germany Berlin", "Where: Berlin, Germany"),
        ("US-CA", "Where: California, United States"),
        ("London SE1", "Where: London, United Kingdom"),
        ("within 50 km of Berlin", "Where: within 50 km of Berlin, Germany"),
        ("Berlin +25km", "Where: within 25 km of Berlin, Germany"),
        ("25 miles around Munich", "Where: within 40 km of Munich, Germany"),
        ("UTC+2", "Where: UTC+2"),
        ("CET ±2h", "Where: within 2 hours of Central European Time"),
        ("anywhere in the world", "Remote from anywhere"),
        ("Germany, Berlin", "Where: Berlin, Germany"),
        ("US, TX, Austin", "Where: Austin, Texas"),
        ("Remote, Germany", "Remote in Germany"),
        ("Bay Area, CA", "Where: San Francisco Bay Area"),
        ("50 km Berlin", "Where: within 50 km of Berlin, Germany"),
        ("Berlin, 50 km", "Where: within 50 km of Berlin, Germany"),
        ("20 miles London, UK", "Where: within 32 km of London, United Kingdom"),
        ("UTC-5 to UTC-3", "Where: UTC−5 to UTC−3"),
        ("GMT to GMT+3", "Where: Greenwich Mean Time to UTC+3"),
        ("between CET and EET", "Where: Central European Time to Eastern European Time"),
        ("Remote, UTC-3 to +2", "Remote in UTC−3 to UTC+2"),
        ("jobs in Berlin", "Where: Berlin, Germany"),
        ("all of Germany", "Where: Germany"),
    ],
)
@pytest.mark.usefixtures("everywhere")
def test_places_as_other_boards_write_them_mean_the_same_when_read_again(
    typed: str, label: str
) -> None:
    (part,), unknown = read_where([typed])
    (again,), _ = read_where([part.value])
    assert (part.label(), again.label(), unknown) == (label, label, [])


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("near me", "does not know where you are"),
        ("nearby", "does not know where you are"),
        ("here", "does not know where you are"),
        ("10115", "is a postcode"),
        ("SW1A 1AA", "is a postcode"),
        ("50 km", "is a distance"),
        ("not London", "what is not wanted"),
        ("anywhere but Germany", "what is not wanted"),
        ("Leipzg", "is no place that we know"),
    ],
)
@pytest.mark.usefixtures("everywhere")
def test_what_is_no_place_is_said_with_the_reason(typed: str, reason: str) -> None:
    assert read_where([typed]) == ([], [typed])
    assert reason in why_unknown(typed)


@pytest.mark.usefixtures("everywhere")
def test_a_distance_around_a_country_is_named() -> None:
    (part,), unknown = read_where(["Germany +50 km"])
    assert (part.label(), unknown) == ("Where: Germany", ["50 km"])
