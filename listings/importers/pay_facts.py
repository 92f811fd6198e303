"""What a posting pays: as its source gives it, else as its text states it. No Django."""

from collections.abc import Sequence
from dataclasses import replace

from listings.importers.adapter import PayGiven, Posting
from listings.pay.currencies import currencies_of, home_of
from listings.pay.money import Pay, PayKind, PaySource
from listings.pay.text import StatedPay, main_pay, stated_pay
from listings.pay.tiers import PayTier, label_of_level, of_posting, pay_of
from listings.reading.countries import expand, named_in
from listings.reading.places import place_reader
from listings.reading.title_key import normalize_title
from listings.reading.titles import TitleReader

LONGEST_PAY_TEXT = 500  # characters, as the column holds


def read_pay(
    posting: Posting, titles: TitleReader, level: str, text: str, countries: Sequence[str]
) -> PayGiven:
    """The pay of a posting of this level and these countries (ISO 3166-1), with its tiers."""
    given = posting.pay
    currencies = [code for country in countries for code in currencies_of(country)]
    stated = stated_pay(text, currencies)
    if given.pay or given.text or given.doubt:
        given = replace(given, pay=_of_kind_in_text(given.pay, stated))
    elif stated:
        given = _from_text(stated)
    tiers = tuple(_placed(tier, titles) for tier in given.tiers)
    own = of_posting(tiers, posting.title, level, normalize_title)
    pay = pay_of(own, countries) if any(tier.pay for tier in own) else given.pay
    return replace(given, pay=None if given.doubt else pay, tiers=tiers)


def _of_kind_in_text(pay: Pay | None, stated: Sequence[StatedPay]) -> Pay | None:
    """Structured pay with the kind that the text gives to the same amounts ("110K to 150K OTE")."""
    if pay is None or pay.kind is not PayKind.BASE:
        return pay
    kinds = {one.pay.kind for one in stated if replace(one.pay, kind=pay.kind) == pay}
    return replace(pay, kind=kinds.pop()) if len(kinds) == 1 else pay


def _from_text(stated: Sequence[StatedPay]) -> PayGiven:
    main = main_pay(stated)
    labelled = {(one.label, one.written): one for one in stated if one.label}
    tiers = tuple(PayTier(one.label, one.written, one.pay) for one in labelled.values())
    return PayGiven(
        pay=main.pay if main else None,
        text=(main or stated[0]).sentence[:LONGEST_PAY_TEXT],
        tiers=tiers if len(tiers) > 1 else (),
        source=PaySource.TEXT,
    )


def _placed(tier: PayTier, titles: TitleReader) -> PayTier:
    """The tier with the level and the countries that its label names, or its currency."""
    level = titles.read(label_of_level(tier.label)).level
    located = place_reader().read_location(tier.label.partition(":")[0].strip())
    countries = dict.fromkeys(place.country for place in located.places)
    countries |= dict.fromkeys(sorted(expand(named_in(tier.label))))
    if not countries and tier.pay:
        countries |= dict.fromkeys(home_of(tier.pay.currency))
    return replace(tier, level=level, countries=tuple(countries))
