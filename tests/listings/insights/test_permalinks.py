"""``/figures/<id>/``: every kind of figure for ever, its files, and what is no figure."""

import csv
import json

import pytest
from django.test import Client
from django.utils import timezone

from listings.models import Demand, Listing, PayDifference, Statistic
from roles.models import Role
from tests.database import copied
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    yearly,
)
from tests.listings.figures import statements, take_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
@copied
def nurse() -> Role:
    """Twenty-four postings of twelve employers, all with pay and a skill."""
    nurse, triage, austin = make_role("Nurse"), make_skill("Triage"), make_city("Austin", "US")
    companies = [make_company() for _ in range(12)]
    for n in range(24):
        make_listing(
            roles=(nurse,),
            skills=(triage,) if n < 18 else (),
            places=(austin,),
            company=companies[n % 12],
            pay=yearly(60_000 + 1_000 * n, 90_000),
            workplaces=["onsite"],
            level="senior",
            years_asked=3,
        )
    take_figures()
    return nurse


def pay_of(role: Role) -> Statistic:
    rows = Statistic.objects.base_pay().published().filter(role=role, part_kind="")
    return rows.get(country="", level="")


def demand_of(role: Role) -> Demand:
    return role.demand.latest_snapshots().get(country="", level="")


def test_a_median_is_shown_with_all_that_stands_behind_it(client: Client, nurse: Role) -> None:
    row = pay_of(nurse)
    page = client.get(f"/figures/pay-{row.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    for piece in (
        "Nurse pay: Everywhere, all levels",
        "USD 80.8K a year",
        "24 postings with pay, 12 employers",
        "median of the midpoints",
        "24 of them are still open",
        f"version {row.method_version}",
        "@misc{pay-",
        f"/figures/pay-{row.pk}.svg",
    ):
        assert piece in text, piece


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("openings", "24"),
        ("remote", "0%"),
        ("beginners", "0%"),
        ("years", "3 years"),
        ("degree", "0%"),
        ("skill-triage", "75%"),
    ],
)
def test_each_figure_of_demand_has_an_address(
    client: Client, nurse: Role, metric: str, value: str
) -> None:
    page = client.get(f"/figures/demand-{demand_of(nurse).pk}-{metric}/")
    assert page.status_code == 200
    assert page.context["figure"].value == value
    assert len(page.context["figure"].listing_ids) == 24
    assert '"/roles/">Roles</a> ·' in page.text
    assert '<a href="/roles/" aria-current="true">' in page.text
    assert '<a href="/salaries/" aria-current="true">' not in page.text


def test_where_not_all_postings_say_what_is_counted_the_page_tells_how_many_do(
    client: Client, nurse: Role
) -> None:
    make_listing("Nurse of few words", roles=(nurse,))
    take_figures()
    row = demand_of(nurse)
    said = " ".join(client.get(f"/figures/demand-{row.pk}-years/").text.split())
    assert "25 postings, near-identical ones counted once, of which 24 say what is counted" in said
    assert "of which" not in client.get(f"/figures/demand-{row.pk}-degree/").text


@pytest.mark.slow
def test_a_difference_has_an_address(client: Client, nurse: Role) -> None:
    doctor = make_role("Doctor")
    companies = [make_company() for _ in range(12)]
    for n in range(24):
        pay = yearly(160_000 + 1_000 * n, 190_000)
        make_listing(roles=(doctor,), company=companies[n % 12], pay=pay)
    take_figures()
    row = PayDifference.objects.latest_snapshots().get(country="")
    text = client.get(f"/figures/pay-difference-{row.pk}/").content.decode()
    assert "Difference in pay, Doctor minus Nurse: Everywhere" in text
    assert client.get(f"/figures/pay-difference-{row.pk}.svg").status_code == 404


def test_an_old_figure_stays_and_leads_to_the_one_that_holds_now(
    client: Client, nurse: Role
) -> None:
    old = pay_of(nurse)
    make_listing(roles=(nurse,), pay=yearly(200_000, 220_000))
    take_figures()
    new = pay_of(nurse)
    page = client.get(f"/figures/pay-{old.pk}/")
    assert "USD 80.8K a year" in page.content.decode()
    assert f'href="/figures/pay-{new.pk}/"' in page.content.decode()
    assert b'content="noindex"' in page.content
    assert page.context["newer"] == f"pay-{new.pk}"


def test_a_posting_that_is_gone_or_frozen_is_a_number_and_no_title(
    client: Client, nurse: Role
) -> None:
    row = pay_of(nurse)
    Listing.objects.filter(pk=row.listing_ids[0]).update(
        title="Hidden now", frozen_at=timezone.now()
    )
    page = client.get(f"/figures/pay-{row.pk}/").content.decode()
    assert "Hidden now" not in page
    assert "23 of them are still open" in page


def test_its_numbers_are_files(client: Client, nurse: Role) -> None:
    row = pay_of(nurse)
    found = json.loads(client.get(f"/figures/pay-{row.pk}.json").content)
    assert found["median"] == pytest.approx(float(row.median or 0))
    assert found["listing_ids"] == row.listing_ids
    lines = list(csv.reader(client.get(f"/figures/pay-{row.pk}.csv").content.decode().splitlines()))
    assert ["n", "24"] in lines
    assert [value for name, value in lines if name == "listing_id"] == [
        str(pk) for pk in row.listing_ids
    ]
    svg = client.get(f"/figures/demand-{demand_of(nurse).pk}-skill-triage.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"Triage named" in svg.content


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "figure",
    [
        "pay-0", "pay-1-remote", "pay-01", "pay-99999999999999999999", "pay", "x", "-", "demand-1",
        "demand-{demand}-nothing", "demand-{demand}-skill", "demand-{demand}-skill-nobody",
        "demand-{demand}-openings-triage", "demand-{demand}-must-triage", "listed-{demand}",
        "pay-difference-{demand}", "pay-{withheld}",
    ],
)  # fmt: skip
def test_what_is_no_figure_is_not_found(client: Client, nurse: Role, figure: str) -> None:
    make_listing(roles=(make_role("Doctor"),), pay=yearly(100_000, 120_000))
    take_figures()
    withheld = Statistic.objects.latest_snapshots().exclude(withheld="").first()
    assert withheld is not None
    name = figure.format(demand=demand_of(nurse).pk, withheld=withheld.pk)
    for ending in ("/", ".csv", ".json", ".svg", ".png"):
        assert client.get(f"/figures/{name}{ending}").status_code == 404


def test_it_takes_few_queries_and_is_kept(client: Client, nurse: Role) -> None:
    address = f"/figures/pay-{pay_of(nurse).pk}/"
    etag = client.get(address)["ETag"]
    assert statements(client, address) <= 6
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
