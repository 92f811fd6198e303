"""``/jobs/<id>-<slug>/`` in every state, and the way to the employer."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import ClosedReason, EventKind, Listing, ListingDay, ListingPlace
from listings.pay.money import Pay, Period
from listings.transitions import rows
from tests.listings.factories import (
    BROWSER,
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    make_source,
    yearly,
)

pytestmark = pytest.mark.django_db


def page_of(client: Client, listing: Listing, status: int = 200) -> str:
    response = client.get(listing.get_absolute_url())
    assert response.status_code == status
    return response.content.decode()


def job_posting(page: str) -> dict[str, Any] | None:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = [data for data in map(json.loads, blocks) if data["@type"] == "JobPosting"]
    return found[0] if found else None


class TestALivePosting:
    def test_what_is_nice_to_have_stands_apart_where_the_text_says_so(self, client: Client) -> None:
        skills = (make_skill("Splicing"), make_skill("Knots"), make_skill("Tides"))
        listing = make_listing("Rope Keeper", skills=skills)
        assert "<dt>Skills</dt>" in page_of(client, listing)
        listing.skills_must, listing.skills_nice = ["splicing"], ["knots", "gone"]
        listing.save()
        shown = re.findall(
            r"<dt>(Must have|Skills|Nice to have)</dt>.*?skill=([a-z]+)",
            page_of(client, listing),
            re.DOTALL,
        )
        assert shown == [
            ("Must have", "splicing"),
            ("Skills", "tides"),
            ("Nice to have", "knots"),
        ]

    def test_it_shows_all_that_is_known_and_nothing_that_is_not(self, client: Client) -> None:
        pay = Pay(Decimal(45), None, "EUR", Period.HOUR)
        full = make_listing(
            "Nurse",
            pay=pay,
            level="mid",
            employment_types=["part-time"],
            weekly_hours=Decimal(20),
            text="Night shifts.",
        )
        page = page_of(client, full)
        for piece in (
            "from EUR 45 / hour (≈ from EUR 46.8K / year at 20 hours a week)",
            "Mid",
            "Part time",
        ):
            assert piece in page
        assert "Night shifts." in page
        bare = page_of(client, make_listing("Bare"))
        for label in ("<dt>Pay", "<dt>Level", "<dt>Type", "<dt>Workplace", "<dt>Place"):
            assert label not in bare

    def test_a_wrong_slug_leads_to_the_right_one_for_good(self, client: Client) -> None:
        listing = make_listing("Data Engineer")
        response = client.get(f"/jobs/{listing.pk}-anything/")
        assert response.status_code == 301
        assert response["Location"] == listing.get_absolute_url()

    @pytest.mark.parametrize("title", ["🚀", "— … —"])
    def test_a_title_without_letters_has_its_number_as_address(
        self, client: Client, title: str
    ) -> None:
        listing = make_listing(title)
        address = f"/jobs/{listing.pk}/"
        assert listing.get_absolute_url() == address
        assert client.get(address).status_code == 200
        assert f'href="{address}apply/"' in client.get(address).content.decode()
        for page in ("", "apply/", "report/"):
            for old in ("-", "-posting"):
                response = client.get(f"/jobs/{listing.pk}{old}/{page}")
                assert response.status_code == 301
                assert response["Location"] == address + page

    @pytest.mark.parametrize(
        ("title", "words"), [("数据工程师", "shu-ju-gong-cheng-shi"), ("مهندس", "mhnds")]
    )
    def test_a_title_of_another_script_says_it_in_latin_letters(
        self, client: Client, title: str, words: str
    ) -> None:
        listing = make_listing(title)
        assert listing.get_absolute_url() == f"/jobs/{listing.pk}-{words}/"
        response = client.get(f"/jobs/{listing.pk}/")
        assert response.status_code == 301
        assert response["Location"] == listing.get_absolute_url()

    def test_the_title_in_the_address_stays_when_the_title_changes(self, client: Client) -> None:
        listing = make_listing("Data Engineer")
        listing.title = "Analytics Engineer"
        listing.save()
        assert listing.get_absolute_url().endswith("-data-engineer/")

    def test_it_carries_its_ledger(self, client: Client) -> None:
        listing = make_listing()
        listing.log(EventKind.PAY_CHANGED, before="USD 90K / year", after="USD 95K / year")
        assert "Pay changed: USD 90K / year → USD 95K / year" in page_of(client, listing)

    def test_an_old_one_says_since_when_it_is_open(self, client: Client) -> None:
        assert "Open since" in page_of(client, make_listing(days_ago=91))
        assert "Open since" not in page_of(client, make_listing(days_ago=89))

    def test_each_place_has_its_own_way_to_apply(self, client: Client) -> None:
        paris, berlin = make_city("Paris", "FR"), make_city("Berlin", "DE")
        listing = make_listing(places=(paris, berlin))
        ListingPlace.objects.filter(place=berlin).update(apply_url="https://jobs.example.com/de")
        ListingPlace.objects.filter(place=paris).update(apply_url="https://jobs.example.com/fr")
        url = listing.get_absolute_url() + "apply/"
        page = page_of(client, listing)
        assert f"{url}?place=berlin-de" in page
        assert '<span class="on-paper">https://jobs.example.com/de</span>' in page
        assert client.get(f"{url}?place=berlin-de")["Location"] == "https://jobs.example.com/de"
        assert client.get(url)["Location"] == "https://jobs.example.com/apply"

    def test_on_paper_it_says_where_to_apply(self, client: Client) -> None:
        by_form = page_of(client, make_listing(apply_url="https://jobs.example.com/7?a=1&b=2"))
        assert "<b>Apply:</b> https://jobs.example.com/7?a=1&amp;b=2</p>" in by_form
        listing = make_listing(apply_url="", apply_email="jobs@example.com")
        by_mail = page_of(client, listing)
        assert f"<b>Apply:</b> {settings.SITE_URL}{listing.apply_address}</p>" in by_mail
        assert "jobs@example.com" not in by_mail

    def test_its_number_of_queries_does_not_grow(self, client: Client) -> None:
        role = make_role("Nurse")
        for number in range(8):
            make_listing(places=(make_city(f"C{number}", "FR"),), roles=(role,))
        skills = tuple(make_skill(f"S{n}") for n in range(9))
        places = tuple(make_city(f"P{n}", "DE") for n in range(9))
        listing = make_listing(roles=(role,), skills=skills, places=places)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, listing)
        assert len(queries) <= 12


class TestStates:
    def test_a_closed_posting_says_so_and_offers_similar_ones(self, client: Client) -> None:
        role = make_role("Nurse")
        listing = make_listing("Gone", roles=(role,), pay=yearly(50_000, None), text="The text.")
        make_listing("Alike", roles=(role,))
        rows.close(listing, ClosedReason.FILLED)
        page = page_of(client, listing, status=410)
        for piece in ("This opening is closed", "filled", "Alike", "USD 50K", "The text."):
            assert piece in page
        assert "/apply/" not in page
        assert "noindex" in page
        assert job_posting(page) is None

    def test_an_expired_one_is_closed_without_any_job_having_run(self, client: Client) -> None:
        listing = make_listing(expires_at=timezone.now() - timedelta(minutes=1))
        assert "its time ran out" in page_of(client, listing, status=410)

    def test_a_frozen_one_shows_its_title_and_not_its_text(self, client: Client) -> None:
        said = {"sentence": "Send money for the visa."}
        listing = make_listing(
            "Odd",
            text="Send money first.",
            benefits=["Send money, get rich"],
            pay_bonus="Send money, get more",
            evidence={"years_asked": said, "newcomers": said},
            newcomers="welcome",
        )
        assert page_of(client, listing).count("Send money") >= 4
        rows.freeze(listing, by="editor", reason="scam")
        page = page_of(client, listing)
        assert "Under review" in page
        assert "Odd" in page
        assert "Send money" not in page
        assert "noindex" in page
        assert "/apply/" not in page

    def test_a_frozen_ones_text_stays_hidden_after_it_has_run_out(self, client: Client) -> None:
        listing = make_listing(text="Send money first.", expires_at=timezone.now())
        rows.freeze(listing, by="editor", reason="scam")
        assert "Send money" not in page_of(client, listing, status=410)

    def test_one_that_its_board_no_longer_vouches_for_says_since_when(self, client: Client) -> None:
        stale = timezone.now() - timedelta(hours=80)
        page = page_of(client, make_listing(source=make_source(last_good_at=stale)))
        assert "Not verified since" in page
        assert "noindex" in page
        assert "/apply/" not in page

    @pytest.mark.parametrize("status", ["draft", "unconfirmed", "pending", "rejected"])
    def test_what_was_never_published_is_not_found(self, client: Client, status: str) -> None:
        page_of(client, make_listing(status=status, posted_at=None), status=404)

    def test_future_ones_and_those_of_a_blocked_company_are_not_found(self, client: Client) -> None:
        page_of(client, make_listing(posted_at=timezone.now() + timedelta(hours=1)), status=404)
        blocked = make_company(blocked_at=timezone.now())
        page_of(client, make_listing(company=blocked), status=404)

    @pytest.mark.parametrize("path", ["0-x", "999999999999999999-x", "1-", "9" * 40 + "-x", "abc"])
    def test_numbers_that_are_none_are_not_found(self, client: Client, path: str) -> None:
        assert client.get(f"/jobs/{path}/").status_code == 404

    def test_postings_of_one_opening_lead_to_each_other_with_place_and_pay(
        self, client: Client
    ) -> None:
        original = make_listing("Nurse", places=(make_city("Lyon", "FR"),))
        pay = yearly(60_000, 75_000, "EUR")
        twin = make_listing("Nurse", duplicate_of=original, pay=pay)
        assert original.get_absolute_url() in page_of(client, twin)
        page = page_of(client, original)
        assert twin.get_absolute_url() in page
        assert "· EUR 60K – 75K / year" in page

    def test_a_copy_by_another_company_is_named_with_it(self, client: Client) -> None:
        original = make_listing("Nurse", text_hash="a" * 64)
        copy = make_listing("Nurse", company=make_company("Agency"), text_hash="a" * 64)
        page = page_of(client, original)
        assert copy.get_absolute_url() in page
        assert "by Agency" in page


class TestApplying:
    def test_it_counts_the_click_and_goes_straight_to_the_employer(self, client: Client) -> None:
        listing = make_listing()
        url = listing.get_absolute_url() + "apply/"
        for _ in range(2):
            response = client.get(url, headers=BROWSER)
        assert response.status_code == 302
        assert response["Location"] == "https://jobs.example.com/apply"
        assert ListingDay.objects.get().apply_clicks == 2

    def test_asking_without_taking_counts_nothing(self, client: Client) -> None:
        client.head(make_listing().get_absolute_url() + "apply/", headers=BROWSER)
        assert not ListingDay.objects.exists()

    def test_an_address_is_shown_where_applications_go_by_mail(self, client: Client) -> None:
        listing = make_listing(apply_url="", apply_email="jobs@example.com")
        response = client.get(listing.get_absolute_url() + "apply/")
        assert "mailto:jobs@example.com" in response.content.decode()

    def test_a_closed_one_takes_nobody_anywhere(self, client: Client) -> None:
        listing = make_listing()
        rows.close(listing, ClosedReason.WITHDRAWN)
        url = listing.get_absolute_url() + "apply/"
        assert client.get(url, headers=BROWSER).status_code == 410
        assert not ListingDay.objects.exists()

    def test_posting_to_it_is_refused(self, client: Client) -> None:
        assert client.post(make_listing().get_absolute_url() + "apply/").status_code == 405


class TestMarkup:
    def test_it_says_what_the_page_says(self, client: Client) -> None:
        listing = make_listing(
            "Nurse",
            places=(make_city("Austin", "US", region="Texas"),),
            pay=yearly(50_000, 60_000),
            employment_types=["full-time"],
            workplaces=["onsite"],
            expires_at=timezone.now() + timedelta(days=9),
        )
        data = job_posting(page_of(client, listing))
        assert data is not None
        assert data["title"] == "Nurse"
        assert data["employmentType"] == "FULL_TIME"
        assert data["jobLocation"]["address"] == {
            "@type": "PostalAddress",
            "addressCountry": "US",
            "addressLocality": "Austin",
            "addressRegion": "Texas",
        }
        assert data["baseSalary"] == {
            "@type": "MonetaryAmount",
            "currency": "USD",
            "value": {
                "@type": "QuantitativeValue",
                "unitText": "YEAR",
                "minValue": 50000.0,
                "maxValue": 60000.0,
            },
        }
        assert "validThrough" in data
        assert "jobLocationType" not in data

    def test_fully_remote_names_the_countries_it_is_open_to(self, client: Client) -> None:
        listing = make_listing(
            workplaces=["remote"], remote_scope="countries", remote_countries=["DE"]
        )
        data = job_posting(page_of(client, listing))
        assert data is not None
        assert data["jobLocationType"] == "TELECOMMUTE"
        assert data["applicantLocationRequirements"] == {"@type": "Country", "name": "Germany"}
        assert "baseSalary" not in data

    @pytest.mark.parametrize(
        ("low", "high", "value"),
        [
            ("57350", "57350", {"value": 57350.0}),
            ("57350", None, {"minValue": 57350.0}),
            (None, "57350", {"maxValue": 57350.0}),
            ("57350", "60000.50", {"minValue": 57350.0, "maxValue": 60000.5}),
        ],
    )
    def test_pay_is_marked_up_as_it_was_given(
        self, client: Client, low: str | None, high: str | None, value: dict[str, float]
    ) -> None:
        least, most = (None if one is None else Decimal(one) for one in (low, high))
        pay = Pay(least, most, "EUR", Period.YEAR)
        listing = make_listing(pay=pay, places=(make_city("Bonn", "DE"),))
        data = job_posting(page_of(client, listing))
        assert data is not None
        marked = data["baseSalary"]["value"]
        assert {k: v for k, v in marked.items() if "alue" in k} == value

    def test_hours_a_week_are_said_in_the_markup(self, client: Client) -> None:
        listing = make_listing(
            employment_types=["part-time"],
            weekly_hours=Decimal("19.5"),
            places=(make_city("Bonn", "DE"),),
        )
        page = page_of(client, listing)
        data = job_posting(page)
        assert data is not None
        assert data["workHours"] == "19.5 hours a week"
        assert "19.5 hours a week" in page

    def test_one_value_stands_by_itself_and_several_are_a_list(self, client: Client) -> None:
        several = make_listing(
            "Nurse",
            places=(make_city("Austin", "US"), make_city("Bonn", "DE")),
            employment_types=["full-time", "part-time"],
        )
        data = job_posting(page_of(client, several))
        assert data is not None
        assert [one["address"]["addressCountry"] for one in data["jobLocation"]] == ["US", "DE"]
        assert data["employmentType"] == ["FULL_TIME", "PART_TIME"]
        remote = make_listing(
            workplaces=["remote"], remote_scope="countries", remote_countries=["DE", "FR"]
        )
        data = job_posting(page_of(client, remote))
        assert data is not None
        names = [one["name"] for one in data["applicantLocationRequirements"]]
        assert names == ["Germany", "France"]

    def test_hybrid_is_never_telecommuting(self, client: Client) -> None:
        place = make_city("Paris", "FR")
        listing = make_listing(
            places=(place,), workplaces=["hybrid", "remote"], remote_scope="anywhere"
        )
        data = job_posting(page_of(client, listing))
        assert data is not None
        assert "jobLocationType" not in data

    @pytest.mark.parametrize(
        "fields",
        [
            {"workplaces": ["remote"], "remote_scope": "not-stated"},
            {"workplaces": ["remote"], "remote_scope": "anywhere"},
            {"is_demo": True},
            {"is_open_application": True},
            {},
        ],
    )
    def test_there_is_none_where_a_required_fact_is_missing(
        self, client: Client, fields: dict[str, Any]
    ) -> None:
        assert job_posting(page_of(client, make_listing(**fields))) is None

    def test_hostile_text_cannot_leave_the_script(self, client: Client) -> None:
        place = make_city("Paris", "FR")
        listing = make_listing("</script><script>alert(1)</script>", places=(place,))
        page = page_of(client, listing)
        assert "<script>alert" not in page
        assert job_posting(page) is not None


def test_demo_pages_carry_a_banner_and_are_not_indexed(client: Client) -> None:
    page = page_of(client, make_listing(is_demo=True))
    assert "A demonstration" in page
    assert 'content="noindex"' in page


def test_markup_holds_what_the_employer_offers_beside_pay(client: Client) -> None:
    listing = make_listing(
        places=(make_city("Bonn", "DE"),),
        benefits=["A pass for trains", "25 days of holiday"],
        pay_bonus="10 %",
        workload="80–100 %",
        openings=2,
        reference="UM-7",
    )
    data = job_posting(page_of(client, listing))
    assert data is not None
    assert data["jobBenefits"] == "A pass for trains, 25 days of holiday"
    assert data["incentiveCompensation"] == "10 %"
    assert (data["workHours"], data["totalJobOpenings"]) == ("80–100 %", 2)
    assert (data["identifier"]["name"], data["identifier"]["value"]) == (
        listing.company.name,
        "UM-7",
    )


def test_the_ledger_names_edited_fields_in_words(client: Client) -> None:
    listing = make_listing()
    listing.log(EventKind.EDITED, fields=["office_days", "apply_url"])
    page = page_of(client, listing)
    assert "Edited: office days, where to apply" in page


def test_facts_stand_above_the_text_and_what_happened_to_it_below(client: Client) -> None:
    page = page_of(client, make_listing(level="mid", visa="yes", text="The text."))
    facts, text = page.index("<dt>Level"), page.index("The text.</p>")
    assert facts < page.index("<dt>Visa sponsorship") < text < page.index("History</h2>")


def test_a_way_to_apply_stays_in_reach_while_it_is_open(client: Client) -> None:
    listing = make_listing()
    assert 'class="apply-bar' in page_of(client, listing)
    rows.close(listing, ClosedReason.FILLED)
    assert 'class="apply-bar' not in page_of(client, listing, status=410)
