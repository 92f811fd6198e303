"""What is understood of ``q`` as filters of the list: conditions, order, active filters."""

import pytest
from django.http import QueryDict
from django.test import Client

from listings.models import Listing, Place
from listings.search import active_filters
from listings.search.active_filters import ActiveFilter
from listings.search.answers import answer
from listings.search.filters import ListingFilter
from listings.search.understanding import current
from roles.models import RoleAlias
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


def search_for(query: str) -> ListingFilter:
    current.kept.forget()
    return ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())


def found(query: str) -> list[str]:
    return [listing.title for listing in search_for(query).qs]


def chips_of(query: str) -> dict[str, ActiveFilter]:
    search = search_for(query)
    counts = answer(search, Listing.objects.live().vacancies()).counts
    return {one.label: one for one in active_filters.active_filters(search, counts)}


class TestWhatIsNotWanted:
    def test_it_acts_like_an_excluded_value_and_can_be_taken_back(self) -> None:
        make_listing("Nurse, Berlin", places=(make_city("Berlin", "DE"),))
        make_listing("Nurse, Paris", places=(make_city("Paris", "FR"),), days_ago=1)
        assert found("q=nurse+not+germany") == found("q=nurse&not-country=DE") == ["Nurse, Paris"]
        assert found("q=nurse+-berlin") == ["Nurse, Paris"]
        assert found("q=nurse+not+germany&not-country=FR") == []
        assert chips_of("q=nurse+not+germany")["Country: not Germany"].left == 2

    def test_anywhere_is_what_the_box_says_by_it(self) -> None:
        make_listing("Nurse", workplaces=["remote"], remote_scope="anywhere")
        make_listing("Nurse, remote", workplaces=["remote"])
        assert found("q=nurse+anywhere") == found("q=nurse&where=anywhere") == ["Nurse"]
        assert chips_of("q=nurse+anywhere")["Open to: people anywhere"].left == 2


class TestOrder:
    def test_the_best_paid_come_first_and_a_chip_takes_it_away(self, client: Client) -> None:
        make_rate("USD", "1.10")
        make_listing("Nurse", pay=yearly(60_000, 60_000), days_ago=2)
        make_listing("Night Nurse", days_ago=1)
        make_listing("Senior Nurse", pay=yearly(90_000, 90_000), days_ago=3)
        assert found("q=highest+paying+nurse+jobs") == ["Senior Nurse", "Nurse", "Night Nurse"]
        chip = chips_of("q=highest+paying+nurse+jobs")["Order: Highest pay"]
        assert chip.remove_url == "/jobs/?q=nurse+jobs"
        assert "Order: Highest pay" in client.get("/jobs/?q=highest+paying+nurse+jobs").text

    def test_the_order_that_is_chosen_goes_before(self) -> None:
        make_listing("Nurse", pay=yearly(60_000, 60_000), days_ago=2)
        make_listing("Night Nurse", days_ago=1)
        assert found("q=highest+paying+nurse&sort=newest") == ["Night Nurse", "Nurse"]
        assert "Order: Highest pay" not in chips_of("q=highest+paying+nurse&sort=newest")

    def test_how_new_openings_are_is_a_filter(self) -> None:
        make_listing("Nurse", days_ago=5)
        make_listing("Night Nurse", days_ago=12)
        assert found("q=nurse+this+week") == found("q=nurse&posted=7") == ["Nurse"]
        assert chips_of("q=nurse+this+week")["Posted: last 7 days"].left == 2

    def test_pay_at_most_excludes_nothing_and_the_page_says_so(self, client: Client) -> None:
        make_listing("Nurse", pay=yearly(160_000, 160_000))
        assert found("q=nurse+under+100k") == ["Nurse"]
        page = client.get("/jobs/?q=nurse+under+100k").text
        assert "“under 100k”" in page
        assert "excludes no opening" in page

    def test_titles_of_the_field_itself_come_before_others_with_its_word(self) -> None:
        make_listing("Nurse for HR Software")
        make_listing("HR Manager", days_ago=9)
        assert found("q=HR") == ["HR Manager", "Nurse for HR Software"]


class TestNames:
    def test_a_role_is_met_by_its_postings_and_by_its_words_in_titles(self) -> None:
        role = make_role("Machine Learning Engineer")
        RoleAlias.objects.create(role=role, phrase="ml engineer")
        make_listing("Engineer, Models", roles=(role,), days_ago=1)
        make_listing("ML Engineer II", days_ago=2)
        make_listing("Data Engineer", text="You work with each ML engineer.")
        assert found("q=ml+engineers") == ["ML Engineer II", "Engineer, Models"]

    def test_a_skill_is_met_by_its_postings_and_by_its_words_in_titles(self) -> None:
        kafka = make_skill("Kafka")
        make_listing("Nurse", skills=(kafka,), days_ago=1)
        make_listing("Kafka Operator", days_ago=2)
        make_listing("Plumber", company=make_company("Kafka Pipes"))
        assert found("q=kafka") == ["Kafka Operator", "Nurse"]

    def test_several_skills_must_all_be_met_of_roles_one(self) -> None:
        python, sql = make_skill("Python"), make_skill("SQL")
        nurse, cook = make_role("Ward Nurse"), make_role("Line Cook")
        make_listing("A", skills=(python, sql), roles=(nurse,))
        make_listing("B", skills=(python,), roles=(cook,))
        assert found("q=python+sql") == ["A"]
        assert sorted(found("q=ward+nurse+OR+line+cook")) == ["A", "B"]

    def test_of_skills_joined_by_or_one_is_enough(self) -> None:
        java, kotlin, sql = make_skill("Java"), make_skill("Kotlin"), make_skill("SQL")
        make_listing("A", skills=(java,))
        make_listing("B", skills=(kotlin, sql))
        make_listing("Java Developer", skills=(sql,))
        make_listing("D", skills=(sql,))
        assert sorted(found("q=java+or+kotlin")) == ["A", "B", "Java Developer"]
        assert sorted(found("q=java+or+kotlin+sql")) == ["B", "Java Developer"]
        assert sorted(found("q=java+or+kotlin&skill=sql")) == ["B", "Java Developer"]

    def test_a_company_is_met_by_its_postings_and_by_its_name_in_titles(self) -> None:
        umbra = make_company("Umbra Clinics")
        make_listing("Nurse", company=umbra, days_ago=2)
        make_listing("Nurse for Umbra Clinics", days_ago=1)
        make_listing("Cook")
        assert sorted(found("q=umbra+clinics")) == ["Nurse", "Nurse for Umbra Clinics"]

    @pytest.mark.parametrize("typed", ["nurse", "registered+nurse", "RN", "Pflegefachkraft"])
    def test_an_occupation_that_is_no_role_is_met_by_titles_with_any_of_its_names(
        self, typed: str
    ) -> None:
        for title in ("Registered Nurse", "RN, Night Shift", "Pflegefachkraft (m/w/d)", "Nurses"):
            make_listing(title)
        make_listing("Cook", text="You work beside a nurse.")
        make_listing("Nursing Home Cook")
        assert len(found(f"q={typed}")) == 4

    def test_of_occupations_joined_by_or_one_is_enough(self) -> None:
        make_role("Data Engineer")
        for title in ("Data Engineer", "Lawyer", "Registered Nurse", "Cook"):
            make_listing(title)
        assert sorted(found("q=nurse+or+lawyer")) == ["Lawyer", "Registered Nurse"]
        assert sorted(found("q=data+engineer+or+lawyer")) == ["Data Engineer", "Lawyer"]

    def test_an_occupation_that_is_not_wanted_stands_in_no_title(self) -> None:
        for title in ("Lead Lawyer", "Lead Nurse", "Lead Zebra"):
            make_listing(title)
        assert sorted(found("q=not+lawyer")) == ["Lead Nurse", "Lead Zebra"]
        assert [*chips_of("q=not+lawyer")] == ["Job title: not Lawyer"]

    def test_with_in_text_its_names_may_stand_in_the_text(self) -> None:
        make_listing("Cook", text="You work beside a nurse.")
        assert found("q=nurse") == []
        assert found("q=nurse&in=text") == ["Cook"]

    def test_with_in_text_openings_of_that_name_come_before_those_that_mention_it(self) -> None:
        make_role("Technical Writer")
        make_listing("Cook", text="Beside a technical writer: an API.", days_ago=1)
        make_listing("Technical Writer", text="You write about our API.", days_ago=2)
        make_listing("Nurse", text="An accountant has an API.", days_ago=3)
        make_listing("Accountant", text="Books and an API.", days_ago=4)
        assert found("q=technical+writer+api&in=text") == ["Technical Writer", "Cook"]
        assert found("q=accountant+api&in=text") == ["Accountant", "Nurse"]
        newest = found("q=technical+writer+api&in=text&sort=newest")
        assert newest == ["Cook", "Technical Writer"]


class TestYears:
    def test_of_experience_are_the_most_that_openings_may_ask(self, client: Client) -> None:
        make_listing("Cook A", years_asked=5)
        make_listing("Cook B", years_asked=6)
        make_listing("Cook C")
        assert found("q=cook+5+years+experience") == ["Cook A"]
        assert "Experience: at most 5 years asked" in chips_of("q=cook+5+years+experience")
        page = client.get("/jobs/?q=cook+5+years+experience").text
        assert "nothing of years" in page

    def test_with_a_plus_they_are_what_openings_ask(self) -> None:
        for years in (2, 5, 9):
            make_listing(f"Cook {years}", years_asked=years)
        assert found("q=cook+5%2B+years") == ["Cook 5"]


class TestSoft:
    def test_of_a_level_postings_that_state_it_come_first_then_those_that_state_none(self) -> None:
        make_listing("Cook A", level="", days_ago=1)
        make_listing("Cook B", level="senior", days_ago=2)
        make_listing("Cook C", level="entry", days_ago=3)
        assert found("q=senior+cook") == ["Cook B", "Cook A"]
        assert found("q=cook&level=senior") == ["Cook B"]

    def test_of_pay_postings_that_state_enough_come_first_then_those_that_state_none(self) -> None:
        make_rate("USD", "1.1")
        make_listing("Cook A", days_ago=1)
        make_listing("Cook B", pay=yearly(80_000, 90_000, "EUR"), days_ago=2)
        make_listing("Cook C", pay=yearly(40_000, 50_000, "EUR"), days_ago=3)
        assert found("q=cook+€60k") == ["Cook B", "Cook A"]

    def test_of_both_those_that_state_one_come_between(self) -> None:
        make_listing("Cook A", level="", days_ago=1)
        make_listing("Cook B", level="senior", days_ago=2)
        make_listing("Cook C", level="senior", pay=yearly(80_000, 90_000, "EUR"), days_ago=3)
        assert found("q=senior+cook+€60k") == ["Cook C", "Cook B", "Cook A"]

    def test_they_are_counted_and_the_page_says_so(self, client: Client) -> None:
        make_listing("Cook A", level="")
        make_listing("Cook B", level="senior")
        make_listing("Cook C", level="senior")
        current.kept.forget()
        page = client.get("/jobs/?q=senior+cook").text
        assert "2 openings state the level" in page
        assert "then 1 opening that doesn’t say" in " ".join(page.split())
        assert page.index("cook-b") < page.index("These don’t say the level") < page.index("cook-a")

    def test_where_none_states_it_that_is_said_once(self, client: Client) -> None:
        make_listing("Cook A")
        make_listing("Cook B")
        current.kept.forget()
        page = " ".join(client.get("/jobs/?q=senior+cook").text.split())
        assert "No opening here states the level." in page
        assert "don’t say" not in page

    def test_no_employer_s_many_postings_bring_silent_ones_above_the_line(self) -> None:
        lyra = make_company("Lyra")
        for number in range(5):
            make_listing(f"Cook {number}", level="senior", company=lyra)
        make_listing("Cook", level="")
        page = answer(search_for("q=senior+cook"), Listing.objects.live().vacancies()).counts.page
        assert Listing.objects.get(pk=page[-1]).title == "Cook"

    def test_in_the_order_of_pay_nothing_is_parted(self, client: Client) -> None:
        make_listing("Cook A", level="")
        make_listing("Cook B", level="senior")
        assert "don’t say" not in client.get("/jobs/?q=senior+cook&sort=salary").text


class TestPlacesAndOthers:
    def test_a_city_and_its_country_are_met_by_one_place(self) -> None:
        make_listing("A", places=(make_city("Leeds", "GB"),))
        make_listing("B", places=(make_city("Berlin", "DE"),))
        assert found("q=leeds+uk") == ["A"]
        assert found("q=berlin+uk") == []

    def test_a_place_or_remote_work_is_one_filter(self, client: Client) -> None:
        leeds, york = make_city("Leeds", "GB"), make_city("York", "GB")
        make_listing("A", places=(leeds,), workplaces=["onsite"])
        make_listing("B", places=(york,), workplaces=["remote"])
        make_listing("C", places=(york,), workplaces=["onsite"])
        assert sorted(found("q=leeds+or+remote")) == ["A", "B"]
        assert sorted(found("q=leeds+or+remote+in+germany")) == ["A"]
        shown = chips_of("q=leeds+or+remote")
        assert [*shown] == ["Where: Leeds, United Kingdom or Remote"]
        assert shown["Where: Leeds, United Kingdom or Remote"].remove_url == "/jobs/"
        assert "2 openings" in client.get("/jobs/?q=leeds+or+remote").content.decode()

    def test_near_a_city_means_what_lies_around_it(self) -> None:
        leeds, york, rome = (
            make_city(n, c) for n, c in (("Leeds", "GB"), ("York", "GB"), ("Rome", "IT"))
        )
        for city, at in ((leeds, (53.8, -1.55)), (york, (53.96, -1.08)), (rome, (41.9, 12.5))):
            Place.objects.filter(pk=city.pk).update(latitude=at[0], longitude=at[1])
            make_listing(city.city, places=(city,))
        assert found("q=leeds") == ["Leeds"]
        assert sorted(found("q=near+leeds")) == ["Leeds", "York"]
        assert found("q=within+10+km+of+leeds") == ["Leeds"]
        assert [*chips_of("q=near+leeds")] == ["Where: within 50 km of Leeds, United Kingdom"]

    def test_workplace_and_type(self) -> None:
        make_listing("A", workplaces=["remote"], employment_types=["part-time"])
        make_listing("B", workplaces=["onsite"], employment_types=["part-time"])
        assert found("q=remote+teilzeit") == ["A"]

    def test_the_field_behind_a_level_stands_in_the_title(self) -> None:
        make_listing("Director of Data", level="executive", days_ago=2)
        make_listing("Head, Data", level="executive", days_ago=1)
        make_listing("Director of Sales", level="executive", company=make_company("Data Corp"))
        assert found("q=director+of+data") == ["Head, Data", "Director of Data"]

    def test_the_rest_must_be_met_as_words(self) -> None:
        make_listing("Zebra Keeper", workplaces=["remote"])
        make_listing("Keeper", workplaces=["remote"])
        assert found("q=remote+zebra") == ["Zebra Keeper"]


class TestAsWords:
    def test_with_exact_all_of_it_is_words(self) -> None:
        make_listing("A", workplaces=["remote"])
        make_listing("Remote Sensing", workplaces=["onsite"])
        assert found("q=remote") == ["A"]
        assert found("q=remote&exact=1") == ["Remote Sensing"]

    def test_in_quotes_they_are_words(self) -> None:
        make_listing("A", workplaces=["remote"])
        make_listing("Remote Sensing", workplaces=["onsite"])
        assert found('q="remote"') == ["Remote Sensing"]

    def test_where_places_are_given_in_their_box_its_words_stay_words(self) -> None:
        make_listing("Leeds Guide", places=(make_city("Berlin", "DE"),))
        make_listing("Guide", places=(make_city("Leeds", "GB"),))
        assert found("q=leeds+guide") == ["Guide"]
        assert found("q=leeds+guide&where=berlin") == ["Leeds Guide"]


class TestBesideWhatIsTicked:
    """What ``q`` says of a facet is one of its values, and what is ticked is another."""

    def test_a_role_is_one_or_the_other(self) -> None:
        engineer, scientist = make_role("Data Engineer"), make_role("Data Scientist")
        make_listing("Builder", roles=(engineer,))
        make_listing("Asker", roles=(scientist,))
        make_listing("Cook")
        assert found("q=data+engineer") == ["Builder"]
        assert set(found("q=data+engineer&role=data-scientist")) == {"Builder", "Asker"}
        assert set(found("q=data+engineer&role=none")) == {"Builder", "Cook"}

    def test_a_role_that_is_ticked_is_met_by_the_role_alone(self) -> None:
        make_role("Data Engineer")
        make_role("Data Scientist")
        make_listing("Data Engineer at Sea")
        make_listing("Data Scientist at Sea")
        assert found("q=data+engineer&role=data-scientist") == ["Data Engineer at Sea"]

    def test_a_city_is_one_or_the_other(self) -> None:
        make_listing("A", places=(make_city("Berlin", "DE"),))
        make_listing("B", places=(make_city("Leeds", "GB"),))
        make_listing("C", places=(make_city("Paris", "FR"),))
        assert set(found("q=leeds&city=berlin")) == {"A", "B"}

    def test_a_workplace_is_one_or_the_other(self) -> None:
        for workplace in ("remote", "hybrid", "onsite"):
            make_listing(workplace, workplaces=[workplace])
        assert set(found("q=remote&workplace=hybrid")) == {"remote", "hybrid"}

    def test_skills_are_both_asked_for(self) -> None:
        python, sql = make_skill("Python"), make_skill("Spark")
        make_listing("A", skills=(python,))
        make_listing("B", skills=(python, sql))
        assert found("q=python&skill=spark") == ["B"]

    def test_a_level_is_no_longer_left_unsaid(self) -> None:
        for level in ("senior", "lead", "entry", ""):
            make_listing(level or "silent", level=level)
        assert set(found("q=senior")) == {"senior", "silent"}
        assert set(found("q=senior&level=lead")) == {"senior", "lead"}


class TestChips:
    def test_each_part_is_a_chip_that_takes_its_words_away(self) -> None:
        make_role("Data Engineer")
        make_listing("Data Engineer", places=(make_city("Leeds", "GB"),))
        shown = chips_of("q=remote+data+engineer+leeds+zebra+200k")
        assert {label: one.remove_url for label, one in shown.items()} == {
            "Workplace: Remote": "/jobs/?q=data+engineer+leeds+zebra+200k",
            "Role: Data Engineer": "/jobs/?q=remote+leeds+zebra+200k",
            "City: Leeds, United Kingdom": "/jobs/?q=remote+data+engineer+zebra+200k",
            "Pay: from USD 200,000 / year": "/jobs/?q=remote+data+engineer+leeds+zebra",
            "“zebra”": "/jobs/?q=remote+data+engineer+leeds+200k",
        }

    def test_or_turns_them_back_into_words(self) -> None:
        make_role("Data Engineer")
        chip = chips_of("q=remote+data+engineer")["Role: Data Engineer"]
        assert chip.words_url == "/jobs/?q=remote+%22data+engineer%22"

    def test_words_that_say_the_same_are_one_chip(self) -> None:
        shown = chips_of("q=junior+zebra+no+experience")
        assert [*shown] == ["Level: Entry", "“zebra”"]
        chip = shown["Level: Entry"]
        assert chip.remove_url == "/jobs/?q=zebra"
        assert chip.words_url == "/jobs/?q=%22junior%22+zebra+%22no+experience%22"

    def test_skills_joined_by_or_are_one_chip(self) -> None:
        for name in ("Java", "Kotlin", "SQL"):
            make_skill(name)
        shown = chips_of("q=java+or+kotlin+sql+zebra")
        assert [*shown] == ["Skills: Java or Kotlin", "Skills: SQL", "“zebra”"]
        chip = shown["Skills: Java or Kotlin"]
        assert chip.remove_url == "/jobs/?q=sql+zebra"
        assert chip.words_url == "/jobs/?q=%22java%22+or+%22kotlin%22+sql+zebra"
        assert shown["“zebra”"].remove_url == "/jobs/?q=java+OR+kotlin+sql"

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("drop", "left"),
        [
            ("part=0", "/jobs/?q=zebra&level=senior"),
            ("words=0", "/jobs/?q=%22remote%22+zebra&level=senior"),
            ("rest", "/jobs/?q=remote&level=senior"),
            ("part=workplace", "/jobs/?q=zebra&level=senior"),
            ("level=senior", "/jobs/?q=remote+zebra"),
            ("part=9", "/jobs/?q=remote+zebra&level=senior"),
        ],
    )
    def test_where_the_address_is_long_a_button_does(
        self, client: Client, drop: str, left: str
    ) -> None:
        current.kept.forget()
        answered = client.get("/jobs/", {"q": "remote zebra", "level": "senior", "drop": drop})
        assert answered.url == left  # type: ignore[attr-defined]

    def test_a_doubtful_word_is_offered_as_a_filter(self, client: Client) -> None:
        make_listing("Guide", places=(make_city("Reading", "GB"),))
        current.kept.forget()
        page = client.get("/jobs/?q=reading+guide").text
        assert "City: Reading, United Kingdom" in page
        assert "/jobs/?q=guide&amp;city=reading-gb" in page

    def test_a_search_without_result_says_which_part_to_drop(self, client: Client) -> None:
        make_role("Data Engineer")
        make_listing("Data Engineer", places=(make_city("Leeds", "GB"),), workplaces=["onsite"])
        current.kept.forget()
        page = " ".join(client.get("/jobs/?q=remote+data+engineer+leeds").text.split())
        assert "1 opening without <b>Workplace: Remote</b>" in page
        assert "/jobs/?q=data+engineer+leeds" in page

    def test_the_form_keeps_what_was_typed(self, client: Client) -> None:
        page = client.get("/jobs/?q=Remote++jobs,+Leeds&exact=1").text
        assert 'value="Remote  jobs, Leeds"' in page
        assert 'name="exact" value="1"' in page


class TestCounts:
    def numbers(self, query: str, facet: str) -> dict[str, int]:
        counts = answer(search_for(query), Listing.objects.live().vacancies()).counts
        return {one.value: one.number for one in counts.facets[facet]}

    def test_facets_are_counted_under_what_was_understood(self) -> None:
        leeds, berlin = make_city("Leeds", "GB"), make_city("Berlin", "DE")
        make_listing("A", places=(leeds,), workplaces=["remote"], level="senior")
        make_listing("B", places=(berlin,), workplaces=["remote"], level="senior")
        make_listing("C", places=(leeds,), workplaces=["onsite"], level="entry")
        assert self.numbers("q=remote+leeds", "level") == {"senior": 1}

    def test_beside_a_value_stands_what_it_gives_alone(self) -> None:
        leeds, berlin = make_city("Leeds", "GB"), make_city("Berlin", "DE")
        make_listing("Guide of Leeds", places=(berlin,))
        make_listing("Guide", places=(leeds,))
        assert self.numbers("q=guide+leeds", "city") == {"leeds-gb": 1, "berlin-de": 1}
        assert set(found("q=guide+leeds&city=berlin-de")) == {"Guide of Leeds", "Guide"}

    def test_what_states_no_role_or_skill_is_counted_too(self) -> None:
        make_listing("Nurse", roles=(make_role("Nurse"),), skills=(make_skill("Triage"),))
        make_listing("Cook")
        assert self.numbers("", "role") == {"nurse": 1, "": 1}
        assert self.numbers("", "skill") == {"triage": 1, "": 1}
