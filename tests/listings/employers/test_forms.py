"""What the form of a posting takes, what it refuses, and how it says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobboard.markup import MarkupError
from listings.employers.drafts import to_html
from listings.employers.forms import PostingForm
from listings.employers.places import AS_TYPED
from listings.employers.services import typed_of, write
from listings.models import Place, SkillAlias
from listings.pay.money import Pay, Period
from tests.listings.employers.typed import clean, errors, form
from tests.listings.factories import make_city, make_listing, make_rate, make_role, make_skill

pytestmark = pytest.mark.django_db


def test_only_what_a_rule_demands_is_needed() -> None:
    assert errors() == {}
    missing = {"company_name", "title", "description", "workplaces", "apply_to", "email"}
    empty = dict.fromkeys((*missing, "places", "pay_minimum", "pay_maximum"))
    assert set(errors(**empty)) == missing | {"pay_minimum"}


class TestPay:
    @pytest.mark.parametrize(
        ("said", "amount"),
        [
            ("60,000", "60000"),
            ("60.000", "60000"),
            ("60 000", "60000"),
            ("60'000", "60000"),
            ("60k", "60000"),
            ("59.5K", "59500"),
            ("60000,50", "60000.50"),
            ("60,000.50", "60000.50"),
            ("60.000,50", "60000.50"),
        ],
    )
    def test_amounts_are_read_as_people_write_them(self, said: str, amount: str) -> None:
        pay = clean(pay_minimum=said, pay_maximum=None)["pay"]
        assert pay == Pay(Decimal(amount), None, "EUR", Period.YEAR)

    @pytest.mark.first(3)
    @pytest.mark.parametrize("said", ["much", "-5", "0", "1e9", "٤٠", "60,00,0", "∞", "9" * 40])
    def test_what_is_no_amount_is_refused(self, said: str) -> None:
        assert "pay_minimum" in errors(pay_minimum=said, pay_maximum=None)

    def test_only_volunteering_has_none(self) -> None:
        nothing = {"pay_minimum": None, "pay_maximum": None}
        assert "only volunteering" in errors(**nothing)["pay_minimum"][0]
        assert errors(employment_types=["volunteer"], **nothing) == {}
        assert errors(employment_types=["volunteer", "part-time"], **nothing)

    def test_the_maximum_is_not_below_the_minimum(self) -> None:
        assert "below" in errors(pay_maximum="39,000")["pay_maximum"][0]

    def test_a_range_is_at_most_three_times_wide(self) -> None:
        assert errors(pay_maximum="120,000") == {}
        assert "go up to 120,000" in errors(pay_maximum="120,001")["pay_maximum"][0]

    @pytest.mark.parametrize(
        ("low", "high", "period", "meant"),
        [
            ("60,000", None, "hour", "from EUR 60K / year"),
            ("60", "80", "year", "EUR 60K – 80K / year"),
            ("60,000,000", None, "year", "from EUR 60K / year"),
            ("4,500", None, "hour", "from EUR 4,500 / month"),
            ("65", "85,000", "year", "65,000"),
        ],
    )
    def test_a_slip_is_refused_with_what_may_be_meant(
        self, low: str, high: str | None, period: str, meant: str
    ) -> None:
        said = errors(pay_minimum=low, pay_maximum=high, pay_period=period)["pay_minimum"][0]
        assert meant in said

    def test_a_hundred_times_too_much_is_refused(self) -> None:
        assert errors(pay_minimum="2,500,000", pay_maximum="5,000,000")

    def test_other_currencies_are_measured_by_their_rate(self) -> None:
        make_rate("JPY", "160")
        yen = {"pay_minimum": "6,000,000", "pay_maximum": None, "pay_currency": "jpy"}
        assert set(errors(**yen)) == {"pay_currency"}  # in Hamburg
        meant = ["currency JPY DE = Yes, JPY is meant"]
        assert errors(answers=meant, **yen) == {}

    def test_a_currency_is_one_that_exists(self) -> None:
        assert "pay_currency" in errors(pay_currency="XXX")
        assert clean(pay_currency="eur")["pay"].currency == "EUR"

    def test_monthly_pay_says_how_often(self) -> None:
        monthly = {"pay_minimum": "3,000", "pay_maximum": None, "pay_period": "month"}
        assert clean(**monthly)["pay"].payments_a_year == 12
        assert clean(**monthly, pay_payments="14")["pay"].payments_a_year == 14


class TestHowPayIsMeant:
    @pytest.mark.parametrize(
        ("shape", "first", "second", "pay"),
        [
            ("range", "40k", "50k", (40_000, 50_000)),
            ("range", "40k", None, (40_000, 40_000)),
            ("range", None, "50k", (None, 50_000)),
            ("range", "40–50k", None, (40_000, 50_000)),
            ("range", "from 40k", None, (40_000, None)),
            ("range", "ab 40.000", "bis 50.000", (40_000, 50_000)),
            ("fixed", "40k", None, (40_000, 40_000)),
            ("fixed", None, "40k", (40_000, 40_000)),
            ("fixed", "40,000", "40k", (40_000, 40_000)),
            ("from", "40k", None, (40_000, None)),
            ("from", None, "40k", (40_000, None)),
            ("up-to", "40k", None, (None, 40_000)),
            ("up-to", None, "40k", (None, 40_000)),
            ("up-to", "up to 40k", None, (None, 40_000)),
        ],
    )
    def test_what_is_left_empty_is_read_sensibly(
        self, shape: str, first: str | None, second: str | None, pay: tuple[int | None, int | None]
    ) -> None:
        data = clean(pay_shape=shape, pay_minimum=first, pay_maximum=second)
        assert (data["pay"].minimum, data["pay"].maximum) == pay

    @pytest.mark.parametrize("shape", ["fixed", "from", "up-to"])
    def test_two_amounts_are_no_single_one(self, shape: str) -> None:
        assert set(errors(pay_shape=shape)) == {"pay_shape"}
        one = {"pay_minimum": "40–50k", "pay_maximum": None}
        assert set(errors(pay_shape=shape, **one)) == {"pay_shape"}

    def test_a_range_stands_in_one_field_or_in_both(self) -> None:
        assert set(errors(pay_minimum="40–50k")) == {"pay_maximum"}

    def test_an_error_in_one_field_does_not_say_that_pay_is_missing(self) -> None:
        checked = form(pay_maximum="fifty")
        assert list(checked.errors) == ["pay_maximum"]
        assert not [one for one in checked.findings if "missing" in one.text.lower()]

    @pytest.mark.parametrize(
        ("shape", "first", "second"),
        [
            ("range", "40k", "50k"),
            ("fixed", "40k", None),
            ("from", "40k", None),
            ("up-to", None, "50k"),
        ],
    )
    def test_it_comes_back_in_an_edit_as_it_was_given(
        self, shape: str, first: str | None, second: str | None
    ) -> None:
        given = clean(pay_shape=shape, pay_minimum=first, pay_maximum=second)
        listing = make_listing()
        write(listing, given)
        again = PostingForm(typed_of(listing) | {"email": "ada@umbra.example"})
        assert again.is_valid(), again.errors
        assert again.typed["pay_shape"] == shape
        assert again.cleaned_data["pay"] == given["pay"]


class TestCurrencyAndPeriod:
    def test_the_currency_is_that_of_the_first_place(self) -> None:
        assert clean(pay_currency=None)["pay"].currency == "EUR"
        make_city("Lyon", "FR")
        make_city("Leeds", "GB")
        data = clean(pay_currency=None, places=["Leeds", "Lyon"])
        assert data["pay"].currency == "GBP"

    def test_without_a_place_it_is_that_of_the_countries_or_asked(self) -> None:
        remote = {"workplaces": ["remote"], "places": None, "pay_currency": None}
        assert clean(remote_countries="Germany, France", **remote)["pay"].currency == "EUR"
        assert "pay_currency" in errors(remote_countries="Germany, Poland", **remote)
        assert "pay_currency" in errors(remote_scope="anywhere", **remote)

    @pytest.mark.parametrize("said", ["€40k", "40k EUR", "EUR 40.000", "40.000 Euro"])
    def test_a_currency_in_the_amount_sets_the_field(self, said: str) -> None:
        data = clean(pay_minimum=said, pay_maximum=None, pay_currency=None)
        assert (data["pay"].currency, data["pay"].minimum) == ("EUR", 40_000)

    def test_a_currency_that_contradicts_is_asked_about(self) -> None:
        said = errors(pay_minimum="£40k", pay_maximum=None)
        assert set(said) == {"pay_currency"}
        assert "GBP" in said["pay_currency"][0]
        assert "pay_maximum" in errors(pay_minimum="£40k", pay_maximum="€50k", pay_currency=None)

    def test_a_dollar_is_that_of_the_place(self) -> None:
        make_city("Perth", "AU")
        dollars = {"pay_minimum": "$90k", "pay_maximum": None, "pay_currency": None}
        assert clean(places=["Perth"], **dollars)["pay"].currency == "AUD"
        assert clean(answers=["currency USD DE = Yes, USD is meant"], **dollars)

    @pytest.mark.parametrize("said", ["€", "Euro", "eur", "EUR"])
    def test_the_field_takes_signs_and_words(self, said: str) -> None:
        assert clean(pay_currency=said)["pay"].currency == "EUR"

    def test_pay_in_foreign_money_is_asked_about_and_goes_once_confirmed(self) -> None:
        asked = form(pay_currency="USD")
        assert set(asked.errors) == {"pay_currency"}
        [question] = asked.questions
        [(value, label, is_chosen)] = question.ticks
        assert (label, is_chosen) == ("Yes, USD is meant", False)
        assert errors(pay_currency="USD", answers=[value]) == {}
        assert "pay_currency" in errors(pay_currency="CHF", answers=[value])

    def test_unusual_pay_is_asked_about_and_goes_once_confirmed(self) -> None:
        unusual = {"pay_minimum": "3,245", "pay_maximum": None, "pay_shape": "fixed"}
        asked = form(**unusual)
        assert "EUR 3,245 / month?" in str(asked.errors["pay_minimum"])
        value = asked.questions[0].ticks[0][0]
        assert errors(**unusual, answers=[value]) == {}
        assert clean(**unusual, answers=[value])["pay"].minimum == 3_245

    def test_a_period_in_the_amount_counts_unless_another_was_chosen(self) -> None:
        monthly = {"pay_minimum": "3.245 € / Monat", "pay_maximum": None}
        assert clean(**monthly)["pay"].period == Period.MONTH
        assert set(errors(**monthly, pay_period="hour")) == {"pay_period"}

    def test_nothing_is_invented_about_the_company(self) -> None:
        empty = PostingForm()
        assert not empty["company_country"].value()
        assert not empty["pay_currency"].value()

    @pytest.mark.parametrize("said", ["38,5", "38.5", "38.5 h", "38,5 Stunden"])
    def test_hours_a_week_are_read(self, said: str) -> None:
        assert clean(weekly_hours=said)["weekly_hours"] == Decimal("38.5")

    @pytest.mark.first(3)
    @pytest.mark.parametrize("said", ["0", "81", "-5", "full", "NaN"])
    def test_hours_a_week_are_hours(self, said: str) -> None:
        assert "weekly_hours" in errors(weekly_hours=said)


class TestWhere:
    def test_work_on_site_has_a_place(self) -> None:
        assert "places" in errors(places=None)
        remote = {"workplaces": ["remote"], "remote_scope": "anywhere"}
        assert errors(places=None, **remote) == {}

    def test_remote_work_says_from_where(self) -> None:
        assert "remote_countries" in errors(workplaces=["remote"])
        data = clean(workplaces=["remote"], remote_countries="Benelux, Austria")
        assert data["remote_countries"] == ["AT", "BE", "LU", "NL"]
        assert data["remote_scope"] == "countries"

    def test_what_is_said_of_remote_work_counts_only_with_it(self) -> None:
        assert clean(remote_scope="anywhere")["remote_scope"] == ""

    def test_office_days_go_with_hybrid_work(self) -> None:
        assert "office_days" in errors(office_days="2")
        assert errors(office_days="2", workplaces=["hybrid"]) == {}

    def test_a_place_of_two_is_asked_back(self) -> None:
        make_city("Paris", "FR")
        make_city("Paris", "US", region="Texas")
        said = errors(places=["Paris"])["places"][0]
        assert "Which “Paris”" in said
        asked = form(places=["Paris"])
        assert not asked.is_valid()
        assert set(asked.questions[0].options) == {"Paris, France", "Paris, Texas, United States"}
        [place] = clean(places=["Paris, Texas"], pay_currency=None)["places"]
        assert place.slug == "paris-texas-us"

    @pytest.mark.slow
    def test_a_place_that_nobody_has_named_before_needs_its_country(self) -> None:
        assert "Add its country" in errors(places=["Lindau"])["places"][0]
        asked = form(places=["Lindau, Germany"])
        assert "places" in asked.errors
        value = asked.questions[0].ticks[-1][0]
        assert value.endswith("It is called that: use it as typed")
        [place] = clean(places=["Lindau, Germany"], answers=[value])["places"]
        assert (place.pk, place.slug, place.country) == (None, "lindau-de", "DE")

    def test_in_the_united_states_it_needs_its_state(self) -> None:
        assert "state" in errors(places=["Ely, United States"])["places"][0]
        for said in ("Ely, Nevada", "Ely, NV, USA"):
            meant = [f"place {said} = {AS_TYPED}"]
            [place] = clean(places=[said], pay_currency=None, answers=meant)["places"]
            assert (place.slug, place.region) == ("ely-nv-us", "Nevada")

    def test_a_whole_country_is_a_place(self) -> None:
        [place] = clean(places=["Norway"], pay_currency=None)["places"]
        assert (place.kind, place.slug) == ("country", "norway")

    def test_several_places_stand_once_each(self) -> None:
        make_city("Bremen", "DE")
        places = clean(places=["Hamburg", "Bremen", "hamburg, Germany", " "])["places"]
        assert [place.city for place in places] == ["Hamburg", "Bremen"]

    @pytest.mark.parametrize("said", ["https://x.example, Germany", "!!!, Germany", "x" * 200, ","])
    def test_what_is_no_place_is_refused(self, said: str) -> None:
        assert "places" in errors(places=[said])
        assert Place.objects.count() == 1


class TestTitleAndText:
    def test_role_and_level_are_read_from_the_title_unless_chosen(self) -> None:
        make_role("Lamp Keeper")
        make_role("Pilot")
        assert clean()["role"] == ["lamp-keeper"]
        assert clean(role="pilot")["role"] == ["pilot"]

    @pytest.mark.parametrize("title", ["🔥🔥🔥", "Keeper https://x.example", "!!", "x" * 121])
    def test_a_title_is_words(self, title: str) -> None:
        assert "title" in errors(title=title)

    def test_emoji_and_writing_from_the_right_are_kept(self) -> None:
        assert clean(title="Keeper 🔥")["title"] == "Keeper 🔥"
        assert clean(title="مهندس بيانات")["title"] == "مهندس بيانات"
        assert clean(title="Keeper \u202egnol")["title"] == "Keeper gnol"

    def test_a_text_of_a_megabyte_is_refused_and_stays_in_the_form(self) -> None:
        text = "x" * 1_000_000
        checked = form(description=text)
        assert "1,000,000 characters; 30,000 is the most" in str(checked.errors["description"])
        assert checked["description"].value() == text

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "![x](https://track.example/p.gif)",
            "<https://x.example/\"onmouseover='1'>",
        ],
    )
    def test_hostile_markdown_is_inert(self, hostile: str) -> None:
        html = to_html(hostile)
        for bad in ("<script", "<img", 'href="javascript', " onmouseover="):
            assert bad not in html

    def test_figures_of_the_editors_mean_nothing_here(self) -> None:
        assert "{{ openings data-engineer }}" in to_html("{{ openings data-engineer }}")

    @pytest.mark.parametrize("text", ["- " * 4_000, "> " * 4_000, "*a " * 2_000, "[" * 29_000])
    def test_a_text_that_would_take_long_is_refused(self, text: str) -> None:
        with pytest.raises(MarkupError):
            to_html(text)
        assert "description" in errors(description=text)


class TestSkills:
    def test_those_that_the_text_names_are_looked_at_before_it_is_sent(self) -> None:
        make_skill("Rope Work")
        text = {"description": "You know rope work."}
        checked = form(**text)
        assert "skills" in checked.errors
        assert checked.ticked_skills == ["rope-work"]
        assert clean(**text, skills=["rope-work"])["all_skills"] == ["rope-work"]
        assert clean(**text, seen_skills=["rope-work"])["all_skills"] == []

    def test_more_may_be_typed_by_any_of_their_names(self) -> None:
        skill = make_skill("Rope Work")
        SkillAlias.objects.create(skill=skill, phrase="knots")
        assert clean(more_skills="KNOTS, rope work")["all_skills"] == ["rope-work"]
        assert "Whistling" in errors(more_skills="Rope Work, Whistling")["more_skills"][0]

    def test_two_hundred_are_too_many(self) -> None:
        slugs = [make_skill(f"Skill {number}").slug for number in range(200)]
        assert "200 skills; 30 is the most" in errors(skills=slugs)["skills"][0]


class TestDates:
    def test_the_last_day_to_apply_is_ahead(self) -> None:
        today = timezone.localdate()
        assert errors(apply_by_on=str(today)) == {}
        assert (
            errors(apply_by_on=f"{today:%d.%m.%Y}") == errors(apply_by_on=f"{today:%d %B %Y}") == {}
        )
        for unclear in ("05/12/2026", "tomorrow"):
            assert "2026-05-31" in errors(apply_by_on=unclear)["apply_by_on"][0]
        assert "over" in errors(apply_by_on=str(today - timedelta(days=1)))["apply_by_on"][0]
        assert errors(apply_by_on=str(today + timedelta(days=400)))
        assert errors(apply_by_on="31/02/2026")

    def test_months_go_with_a_fixed_term(self) -> None:
        assert "term" in errors(term_months="6")
        assert errors(term="fixed-term", term_months="6") == {}


class TestApplying:
    def test_by_a_web_address_or_by_mail(self) -> None:
        assert clean(apply_to="umbra.example/jobs")["apply_to"] == "https://umbra.example/jobs"
        assert clean(apply_to="mailto:jobs@umbra.example")["apply_to"] == "jobs@umbra.example"

    @pytest.mark.parametrize("said", ["javascript:alert(1)", "ftp://x.example", "call us", "a@b"])
    def test_by_nothing_else(self, said: str) -> None:
        assert "apply_to" in errors(apply_to=said)


@pytest.mark.parametrize("name", ["company_name", "title", "pay_note", "workload", "reference"])
def test_no_field_breaks_on_nul_or_on_what_is_far_too_long(name: str) -> None:
    assert errors(**{name: "a\x00b" if name != "title" else "a\x00 b"}) in ({}, errors())
    assert set(errors(**{name: "x" * 10_000})) == {name}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "Lamp keeper " * 20}, "239 characters; 120 is the most."),
        ({"term_months": "0"}, "1 is the least."),
        ({"openings": "1000"}, "999 is the most."),
        ({"office_days": "9"}, "6 is the most."),
        ({"pay_currency": "BTC"}, "We know no currency “BTC”"),
    ],
)
def test_a_limit_is_told_in_plain_words(typed: dict[str, str], said: str) -> None:
    [(_, [problem, *_])] = errors(**typed).items()
    assert problem.startswith(said)


def test_a_hint_stands_beside_its_field_and_stops_nobody() -> None:
    checked = form(title="NIGHT NURSE WANTED NOW")
    assert checked.is_valid()
    found = [(one.field, one.text) for one in checked.findings if one.field == "title"]
    assert found == [
        ("title", "Capitals are hard to read; write the title as you would in a sentence.")
    ]
