"""Pay of synced postings: what the employer said, or nothing."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.insights.statistics.offers import offers_of
from listings.insights.statistics.sample_reading import sample_of
from listings.models import EventKind, ExchangeRate, LevelWord, Listing, SourceRecord
from tests.listings.importers.boards import TEXT, job, run, salary

pytestmark = pytest.mark.django_db


def listed(**compensation: object) -> Listing:
    run(job(1, **compensation))
    return Listing.objects.get()


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        ("1 YEAR", "CHF 60K – 80K / year"),
        ("1 MONTH", "CHF 60K – 80K / month (≈ CHF 720K – 960K / year)"),
        ("1 WEEK", "CHF 60K – 80K / week (≈ CHF 3.12M – 4.16M / year)"),
        ("1 DAY", "CHF 60K – 80K / day (≈ CHF 15.6M – 20.8M / year)"),
        ("1 HOUR", "CHF 60K – 80K / hour (≈ CHF 124.8M – 166.4M / year)"),
    ],
)
def test_pay_keeps_its_period(interval: str, shown: str) -> None:
    """In a currency without a known rate: nothing is held against the amounts."""
    listing = listed(compensation=salary(60_000, 80_000, currency="CHF", interval=interval))
    assert listing.pay_display == shown


def test_pay_comes_from_the_feed_and_keeps_its_text() -> None:
    listing = listed(compensation=salary(60_000, 80_000))
    assert listing.pay_source == "feed"
    assert listing.pay_text == "60000 to 80000"
    assert (listing.pay_yearly_minimum, listing.pay_yearly_maximum) == (
        Decimal(60_000),
        Decimal(80_000),
    )


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0, 80_000, "up to EUR 80K / year"),
        (60_000, 0, "from EUR 60K / year"),
        (60_000, None, "from EUR 60K / year"),
        (60_000, 60_000, "EUR 60K / year"),
        (60_000.555, 80_000, "EUR 60,000.56 – 80,000 / year"),
        (0, 0, ""),
        (None, None, ""),
    ],
)
def test_zero_means_absent(low: object, high: object, shown: str) -> None:
    assert listed(compensation=salary(low, high)).pay_display == shown


def test_other_intervals_are_text_only() -> None:
    listing = listed(compensation=salary(50, 50, interval="1 TIME"))
    assert listing.pay_display == ""
    assert listing.pay_text == "50 to 50"
    assert listing.pay_quarantined_at is None


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "compensation",
    [
        salary(80_000, 60_000),
        salary(-60_000, 80_000),
        salary(60_000, 80_000, currency="euros"),
        salary(60_000, 80_000, currency=None),
        salary(60_000, 10**14),
        salary(60_000, 1e300),
        salary(60, 80),
        salary(45_000, 50_000, interval="1 HOUR"),
        salary(60_000_000, 80_000_000),
    ],
)
def test_pay_that_cannot_be_meant_waits_for_an_editor(compensation: dict[str, object]) -> None:
    outcome = run(job(1, compensation=compensation))
    listing = Listing.objects.live().get()
    assert listing.pay is None
    assert listing.pay_quarantined_at is not None
    assert listing.pay_text == compensation["compensationTierSummary"]
    assert outcome.written.doubts["job-1"].startswith("pay: ")
    assert SourceRecord.objects.get().problem.startswith("pay: ")


def test_plausible_is_judged_in_the_currency_at_its_rate() -> None:
    ExchangeRate.objects.create(currency="IDR", on=timezone.now().date(), per_euro=Decimal(18_000))
    assert listed(compensation=salary(180_000_000, 240_000_000, "IDR")).pay is not None


def test_pay_that_became_plausible_leaves_the_quarantine() -> None:
    run(job(1, compensation=salary(80_000, 60_000)))
    run(job(1, compensation=salary(60_000, 80_000)))
    listing = Listing.objects.get()
    assert listing.pay_quarantined_at is None
    assert listing.pay_display == "EUR 60K – 80K / year"


def test_a_wide_range_is_kept() -> None:
    assert listed(compensation=salary(40_000, 200_000)).pay_display == "EUR 40K – 200K / year"


def test_pay_that_the_employer_does_not_show_is_not_shown() -> None:
    listing = listed(shouldDisplayCompensationOnJobPostings=False)
    assert (listing.pay, listing.pay_text, listing.pay_by_place) == (None, "", [])


def tier(title: str, low: int, high: int, currency: str = "EUR", **more: str) -> dict[str, Any]:
    text = f"{currency} {low} – {high}"
    component = {
        "compensationType": "Salary",
        "interval": "1 YEAR",
        "currencyCode": currency,
        "minValue": low,
        "maxValue": high,
    }
    return {"title": title, "tierSummary": text, "components": [component], **more}


def tiered(title: str, *tiers: dict[str, Any], **more: Any) -> Listing:
    """A posting whose summary runs from the lowest to the highest of its tiers."""
    amounts = [tier["components"][0] for tier in tiers]
    low, high = (
        pick(one[end] for one in amounts) for pick, end in ((min, "minValue"), (max, "maxValue"))
    )
    given = salary(low, high, currency=amounts[0]["currencyCode"], compensationTiers=list(tiers))
    return listed(title=title, compensation=given, **more)


def test_tiers_of_words_alone_are_shown_and_the_summary_counts() -> None:
    tiers = [
        {"title": "Berlin", "tierSummary": "€60K – €80K", "components": []},
        {"title": "London", "tierSummary": "£55K – £70K", "components": []},
    ]
    listing = listed(compensation=salary(60_000, 80_000, compensationTiers=tiers))
    assert listing.pay_by_place == [
        {"label": "Berlin", "text": "€60K – €80K", "countries": ["DE"]},
        {"label": "London", "text": "£55K – £70K", "countries": ["GB"]},
    ]
    assert listing.pay_display == "EUR 60K – 80K / year"


def test_of_tiers_by_level_the_posting_pays_its_own() -> None:
    listing = tiered(
        "Senior Software Engineer",
        tier("Software Engineer I", 70_000, 90_000),
        tier("Software Engineer II", 95_000, 130_000),
        tier("Senior Software Engineer", 135_000, 190_000),
    )
    assert listing.pay_display == "EUR 135K – 190K / year"


def test_a_level_in_the_title_chooses_among_tiers_named_by_level_and_place() -> None:
    LevelWord.objects.create(phrase="staff", level="lead")
    LevelWord.objects.create(phrase="senior", level="senior")
    listing = tiered(
        "AI Engineer (Staff)",
        tier("US: Senior", 150_000, 185_000, "USD"),
        tier("US: Staff", 180_000, 210_000, "USD"),
        tier("Canada: Staff", 210_000, 240_000, "CAD"),
    )
    assert listing.pay_display == "USD 180K – 210K / year"


def test_an_employers_own_steps_choose_nothing() -> None:
    listing = tiered(
        "Senior Software Engineer",
        tier("Level 3", 76_000, 117_000),
        tier("Level 4", 95_000, 130_000),
    )
    assert listing.pay_display == "EUR 76K – 130K / year"


def test_tiers_by_country_show_that_of_the_postings_own() -> None:
    listing = tiered(
        "Data Analyst",
        tier("UK", 105_000, 120_000, "GBP"),
        tier("Germany", 90_000, 125_000),
        location="Berlin",
    )
    assert listing.pay_display == "EUR 90K – 125K / year"
    assert [one["countries"] for one in listing.pay_by_place] == [["GB"], ["DE"]]


def test_zones_of_one_country_show_what_they_span() -> None:
    listing = tiered(
        "Product Designer",
        tier("Zone A", 125_000, 170_000, "USD"),
        tier("Zone C", 100_000, 140_000, "USD"),
    )
    assert listing.pay_display == "USD 100K – 170K / year"
    assert [one["label"] for one in listing.pay_by_place] == ["Zone A", "Zone C"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Total yearly compensation lies between 140 000$ and 310 000$.", "total"),
        ("Gesamtvergütung: €60K – €80K", "total"),
        ("€60K – €80K total package", "total"),
        ("€60K – €80K. Your total compensation also includes shares.", "base"),
        ("€60K – €80K. Shares are part of the total compensation package", "base"),
        ("Zielgehalt: €60K – €80K", "on-target"),
        ("€60K – €80K at 100% attainment", "on-target"),
        ("OTE €60K – €80K", "on-target"),
        ("€60K – €80K • OTE, 80/20 split", "on-target"),
        ("€60K – €80K • OTE €120k - €160k", "base"),
        ("Estimated base salary €60K – €80K", "base"),
    ],
)
def test_the_words_of_a_tier_say_what_kind_of_pay_it_is(words: str, kind: str) -> None:
    tiers = [{"title": "", "tierSummary": words}]
    given = salary(60_000, 80_000, compensationTiers=tiers)
    assert listed(compensation=given).pay_kind == kind


def test_the_text_says_of_the_same_amounts_that_they_are_on_target() -> None:
    text = "<p>You earn €60K to €80K OTE in your first year.</p>"
    listing = listed(compensation=salary(60_000, 80_000), descriptionHtml=text)
    assert listing.pay_kind == "on-target"
    assert listing.pay_display == "EUR 60K – 80K / year on target"


def test_pay_that_every_tier_calls_on_target_is_no_base_pay() -> None:
    tiers = [{"title": "Berlin", "tierSummary": "OTE €60K – €80K"}]
    assert (
        listed(compensation=salary(60_000, 80_000, compensationTiers=tiers)).pay_kind == "on-target"
    )
    assert listed(compensation=salary(60_000, 80_000)).pay_kind == "base"


def test_bonus_and_equity_are_no_pay() -> None:
    bonus = salary(5_000, 9_000)
    bonus["summaryComponents"][0]["compensationType"] = "Bonus"
    assert listed(compensation=bonus).pay is None


def test_a_contractors_rate_has_no_yearly_equivalent() -> None:
    listing = listed(compensation=salary(60, 80, interval="1 HOUR"), employmentType="Contract")
    assert listing.pay_display == "EUR 60 – 80 / hour"
    assert listing.pay_yearly_minimum is None


STATES = TEXT + "<p>The salary range is €61,000 - €72,000 a year, plus a bicycle.</p>"


class TestPayOfTheText:
    def test_where_the_source_gives_none_the_text_does_with_its_sentence(self) -> None:
        listing = listed(compensation=None, descriptionHtml=STATES)
        assert listing.pay_display == "EUR 61K – 72K / year"
        assert listing.pay_source == "text"
        assert listing.pay_text == "The salary range is €61,000 - €72,000 a year, plus a bicycle."

    def test_what_the_source_gives_comes_first(self) -> None:
        listing = listed(compensation=salary(60_000, 80_000), descriptionHtml=STATES)
        assert (listing.pay_display, listing.pay_source) == ("EUR 60K – 80K / year", "feed")

    def test_it_is_in_a_series_of_its_own(self) -> None:
        listed(compensation=None, descriptionHtml=STATES)
        offers = offers_of(sample_of(timezone.now())[0])
        assert offers.from_text.tolist() == [True]
        assert (offers.low.tolist(), offers.high.tolist()) == ([6_100_000], [7_200_000])

    def test_read_from_a_text_that_is_as_it_was_it_is_no_change_of_pay(self) -> None:
        listing = listed(compensation=None, descriptionHtml=STATES)
        listing.set_pay(None)
        listing.pay_text = ""
        listing.save()
        call_command("reread", "--processes", "0", stdout=StringIO())
        listing.refresh_from_db()
        assert listing.pay_display == "EUR 61K – 72K / year"
        events = [(event.kind, event.after) for event in listing.events.all()]
        told = (EventKind.REREAD, "EUR 61K – 72K / year")
        assert events == [(EventKind.FIRST_SEEN, ""), told]

    def test_another_amount_in_the_text_is_one(self) -> None:
        listing = listed(compensation=None, descriptionHtml=STATES)
        run(job(1, compensation=None, descriptionHtml=STATES.replace("72,000", "75,000")))
        line = listing.events.get(kind=EventKind.PAY_CHANGED)
        assert (line.before, line.after) == ("EUR 61K – 72K / year", "EUR 61K – 75K / year")


def test_equity_among_the_components_is_offered() -> None:
    given = salary(60_000, 80_000)
    given["summaryComponents"].append({"compensationType": "EquityPercentage"})
    listing = listed(compensation=given)
    assert listing.equity == "yes"
    assert listing.pay_display == "EUR 60K – 80K / year"
