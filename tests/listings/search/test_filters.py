"""What each parameter of ``/jobs/`` keeps. Without HTTP: the filter set alone."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from listings.models import Listing, RemoteScope
from listings.pay.money import Pay, Period
from listings.search.filters import ListingFilter
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_rate,
    make_role,
    make_skill,
    yearly,
)

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    """Titles that a query string gives, in order."""
    search = ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())
    return [listing.title for listing in search.qs]


def refused(query: str) -> list[tuple[str, str]]:
    search = ListingFilter(QueryDict(query), queryset=Listing.objects.live())
    return [(bad.name, bad.value) for bad in search.rejected]


class TestWords:
    def test_all_words_must_be_met_anywhere_in_title_roles_skills_and_company(self) -> None:
        role, company = make_role("Plumber"), make_company("Umbra")
        make_listing("Pipes", roles=(role,), skills=(make_skill("Solder"),), company=company)
        make_listing("Lamps", text="plumber umbra solder")
        assert found("q=pipes+plumber+solder+umbra") == ["Pipes"]
        assert found("q=plumber&in=text") == ["Pipes", "Lamps"]

    def test_in_text_the_description_counts_too(self) -> None:
        make_listing("Data Engineer", skills=(make_skill("Kafka"),), text="You build pipelines.")
        make_listing("Data Analyst", text="You read charts.")
        assert found("q=data+pipeline") == []
        assert found("q=data+pipeline&in=text") == ["Data Engineer"]
        assert found("q=kafka") == ["Data Engineer"]
        assert found("q=data+zebra") == []

    def test_a_phrase_is_met_in_its_order(self) -> None:
        make_listing("Data Engineer", text="Systems learn.")
        make_listing("Machine Learning Engineer")
        make_listing("Learning Designer", text="No machine here.")
        assert found('q="machine+learning"') == ["Machine Learning Engineer"]

    def test_or_and_minus(self) -> None:
        for title in ("Data Analyst", "Data Scientist", "Senior Data Analyst", "Nurse"):
            make_listing(title)
        assert sorted(found("q=analyst+OR+scientist+-senior")) == ["Data Analyst", "Data Scientist"]

    def test_a_search_may_only_exclude(self) -> None:
        for title in ("Data Analyst", "Senior Data Analyst", "Senior Nurse", "Nurse"):
            make_listing(title)
        assert sorted(found("q=-senior")) == ["Data Analyst", "Nurse"]
        assert found("q=-senior+-nurse") == ["Data Analyst"]
        assert sorted(found('q=-"senior+data"+-nurse')) == ["Data Analyst"]
        assert sorted(found("q=nurse+OR+-senior")) == ["Data Analyst", "Nurse", "Senior Nurse"]

    def test_relevance_puts_the_title_before_skills_before_text(self) -> None:
        make_listing("Nurse", text="Once we used Kafka.", days_ago=1)
        make_listing("Plumber", skills=(make_skill("Kafka"),), days_ago=2)
        make_listing("Kafka Operator", days_ago=3)
        assert found("q=kafka&in=text") == ["Kafka Operator", "Plumber", "Nurse"]
        assert found("q=kafka&in=text&sort=newest") == ["Nurse", "Plumber", "Kafka Operator"]

    def test_the_exact_form_comes_before_others_in_each_field(self) -> None:
        skill = make_skill("Accounting")
        make_listing("B stem", skills=(make_skill("Accounts"),), days_ago=2)
        make_listing("B exact", skills=(skill,), days_ago=3)
        make_listing("Account Executive", days_ago=4)
        make_listing("Accounting", days_ago=5)
        make_listing("D", text="accounts", days_ago=0.5)
        assert found("q=accounting") == ["Accounting", "Account Executive", "B exact", "B stem"]
        assert found("q=accounting&in=text")[4:] == ["D"]

    def test_words_side_by_side_in_the_title_come_before_those_apart(self) -> None:
        make_listing("Office Operations Manager", days_ago=1)
        make_listing("Manager of the Office", days_ago=2)
        make_listing("Office Managers", days_ago=3)
        assert found("q=office+manager")[0] == "Office Managers"
        assert found("q=manager+office")[0] == "Office Operations Manager"

    def test_a_place_of_its_own_comes_before_open_anywhere(self) -> None:
        make_listing("Nurse remote", remote_scope="anywhere", workplaces=["remote"], days_ago=1)
        make_listing("Nurse here", places=(make_city("Berlin", "DE"),), days_ago=2)
        assert found("q=nurse&country=DE") == ["Nurse here", "Nurse remote"]
        assert found("q=nurse") == ["Nurse remote", "Nurse here"]
        assert found("q=nurse&country=DE&sort=newest") == ["Nurse remote", "Nurse here"]

    def test_a_stem_counts_for_postings_of_its_own_language(self) -> None:
        make_listing("Open Application", days_ago=1)
        make_listing("Ouverture, poste ouvert", language="fr", days_ago=2)
        make_listing("Researcher", company=make_company("OpenAI"), days_ago=3)
        assert found("q=openai") == ["Researcher"]
        assert found("q=ouvertures") == ["Ouverture, poste ouvert"]

    @pytest.mark.first(3)
    @pytest.mark.parametrize("typed", ["'", '"', "((", "&|!", "a:*", "\\", "-", "OR", "%00", "😀"])
    def test_nothing_that_is_typed_is_an_error(self, typed: str) -> None:
        make_listing()
        found(f"q={typed}")


def test_what_one_search_refuses_is_not_told_to_the_next() -> None:
    assert refused("level=ghost&page=-1&q=-&where=Nowhereville") != []
    assert refused("level=senior&page=1&not-level=ghost") == [("not-level", "ghost")]
    assert refused("") == []


class TestExclusions:
    def test_any_value_of_any_facet_can_be_excluded(self) -> None:
        python, sql = make_skill("Python"), make_skill("SQL")
        make_listing("A", skills=(python,), level="senior", company=make_company("Umbra"))
        make_listing("B", skills=(sql,), level="mid")
        make_listing("C")
        assert sorted(found("not-level=senior")) == ["B", "C"]
        assert sorted(found("not-company=umbra")) == ["B", "C"]
        assert found("not-skill=python&not-skill=sql") == ["C"]
        assert found("skill=sql&not-level=senior") == ["B"]

    def test_a_country_is_excluded_with_the_remote_postings_that_name_it_alone_or_not(self) -> None:
        make_listing("Paris", places=(make_city("Paris", "FR"),))
        make_listing(
            "Named",
            workplaces=["remote"],
            remote_scope=RemoteScope.COUNTRIES,
            remote_countries=["FR", "DE"],
        )
        make_listing("Anywhere", workplaces=["remote"], remote_scope=RemoteScope.ANYWHERE)
        make_listing("Nowhere")
        assert sorted(found("not-country=FR")) == ["Anywhere", "Nowhere"]

    def test_a_bad_value_is_named_with_its_parameter(self) -> None:
        make_listing("A")
        assert found("not-level=ghost") == ["A"]
        assert refused("not-level=ghost") == [("not-level", "ghost")]
        assert refused("not-sort=newest&not-=x&not-not-level=mid") == []


class TestNotStated:
    def test_none_asks_for_postings_that_state_no_value(self) -> None:
        make_listing("A", level="senior", employment_types=["contract"], workplaces=["remote"])
        make_listing("B", roles=(make_role("Nurse"),), level="", employment_types=[], workplaces=[])
        assert found("level=none") == ["B"]
        assert found("type=none&workplace=none") == ["B"]
        assert found("role=none") == ["A"]
        assert sorted(found("level=none&level=senior")) == ["A", "B"]
        assert found("not-level=none") == ["A"]

    def test_no_language_is_not_norwegian(self) -> None:
        make_listing("Silent")
        make_listing("Norwegian", languages_asked=["no"])
        assert found("speaks=none") == ["Silent"]
        assert found("speaks=no") == ["Norwegian"]
        assert found("not-speaks=none") == ["Norwegian"]

    def test_at_most_so_many_years_leaves_out_those_that_say_nothing(self) -> None:
        make_listing("Junior", years_asked=0)
        make_listing("Senior", years_asked=5)
        make_listing("Silent")
        assert found("years_max=0") == ["Junior"]
        assert sorted(found("years_max=5")) == ["Junior", "Senior"]
        assert refused("years_max=-1") == [("years_max", "-1")]

    def test_the_language_of_the_text_is_a_filter(self) -> None:
        make_listing("Nurse", language="en")
        make_listing("Pflegefachkraft", language="de")
        assert found("language=de") == ["Pflegefachkraft"]


class TestValues:
    def test_repeated_roles_are_or_and_repeated_skills_are_and(self) -> None:
        engineer, analyst = make_role("Data Engineer"), make_role("Data Analyst")
        python, sql = make_skill("Python"), make_skill("SQL")
        make_listing("A", roles=(engineer,), skills=(python, sql), days_ago=1)
        make_listing("B", roles=(analyst,), skills=(python,), days_ago=2)
        make_listing("C", skills=(sql,), days_ago=3)
        assert found("role=data-engineer&role=data-analyst") == ["A", "B"]
        assert found("skill=python") == ["A", "B"]
        assert found("skill=python&skill=sql") == ["A"]

    def test_level_type_and_workplace_keep_any_of_their_values(self) -> None:
        make_listing("A", level="senior", employment_types=["full-time", "contract"], days_ago=1)
        make_listing("B", level="entry", workplaces=["onsite"], days_ago=2)
        make_listing("C", days_ago=3)
        assert found("level=senior&level=entry") == ["A", "B"]
        assert found("type=contract") == ["A"]
        assert found("workplace=onsite&workplace=hybrid") == ["B"]

    def test_what_nothing_states_matches_no_value(self) -> None:
        make_listing("Silent")
        for query in ("level=entry&level=mid&level=senior", "type=full-time", "workplace=onsite"):
            assert found(query) == []

    def test_company_by_slug(self) -> None:
        make_listing("A", company=make_company("Umbra"))
        make_listing("B")
        assert found("company=umbra") == ["A"]

    def test_different_filters_are_and(self) -> None:
        make_listing("A", level="senior", workplaces=["remote"])
        make_listing("B", level="senior", workplaces=["onsite"])
        assert found("level=senior&workplace=remote") == ["A"]

    def test_posted_counts_days(self) -> None:
        make_listing("A", days_ago=0.5)
        make_listing("B", days_ago=6)
        assert found("posted=1") == ["A"]
        assert found("posted=7") == ["A", "B"]

    def test_featured_and_has_salary(self) -> None:
        make_listing("A", featured_until=timezone.now() + timedelta(days=1))
        make_listing("B", pay=yearly(50_000, None), days_ago=2)
        assert found("featured=true") == ["A"]
        assert found("has_salary=true") == ["B"]


class TestPlaces:
    def test_country_region_and_city_are_met_by_one_and_the_same_place(self) -> None:
        paris = make_city("Paris", "FR")
        texan = make_city("Paris", "US", region="Texas")
        austin = make_city("Austin", "US", region="Texas")
        make_listing("Both", places=(paris, austin), days_ago=1)
        make_listing("Texan", places=(texan,), days_ago=2)
        assert found("city=paris&country=US") == ["Texan"]
        assert found("city=paris") == ["Both", "Texan"]
        assert found("city=paris-fr") == ["Both"]
        assert found("region=texas&city=austin") == ["Both"]
        assert found("region=texas-us") == ["Both", "Texan"]

    def test_a_city_goes_by_any_of_its_names_in_any_accent(self) -> None:
        make_listing("A", places=(make_city("Lisbon", "PT", names=("lisboa",)),))
        assert found("city=Lisboa") == found("city=LISBON") == ["A"]

    def test_a_group_stands_for_its_countries(self) -> None:
        make_listing("A", places=(make_city("Berlin", "DE"),))
        make_listing("B", places=(make_city("Zurich", "CH"),))
        assert found("country=EU") == ["A"]

    def test_remote_matches_named_countries_and_anywhere_but_never_silence(self) -> None:
        def remote(title: str, days_ago: int, scope: str, countries: tuple[str, ...] = ()) -> None:
            make_listing(
                title,
                days_ago=days_ago,
                workplaces=["remote"],
                remote_scope=scope,
                remote_countries=list(countries),
            )

        remote("Named", 1, RemoteScope.COUNTRIES, ("DE", "AT"))
        remote("Anywhere", 2, RemoteScope.ANYWHERE)
        remote("Silent", 3, RemoteScope.NOT_STATED)
        assert found("country=DE") == ["Named", "Anywhere"]
        assert found("country=US") == ["Anywhere"]
        assert found("workplace=remote") == ["Named", "Anywhere", "Silent"]


class TestPay:
    def test_keeps_what_reaches_the_threshold_at_its_upper_end(self) -> None:
        make_listing("Below", pay=yearly(50_000, 59_999))
        make_listing("Upper", pay=yearly(50_000, 60_000), days_ago=2)
        make_listing("Only", pay=yearly(60_000, None), days_ago=3)
        make_listing("Silent", days_ago=4)
        assert found("salary_min=60000") == ["Upper", "Only"]
        assert found("salary_min=60K") == found("salary_min=60,000") == ["Upper", "Only"]

    def test_the_threshold_is_converted_and_needs_a_rate_of_the_last_30_days(self) -> None:
        make_rate("USD", "1.25")
        make_rate("GBP", "0.80", days_ago=31)
        make_listing("Euro", pay=yearly(80_000, None, "EUR"))
        make_listing("Sterling", pay=yearly(900_000, None, "GBP"), days_ago=2)
        assert found("salary_min=100000&currency=USD") == ["Euro"]
        assert found("salary_min=100001&currency=USD") == []

    def test_without_a_rate_only_the_same_currency_is_compared(self) -> None:
        make_listing("Zloty", pay=yearly(200_000, None, "PLN"))
        make_listing("Euro", pay=yearly(200_000, None, "EUR"))
        assert found("salary_min=100000&currency=PLN") == ["Zloty"]
        assert refused("salary_min=100000&currency=PLN") == [("currency", "PLN")]

    def test_a_contractor_by_the_day_has_no_yearly_pay(self) -> None:
        rate = Pay(
            minimum=yearly(500, None).minimum, maximum=None, currency="USD", period=Period.DAY
        )
        make_listing("Contract", pay=rate, employment_types=["contract"])
        make_listing("Employed", pay=rate, employment_types=["full-time"], days_ago=2)
        assert found("salary_min=1000") == ["Employed"]

    def test_highest_pay_first_across_currencies_and_unknown_last(self) -> None:
        make_rate("USD", "1.25")
        make_listing("Silent", days_ago=0.1)
        make_listing("Dollar", pay=yearly(100_000, 110_000), days_ago=2)
        make_listing("Euro", pay=yearly(100_000, 110_000, "EUR"), days_ago=3)
        assert found("sort=salary") == ["Euro", "Dollar", "Silent"]


class TestBadValues:
    def test_a_bad_value_is_dropped_alone_and_named(self) -> None:
        make_listing("A", level="senior")
        make_listing("B", level="entry")
        assert found("level=senior&level=wizard") == ["A"]
        assert refused("level=senior&level=wizard") == [("level", "wizard")]

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("role=nobody", "role"),
            ("skill=%00x", "skill"),
            ("company=../../etc", "company"),
            ("type=full+of+time", "type"),
            ("country=XX", "country"),
            ("country=Atlantis", "country"),
            ("city=Atlantis", "city"),
            ("region=%F0%9F%98%80", "region"),
            ("salary_min=-5", "salary_min"),
            ("salary_min=0", "salary_min"),
            ("salary_min=1e9", "salary_min"),
            ("salary_min=٣", "salary_min"),
            ("currency=EURO", "currency"),
            ("has_salary=false", "has_salary"),
            ("posted=2", "posted"),
            ("sort=random", "sort"),
            ("page=one", "page"),
            ("page=0", "page"),
        ],
    )
    def test_what_is_not_understood_is_named_and_the_rest_works(
        self, query: str, name: str
    ) -> None:
        make_listing("A")
        assert found(query) == ["A"]
        assert [bad for bad, _ in refused(query)] == [name]

    @pytest.mark.parametrize(
        "query",
        [
            "country=Germany",
            "country=deutschland",
            "country=deu",
            "country=European+Union",
            "level=Senior",
            "type=Full+time",
            "role=Lamp+keeper",
        ],
    )
    def test_a_name_typed_into_an_address_is_its_value(self, query: str) -> None:
        make_listing(
            "Meant",
            roles=(make_role("Lamp keeper"),),
            places=(make_city("Berlin", "DE"),),
            level="senior",
            employment_types=["full-time"],
        )
        make_listing("Other", places=(make_city("Zurich", "CH"),))
        assert found(query) == ["Meant"]
        assert refused(query) == []

    def test_empty_values_ask_for_nothing(self) -> None:
        make_listing("A")
        query = "q=&role=&level=+&country=&city=&salary_min=&currency=&posted=&sort=&page="
        assert found(query) == ["A"]
        assert refused(query) == []


class TestOrder:
    def test_newest_first_and_the_later_number_first_at_the_same_moment(self) -> None:
        at = timezone.now() - timedelta(hours=1)
        for title in ("A", "B", "C"):
            make_listing(title, posted_at=at)
        make_listing("New", posted_at=at + timedelta(minutes=1))
        assert found("") == ["New", "C", "B", "A"]
