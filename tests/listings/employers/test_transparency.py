"""The pay-transparency check: which rule reaches a draft, what it misses, and where it says so."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from jobboard.site import dates
from listings.employers import checks
from listings.employers.checks import FindingLevel
from listings.models import PayTransparencyRule, Place, RemoteScope
from listings.pay.money import Pay, Period
from tests.listings.employers.typed import typed
from tests.listings.factories import make_city

pytestmark = pytest.mark.django_db

RANGE = Pay(Decimal(90_000), Decimal(120_000), "USD", Period.YEAR)
OPEN = Pay(Decimal(90_000), None, "USD", Period.YEAR)


def found(**data: Any) -> list[tuple[str, str]]:
    """Return (field, beginning of the rule) of each finding."""
    return [(one.field, one.rule.partition(":")[0]) for one in checks.transparency(data)]


def city(name: str, code: str) -> Place:
    place = make_city(name, code[:2])
    place.region_code = code
    return place


def test_four_rules_are_shipped_each_with_its_source() -> None:
    rules = PayTransparencyRule.objects.in_force(date(2026, 11, 24))
    assert {rule.jurisdiction for rule in rules} == {
        "European Union",
        "New York State",
        "Colorado",
        "California",
    }
    assert all(rule.quote and rule.source_url and rule.checked_on for rule in rules)


def test_a_posting_that_says_it_all_has_no_finding() -> None:
    data = {
        "places": [city("Denver", "US-CO")],
        "pay": RANGE,
        "pay_bonus": "10 %",
        "benefits": ["Health insurance"],
        "apply_by_on": date(2027, 1, 1),
    }
    assert found(**data) == []


def test_a_named_place_brings_the_rule_of_its_region_and_no_other() -> None:
    assert found(places=[city("Denver", "US-CO")], pay=RANGE) == [
        ("pay_bonus", "Colorado"),
        ("benefits", "Colorado"),
        ("apply_by_on", "Colorado"),
    ]
    assert found(places=[city("Albany", "US-NY")], pay=RANGE) == []
    assert found(places=[city("Austin", "US-TX")], pay=OPEN) == []


def test_remote_work_comes_under_every_place_that_it_may_be_done_from() -> None:
    data = {"remote_scope": RemoteScope.COUNTRIES, "remote_countries": ["US"], "pay": OPEN}
    assert {rule for _, rule in found(**data)} == {"New York State", "Colorado", "California"}
    assert {rule for _, rule in found(remote_scope=RemoteScope.ANYWHERE)} == {
        "New York State",
        "Colorado",
        "California",
        "European Union",
    }
    assert found(**(data | {"remote_countries": ["JP"]})) == []


def test_an_open_range_is_found_at_the_end_that_is_missing() -> None:
    findings = list(checks.transparency({"places": [city("Albany", "US-NY")], "pay": OPEN}))
    assert [(one.field, one.level) for one in findings] == [("pay_maximum", FindingLevel.WARNING)]
    assert "both ends" in findings[0].text
    assert "since 17 September 2023" in findings[0].text
    assert "the posting names Albany" in findings[0].text


def test_where_the_law_lets_it_be_told_before_the_interview_it_is_a_hint() -> None:
    (finding,) = checks.transparency({"places": [make_city("Lyon", "FR")]})
    assert (finding.field, finding.level) == ("pay_minimum", FindingLevel.HINT)
    assert "before the interview" in finding.text


@pytest.mark.parametrize(
    ("size", "fields"),
    [
        ("1–10", []),
        ("11–50", ["pay_maximum"]),
        ("201–1,000", ["pay_maximum"]),
        ("over 5,000", ["pay_maximum"]),
        ("", ["pay_maximum"]),
    ],
)
def test_an_employer_that_is_surely_too_small_is_left_alone(size: str, fields: list[str]) -> None:
    data = {"places": [city("Fresno", "US-CA")], "pay": OPEN, "company_size": size}
    assert [field for field, _ in found(**data)] == fields


def test_applications_on_an_ongoing_basis_need_no_last_day() -> None:
    data = {
        "places": [city("Denver", "US-CO")],
        "pay": RANGE,
        "pay_bonus": "none",
        "benefits": ["Dental"],
        "description": "We take applications on an ongoing basis.",
    }
    assert found(**data) == []


def test_a_draft_without_a_place_is_not_checked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert found(pay=OPEN) == []


def test_a_whole_check_is_one_query(django_assert_num_queries: Any) -> None:
    data = {"remote_scope": RemoteScope.ANYWHERE, "pay": OPEN}
    dates.today()  # whose clock it is, is known for a second
    with django_assert_num_queries(1):
        assert found(**data)


def test_a_rule_that_is_off_or_not_yet_in_force_finds_nothing() -> None:
    PayTransparencyRule.objects.exclude(jurisdiction="Colorado").update(is_on=False)
    PayTransparencyRule.objects.filter(jurisdiction="Colorado").update(since_on=date(2999, 1, 1))
    assert found(remote_scope=RemoteScope.ANYWHERE) == []


def test_without_a_quoted_source_a_rule_stays_off() -> None:
    rule = PayTransparencyRule(
        jurisdiction="Atlantis", law="Tablet 3", country="US", since_on=date(2020, 1, 1)
    )
    rule.demands, rule.why, rule.is_on = ["pay"], "Everybody.", True
    with pytest.raises(ValidationError, match="quote the law"):
        rule.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()
    rule.is_on = False
    rule.save()


def test_the_form_says_which_law_wants_it_beside_the_field(client: Client) -> None:
    data = typed(workplaces=["remote"], places=[], remote_scope="anywhere", pay_maximum="")
    page = client.post("/employers/post/", data | {"action": "preview"}).content.decode()
    assert "California: Labor Code § 432.3" in page
    assert "No legal advice." in page
    found = client.post("/employers/post/preview/", data).json()["findings"]
    assert "California" in found["pay_maximum"]


def test_every_rule_can_be_read_with_its_source(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        page = client.get("/employers/pay-transparency/").content.decode()
    for rule in PayTransparencyRule.objects.all():
        assert rule.jurisdiction in page
        assert f'href="{rule.source_url.replace("&", "&amp;")}"' in page
    assert "no legal advice" in page
    assert client.post("/employers/pay-transparency/").status_code == 405


def test_without_rules_the_page_says_so(client: Client) -> None:
    PayTransparencyRule.objects.update(is_on=False)
    assert "No rule is switched on" in client.get("/employers/pay-transparency/").content.decode()
