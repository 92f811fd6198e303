"""Which places a location text and its address name."""

import pytest

from listings.reading.eligibility import ANYWHERE, NOT_STATED
from listings.reading.gazetteer import gazetteer
from listings.reading.place_facts import city_slug
from listings.reading.places import LocationFacts, place_reader


def read(
    text: str, locality: str = "", region: str = "", country: str = "", flag: bool | None = None
) -> LocationFacts:
    return place_reader().read_location(
        text, locality=locality, region=region, country=country, remote_flag=flag
    )


def slugs(facts: LocationFacts) -> list[str]:
    return [place.slug for place in facts.places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("San Francisco Office", ["san-francisco-ca-us"]),
        ("SF / NY", ["san-francisco-ca-us", "new-york-city-ny-us"]),
        ("NYC", ["new-york-city-ny-us"]),
        ("Bay Area", ["california-us"]),
        ("Paris", ["paris-fr"]),
        ("Paris, TX", ["paris-tx-us"]),
        ("Austin TX", ["austin-tx-us"]),
        ("Portland, OR (Remote)", ["portland-or-us"]),
        ("Darmstadt, DE", ["darmstadt-de"]),
        ("Dover, DE, USA", ["dover-de-us"]),
        ("Tel Aviv - IL", ["tel-aviv-il"]),
        ("Tulsa, OK - US (1)", ["tulsa-ok-us"]),
        ("Denver, CO - US", ["denver-co-us"]),
        ("India-Karnataka", ["karnataka-in"]),
        ("Germany, Erfurt", ["erfurt-de"]),
        ("Mapbox Minsk", ["minsk-by"]),
        ("Melbourne HQ or Sydney", ["melbourne-au", "sydney-au"]),
        ("New Albany, Ohio", ["new-albany-oh-us"]),
        ("Anywhere in France, Belgium, Spain", ["france", "belgium", "spain"]),
        ("Madrid, Spain; Barcelona, Spain", ["madrid-es", "barcelona-es"]),
        ("Lisboa", ["lisbon-pt"]),
        ("München", ["munich-de"]),
        ("Washington, DC", ["washington-dc-us"]),
        ("Singapore", ["singapore-sg"]),
        ("Bosnia and Herzegovina", ["bosnia-and-herzegovina"]),
        ("Milano, MI", ["milan-it"]),
        ("Vancouver, BC", ["vancouver-ca"]),
    ],
)
def test_places_are_read_from_the_text_alone(text: str, expected: list[str]) -> None:
    assert slugs(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京", ["tokyo-jp"]),
        ("東京都渋谷区", ["tokyo-jp"]),
        ("大阪、日本", ["osaka-jp"]),
        ("北京市", ["beijing-cn"]),
        ("台北", ["taipei-tw"]),
        ("서울", ["seoul-kr"]),
        ("Москва", ["moscow-ru"]),
        ("Санкт-Петербург, Россия", ["saint-petersburg-ru"]),
        ("Київ", ["kyiv-ua"]),
        ("Αθήνα", ["athens-gr"]),
        ("القاهرة", ["cairo-eg"]),
        ("تل أبيب", []),  # in Arabic letters, which Israel's own places are not listed in
        ("תל אביב", ["tel-aviv-il"]),
        ("मुंबई", ["mumbai-in"]),
        ("กรุงเทพมหานคร", ["bangkok-th"]),
        ("თბილისი", ["tbilisi-ge"]),
        ("Łódź, Polska", ["lodz-pl"]),
        ("Remote - 日本", ["japan"]),
    ],
)
def test_places_are_read_in_the_script_of_their_country(text: str, expected: list[str]) -> None:
    assert slugs(read(text)) == expected


@pytest.mark.parametrize(
    "text", ["Headquarters", "Multiple Locations", "Remote", "Hybrid", "Georgia", "Qwertz", ""]
)
def test_nothing_recognised_is_no_place(text: str) -> None:
    assert read(text).places == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alden, New York", ["new-york-us"]),
        ("Bellevue, Tennessee", ["tennessee-us"]),
        ("Suffolk County, New York", ["new-york-us"]),
        ("Long Island, New York", ["new-york-us"]),
    ],
)
def test_an_unknown_town_leaves_its_state_and_never_a_bigger_town(
    text: str, expected: list[str]
) -> None:
    assert slugs(read(text)) == expected


def test_the_address_decides_where_the_text_names_no_place() -> None:
    assert slugs(read("Headquarters", "Lehi", "Utah", "United States")) == ["lehi-ut-us"]


def test_the_address_tells_places_of_one_name_apart() -> None:
    assert slugs(read("Georgia", "", "Georgia", "United States")) == ["georgia-us"]
    assert slugs(read("Georgia", "", "", "Georgia")) == ["georgia"]
    assert slugs(read("Cambridge", "Cambridge", "MA", "USA")) == ["cambridge-ma-us"]
    assert slugs(read("London", "London", "Ontario", "Canada")) == ["london-ca"]
    assert slugs(read("New York", "", "New York", "United States")) == ["new-york-us"]


def test_the_address_tells_which_country_a_regions_letters_belong_to() -> None:
    assert slugs(read("Mexicali, BC", "", "Baja California", "Mexico")) == ["mexicali-mx"]
    assert slugs(read("Tijuana, BC", "Tijuana", "BC", "MX")) == ["tijuana-mx"]
    assert slugs(read("Victoria, BC", "", "", "Canada")) == ["victoria-ca"]
    assert slugs(read("Perth, WA", "", "", "Australia")) == ["perth-au"]
    assert slugs(read("Vancouver, WA", "", "", "USA")) == ["vancouver-wa-us"]
    assert slugs(read("Como, CO", "", "", "Italy")) == ["como-it"]
    assert slugs(read("Torino, TO", "", "", "Italy")) == ["turin-it"]
    assert slugs(read("Vitória, ES", "", "", "Brazil")) == ["vitoria-br"]
    assert slugs(read("Vitória, ES, Brasil")) == ["vitoria-br"]
    assert slugs(read("Bari, BA", "", "", "Italy")) == ["bari-it"]
    assert slugs(read("Barcelona, ES")) == ["barcelona-es"]


def test_the_text_wins_over_an_address_that_contradicts_it() -> None:
    assert slugs(read("San Francisco", "Austin, TX", "California", "United States")) == [
        "san-francisco-ca-us"
    ]
    assert slugs(read("France", "France", "", "United Kingdom")) == ["france"]
    assert slugs(read("Houston", "Houston", "California", "United States")) == ["houston-tx-us"]


def test_locality_and_region_together_outvote_the_country() -> None:
    assert slugs(read("Waterloo", "Waterloo", "Ontario", "USA")) == ["waterloo-ca"]


def test_the_address_refines_a_country_unless_the_job_is_remote() -> None:
    assert slugs(read("Germany", "Berlin", "Berlin", "Germany")) == ["berlin-de"]
    assert slugs(read("Germany", "Berlin", "Berlin", "Germany", flag=True)) == ["germany"]
    assert slugs(read("Remote - Germany", "Berlin", "Berlin", "Germany")) == ["germany"]


def test_remote_alone_is_never_the_employers_own_city() -> None:
    facts = read("Remote", "San Francisco", "California", "United States")
    assert (facts.places, facts.remote, facts.eligibility) == ((), True, None)


def test_a_country_in_the_address_of_a_remote_job_is_named() -> None:
    facts = read("Remote", country="United States")
    assert facts.eligibility is not None
    assert facts.eligibility.countries == {"US"}


def test_named_groups_are_kept_as_stated_and_expanded() -> None:
    facts = read("Remote (Canada, LATAM, EU)", "Toronto", "", "Canada")
    assert facts.eligibility is not None
    assert set(facts.eligibility.stated) == {"CA", "LATAM", "EU"}
    assert {"CA", "BR", "DE"} <= facts.eligibility.countries


@pytest.mark.parametrize("text", ["Anywhere", "Remote - Global", "Worldwide", "Any Location"])
def test_anywhere_is_open_to_everybody(text: str) -> None:
    assert read(text, "New York", "", "United States").eligibility == ANYWHERE


@pytest.mark.parametrize(
    "text",
    [
        "Remote (European time zones)",
        "Remote, US timezone",
        "Remote CET",
        "Remote (US hours)",
        "Remote - Pacific Time",
    ],
)
def test_a_time_zone_is_not_a_residence(text: str) -> None:
    facts = read(text)
    assert (facts.places, facts.remote, facts.eligibility) == ((), True, None)


def test_a_part_of_a_continent_is_not_the_continent() -> None:
    for text, group in (
        ("Remote - Western Europe", "WESTERN-EUROPE"),
        ("Southern Europe", "SOUTHERN-EUROPE"),
        ("West Africa", "WEST-AFRICA"),
        ("Eastern Europe", "CEE"),
    ):
        eligibility = read(text).eligibility
        assert eligibility is not None
        assert eligibility.stated == (group,)


def test_a_list_that_goes_on_tells_not_who_may_apply() -> None:
    facts = read("Germany, Spain & 13 other countries")
    assert slugs(facts) == ["germany", "spain"]
    assert facts.eligibility == NOT_STATED
    assert facts.more
    assert read("Remote, some European countries").eligibility == NOT_STATED
    assert read("Chile, Peru, and 20+ countries").eligibility == NOT_STATED
    assert read("Remote (various EU countries)").eligibility == NOT_STATED
    assert read("Remote: Norway, Chile, +5").eligibility == NOT_STATED


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Remote - Europe (Spain)", {"ES"}),
        ("Remote, EMEA: Kenya", {"KE"}),
        ("Remote - North America (US/Canada)", {"US", "CA"}),
        ("Remote, Europe, Canada", {"EUROPE", "CA"}),
        ("Remote - Europe / Canada", {"EUROPE", "CA"}),
    ],
)
def test_countries_told_of_a_group_are_the_part_that_is_meant(text: str, stated: set[str]) -> None:
    eligibility = read(text).eligibility
    assert eligibility is not None
    assert set(eligibility.stated) == stated


def test_remote_is_read_in_other_languages() -> None:
    for text in ("Home-Office", "Télétravail", "Teletrabajo", "フルリモート", "удалённо"):
        assert read(text).remote is True, text


def test_whom_a_text_keeps_out_states_nobody() -> None:
    assert read("Remote (non-U.S.)", "Toronto", "Ontario", "Canada").eligibility == NOT_STATED
    assert read("Remote (not US)").eligibility == NOT_STATED


def test_groups_stand_in_any_field_of_an_address() -> None:
    facts = read("Remote EMEA", "EMEA", "EMEA", "EMEA remote")
    assert facts.eligibility is not None
    assert facts.eligibility.stated == ("EMEA",)


def test_hybrid_and_on_site_are_read_from_the_text() -> None:
    assert read("London, UK (hybrid)").hybrid is True
    assert read("Irvine, CA (Onsite)").remote is False
    assert read("New York Office (or Remote)").remote is True
    assert read("London").remote is None


def test_a_city_carries_what_the_board_keeps_of_it() -> None:
    (munich,) = read("Munich").places
    assert (munich.city, munich.region, munich.region_code) == ("Munich", "Bavaria", "DE-BY")
    assert munich.country == "DE"
    assert munich.latitude == pytest.approx(48.137, abs=0.01)
    assert "munchen" in munich.alternate_names
    assert len(munich.alternate_names) <= 20


def test_the_biggest_city_of_a_name_has_the_short_slug_and_us_cities_their_state() -> None:
    assert slugs(read("London")) == ["london-gb"]
    assert slugs(read("London, Ontario")) == ["london-ca"]
    assert slugs(read("Boston")) == ["boston-ma-us"]


@pytest.mark.slow
def test_no_two_cities_share_a_slug() -> None:
    tables = gazetteer()
    every = [city_slug(tables, city) for city in tables.cities()]
    assert len(every) == len(set(every)) > 60_000
