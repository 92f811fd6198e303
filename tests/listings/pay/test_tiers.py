"""Pay by level and place: which of several amounts is a posting's."""

from decimal import Decimal

from listings.pay.money import Pay, PayKind, Period
from listings.pay.tiers import PayTier, in_country, middle, of_posting, pay_of


def pay(low: int, high: int, currency: str = "USD") -> Pay:
    return Pay(Decimal(low), Decimal(high), currency, Period.YEAR)


ZONES = (
    PayTier("Zone A", "", pay(120, 160)),
    PayTier("Zone B", "", pay(110, 150)),
    PayTier("Zone C", "", pay(90, 130)),
)
PLACES = (
    PayTier("US", "", pay(105, 150), ("US",)),
    PayTier("Berlin", "", pay(60, 75, "EUR"), ("DE",)),
)


def test_the_tier_of_the_own_title_wins_over_that_of_the_level() -> None:
    tiers = (
        PayTier("Product Manager", "", pay(90, 120), level=""),
        PayTier("Technical Product Manager", "", pay(98, 135), level=""),
    )
    assert of_posting(tiers, "Technical Product Manager", "", str.lower) == tiers[1:]


def test_a_posting_without_a_level_pays_the_tier_without_one() -> None:
    tiers = (
        PayTier("Lead", "", pay(184, 230), level="lead"),
        PayTier("Engineer", "", pay(90, 130)),
    )
    assert of_posting(tiers, "FPGA Engineer", "", str.lower) == tiers[1:]


def test_where_no_tier_names_the_level_all_are_meant() -> None:
    assert of_posting(ZONES, "Senior Designer", "senior", str.lower) == ZONES


def test_a_country_has_the_tiers_that_name_it() -> None:
    assert in_country(PLACES, "DE") == PLACES[1:]
    assert in_country(PLACES, "FR") == ()
    assert in_country(ZONES, "US") == ZONES


def test_the_middle_of_several_zones_counts() -> None:
    assert middle(ZONES) == pay(110, 150)
    assert middle(ZONES[:2]) == pay(110, 150)
    assert middle(()) is None


def test_what_is_shown_never_joins_two_countries_or_currencies() -> None:
    assert pay_of(PLACES) == pay(105, 150)
    assert pay_of(PLACES, ["DE"]) == pay(60, 75, "EUR")
    assert pay_of(ZONES) == pay(90, 160)


def test_a_tier_is_kept_and_read_back() -> None:
    tier = PayTier(
        "Wien",
        "ab 3.200",
        Pay(Decimal("3200.50"), None, "EUR", Period.MONTH, kind=PayKind.COLLECTIVE),
        ("AT",),
        "senior",
    )
    assert PayTier.of_json(tier.as_json()) == tier
    words = PayTier("Wien", "nach Vereinbarung")
    assert PayTier.of_json(words.as_json()) == words
