"""What stands beside a search that finds little or nothing."""

import re

import pytest
from django.http import QueryDict
from django.test import Client

from listings.models import Listing
from listings.search.answers import Answer, answer
from listings.search.filters import ListingFilter
from listings.search.spelling import Correction, SpellingVocabulary, did_you_mean, vocabulary
from tests.database import copied
from tests.listings.factories import (
    make_city,
    make_company,
    make_known_city,
    make_listing,
    make_skill,
)

pytestmark = pytest.mark.django_db


def answered(query: str) -> Answer:
    postings = Listing.objects.live().vacancies()
    return answer(ListingFilter(QueryDict(query), queryset=postings), postings)


def main(client: Client, query: str) -> str:
    page = client.get(f"/jobs/?{query}").text.partition('id="results"')[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


class TestWordsInTheText:
    def test_count_where_nothing_else_has_them_and_the_page_says_so(self, client: Client) -> None:
        make_listing("Nurse", text="You know Kafka.", level="senior")
        found = answered("q=kafka")
        assert found.search.in_text
        assert (found.counts.total, found.more_in_text) == (1, 0)
        assert [c.number for c in found.counts.facets["level"] if c.value == "senior"] == [1]
        assert "these openings have them in their text" in main(client, "q=kafka")

    @pytest.mark.slow
    def test_are_told_of_where_few_are_found_otherwise(self, client: Client) -> None:
        make_listing("Kafka Operator")
        make_listing("Nurse", text="You know Kafka.")
        found = answered("q=kafka")
        assert (found.counts.total, found.more_in_text) == (1, 1)
        assert not found.search.in_text
        assert "1 opening more has these words in their text" in main(client, "q=kafka")
        assert 'href="/jobs/?q=kafka&amp;in=text"' in client.get("/jobs/?q=kafka").text

    def test_are_not_told_of_where_they_count_already(self, client: Client) -> None:
        make_listing("Kafka Operator")
        make_listing("Nurse", text="You know Kafka.")
        found = answered("q=kafka&in=text")
        assert (found.counts.total, found.more_in_text) == (2, 0)
        assert "in their text" not in main(client, "q=kafka&in=text")
        assert "also in the text" in main(client, "q=kafka&in=text")

    def test_change_nothing_where_they_have_none_either(self) -> None:
        make_listing("Nurse")
        assert not answered("q=kafka").search.in_text


class TestNearMisses:
    @pytest.mark.slow
    def test_name_the_filter_and_the_first_postings_without_it(self, client: Client) -> None:
        make_listing("Night Nurse", places=(make_city("Berlin", "DE"),))
        make_listing("Plumber", places=(make_city("Paris", "FR"),))
        page = main(client, "q=nurse&country=FR")
        assert "0 openings" in client.get("/jobs/?q=nurse&country=FR").text
        assert "1 opening without France: Night Nurse, " in page
        assert "1 opening without Job title: Registered nurse: Plumber, " in page

    @pytest.mark.slow
    def test_name_the_word_that_stops_a_search(self, client: Client) -> None:
        make_listing("Night Nurse", text="You know Kafka.")
        page = main(client, "q=nurse+kafka+zebra")
        assert "1 opening without “zebra”: Night Nurse, " in page
        assert "without “kafka”" not in page
        assert 'href="/jobs/?q=nurse+kafka"' in client.get("/jobs/?q=nurse+kafka+zebra").text

    def test_are_few(self) -> None:
        for number in range(9):
            make_listing(f"Nurse {number}")
        text = Client().get("/jobs/?q=nurse&has_salary=true").text
        assert text.count(">Nurse ") == 3


class TestSpelling:
    def found(self, query: str) -> Correction | None:
        found = answered(query)
        postings = Listing.objects.live().vacancies()
        return did_you_mean(found.search, found.counts.total, postings)

    @pytest.fixture(autouse=True)
    @copied
    def _market(self) -> None:
        python = make_skill("Python")
        for _ in range(5):
            make_listing("Machine Learning Engineer", skills=(python,))

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("pyhton", "python"),
            ("machine learnign engineer", "machine learning engineer"),
            ("Machin  Enginer", "machine  engineer"),
            ("machinelearning", "machine learning"),
            ('"machine learnign" -nurse', '"machine learning" -nurse'),
            ("title:enginer OR nurse", "title:engineer OR nurse"),
        ],
    )
    def test_a_word_that_nothing_has_is_replaced_by_the_nearest(
        self, typed: str, meant: str
    ) -> None:
        assert self.found(f"q={typed}") == Correction(meant, 5)

    def test_names_of_cities_are_known_too(self) -> None:
        lisbon = make_city("Lisbon", "PT")
        for title in ("Engineer", "Nurse"):
            make_listing(title, places=(lisbon,))
        assert self.found("q=lisbn") == Correction("lisbon", 2)

    def test_a_town_is_no_mistake(self) -> None:
        assert self.found("q=pythos") == Correction("python", 5)
        make_known_city("Pythos", "GR", 40_000)
        assert self.found("q=pythos") is None

    @pytest.mark.parametrize(
        ("typed", "other"),
        [
            ("unpaid", "paid"), ("eighty", "highly"), ("rata", "data"), ("brutos", "rtos"),
            ("series", "stories"),
        ],
    )  # fmt: skip
    def test_another_word_is_no_slip_for_one_that_looks_alike(self, typed: str, other: str) -> None:
        assert SpellingVocabulary.of({other: 900}).nearest(typed) == ""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("ajva", "java"), ("nusre", "nurse"), ("reprsentatve", "representative")],
    )
    def test_a_slip_is_one_of_two_letters_or_of_two_in_a_long_word(
        self, typed: str, meant: str
    ) -> None:
        assert SpellingVocabulary.of({meant: 900}).nearest(typed) == meant

    def test_a_word_that_texts_write_as_often_is_no_slip(self) -> None:
        for _ in range(4):
            make_listing("Nurse", text="We are a phython of a team.")
        assert self.found("q=phython") is None

    def test_the_beginning_of_a_word_is_not_corrected(self) -> None:
        assert self.found("q=pyhton*") is None

    def test_a_word_that_few_have_is_none_for_one_that_begins_differently(self) -> None:
        assert SpellingVocabulary.of({"barista": 2, "arista": 30}).nearest("barista") == ""

    def test_of_as_near_ones_the_one_that_begins_alike_is_meant(self) -> None:
        assert SpellingVocabulary.of({"diem": 30, "time": 30}).nearest("tiem") == "time"

    def test_words_that_ask_for_filters_are_known_on_every_board(self) -> None:
        for types in (["part-time"], ["part-time"], ["contract"]):
            make_listing("Nurse", employment_types=types)
        assert self.found("q=nurse+part+tiem") == Correction("nurse part time", 2)

    def test_words_that_refuse_are_offered_for_no_other(self) -> None:
        assert vocabulary().nearest("hybird") == "hybrid"
        assert vocabulary().nearest("saas") == ""

    def test_a_word_that_nobody_writes_is_one_even_where_its_stem_finds_many(self) -> None:
        for number in range(23):
            title = "Accountant" if number < 3 else "Account Executive"
            make_listing(title, company=make_company(f"Employer {number}"))
        assert self.found("q=accountent") == Correction("accountant", 3)
        assert self.found("q=account") is None

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        "typed", ["python", "engineers", "xqzwv", "pyt", "-pyhton", "數據", ""]
    )
    def test_others_are_left_alone(self, typed: str) -> None:
        assert self.found(f"q={typed}") is None

    def test_the_page_offers_it_with_what_it_finds(self, client: Client) -> None:
        page = client.get("/jobs/?q=pyhton&sort=newest").text
        assert 'Did you mean <a href="/jobs/?sort=newest&amp;q=python">python</a>' in page
        assert "It gives 5 openings." in page

    def test_what_only_texts_have_counts_where_the_page_would_show_it(self) -> None:
        make_listing("Nurse", places=(make_city("Berlin", "DE"),), text="You know Python.")
        assert self.found("q=pyhton+berlin") == Correction("python berlin", 1)

    def test_not_where_it_finds_no_more_under_the_other_filters(self) -> None:
        make_listing("Engineer", company=make_company("Umbra"))
        assert self.found("q=pyhton&company=umbra") is None

    def test_the_more_frequent_of_two_that_are_as_near(self) -> None:
        known = SpellingVocabulary.of({"carer": 6, "caret": 60, "cared": 5})
        assert known.nearest("carex") == "caret"

    def test_a_word_that_few_have_is_no_mistake_for_one_that_it_comes_from(self) -> None:
        known = SpellingVocabulary.of({"tester": 2, "test": 90, "testers": 40, "taster": 30})
        assert known.nearest("tester") == "taster"
        assert SpellingVocabulary.of({"lamps": 1, "lamp": 90}).nearest("lamps") == ""

    def test_a_frequent_word_is_no_mistake_of_a_rarer_one(self) -> None:
        assert SpellingVocabulary.of({"nurse": 9, "purse": 10}).nearest("nurse") == ""


def test_what_is_forgiven_is_named_on_the_page(client: Client) -> None:
    make_listing("Nurse")
    page = main(client, "q=nurse title: OR")
    assert "“title:” has no word beside it; it was left out." in page
    assert "“OR” stands alone: it joins two words; it was left out." in page
    assert "Nurse" in page
