"""A company's logo and text: for those who speak for it, public once an editor has approved."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jobboard.models import Picture
from listings.models import Company, CompanyRevision, RevisionState
from tests.listings.employers.managing.postings import signed_in
from tests.listings.factories import make_company, make_employer

pytestmark = pytest.mark.django_db

ADMIN = "/admin/listings/companyrevision/"


@pytest.fixture
def company() -> Company:
    return make_company("Umbra", description="We keep lamps.")


@pytest.fixture
def speaker(company: Company) -> Client:
    return signed_in(make_employer("ada@umbra.example", company))


@pytest.fixture
def moderator(sign_in: Any) -> Client:
    client: Client = sign_in("moderator")
    return client


@pytest.fixture(autouse=True)
def media_folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "media"


def url(company: Company) -> str:
    return f"/employers/companies/{company.pk}/"


def logo(side: int = 40, kind: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, kind)
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def send(client: Client, company: Company, **data: Any) -> str:
    typed = {"description": "We keep lamps, and trim them."} | data
    return client.post(url(company), typed, follow=True).content.decode()


def decide(client: Client, action: str, *revisions: CompanyRevision, reason: str = "") -> Any:
    data = {"action": action, "_selected_action": [r.pk for r in revisions], "reason": reason}
    return client.post(ADMIN, data, follow=True)


class TestSending:
    def test_nothing_is_public_before_an_editor_has_seen_it(
        self, speaker: Client, company: Company, media_folder: Path
    ) -> None:
        page = send(speaker, company, logo=logo())
        assert "An editor reads it" in page
        assert "waits for an editor" in page
        public = Client().get(company.get_absolute_url()).content.decode()
        assert "trim them" not in public
        assert not Picture.objects.exists()
        assert not media_folder.exists()

    def test_a_later_one_takes_the_place_and_keeps_the_logo(
        self, speaker: Client, company: Company
    ) -> None:
        send(speaker, company, logo=logo())
        send(speaker, company, description="Better words.")
        first, second = CompanyRevision.objects.order_by("pk")
        assert (first.state, second.state) == (RevisionState.SUPERSEDED, RevisionState.PENDING)
        assert second.logo is not None

    def test_what_changes_nothing_is_not_put_before_an_editor(
        self, speaker: Client, company: Company
    ) -> None:
        send(speaker, company, description="We keep lamps.")
        assert not CompanyRevision.objects.exists()

    @pytest.mark.parametrize(
        ("data", "complaint"),
        [
            ({"description": "x" * 3_001}, "3001 characters; 3000 is the most"),
            ({"logo": SimpleUploadedFile("l.svg", b"<svg onload='x'/>")}, "no picture"),
            ({"logo": SimpleUploadedFile("l.png", b"\x89PNG\r\n\x1a\nbroken")}, "damaged"),
        ],
    )
    def test_bad_input_is_named_and_what_was_typed_stays(
        self, speaker: Client, company: Company, data: Any, complaint: str
    ) -> None:
        page = send(speaker, company, **data)
        assert complaint in page
        assert data.get("description", "trim them")[:50] in page
        assert not CompanyRevision.objects.exists()

    def test_a_logo_and_none_at_once_is_a_contradiction(
        self, speaker: Client, company: Company
    ) -> None:
        send(speaker, company, logo=logo(), removes_logo="on")
        assert not CompanyRevision.objects.exists()

    def test_only_a_verified_member_may(self, company: Company) -> None:
        proposer = make_employer("eve@umbra.example", company, is_verified=False)
        for person in (proposer, make_employer("other@else.example", make_company())):
            client = signed_in(person)
            assert client.get(url(company)).status_code == 404
            assert client.post(url(company), {"description": "Mine."}).status_code == 404
        assert not CompanyRevision.objects.exists()

    def test_a_blocked_company_has_no_page(self, speaker: Client, company: Company) -> None:
        from django.utils import timezone  # noqa: PLC0415

        Company.objects.update(blocked_at=timezone.now())
        assert speaker.get(url(company)).status_code == 404


class TestDeciding:
    def test_the_admin_says_that_it_waits(
        self, speaker: Client, company: Company, moderator: Client
    ) -> None:
        send(speaker, company, logo=logo())
        assert "Company pages to approve" in moderator.get("/admin/").content.decode()
        revision = CompanyRevision.objects.get()
        page = moderator.get(f"{ADMIN}{revision.pk}/change/").content.decode()
        for piece in ("We keep lamps.", "trim them", "data:image/png;base64,"):
            assert piece in page

    def test_approved_it_is_public_with_its_logo(
        self, speaker: Client, company: Company, moderator: Client
    ) -> None:
        send(speaker, company, logo=logo())
        decide(moderator, "approve", CompanyRevision.objects.get())
        page = Client().get(company.get_absolute_url()).content.decode()
        picture = Picture.objects.get()
        assert "trim them" in page
        assert picture.url in page
        assert Client().get(picture.url).status_code == 200
        assert picture.alt == "Logo of Umbra"

    def test_rejected_it_says_why_and_only_with_a_reason(
        self, speaker: Client, company: Company, moderator: Client
    ) -> None:
        send(speaker, company)
        revision = CompanyRevision.objects.get()
        assert "give a reason" in decide(moderator, "reject", revision).content.decode()
        decide(moderator, "reject", revision, reason="An advertisement.")
        page = speaker.get(url(company)).content.decode()
        assert "was not taken over: An advertisement." in page
        company.refresh_from_db()
        assert company.description == "We keep lamps."

    def test_of_two_editors_the_first_decides(
        self, speaker: Client, company: Company, moderator: Client
    ) -> None:
        send(speaker, company)
        revision = CompanyRevision.objects.get()
        decide(moderator, "reject", revision, reason="No.")
        page = decide(moderator, "approve", revision).content.decode()
        assert "decided already" in page
        company.refresh_from_db()
        assert company.description == "We keep lamps."

    def test_a_logo_can_go_again(
        self, speaker: Client, company: Company, moderator: Client
    ) -> None:
        send(speaker, company, logo=logo())
        decide(moderator, "approve", CompanyRevision.objects.get())
        send(speaker, company, removes_logo="on")
        decide(moderator, "approve", CompanyRevision.objects.pending().get())
        company.refresh_from_db()
        assert company.logo is None
