"""An employer's own data: all of it given out, and at their wish closed and emptied."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.signals import pre_delete
from django.utils import timezone

from jobboard import mail
from jobboard.accounts import personal_data
from jobboard.models import OutgoingMail, User
from listings.employers.services import typed_of
from listings.models import (
    ClosedReason,
    Company,
    EventKind,
    Listing,
    ListingDay,
    ModerationNote,
    NoteFrom,
    PostingDraft,
    PostingRevision,
    Purpose,
    Status,
)
from tests.listings.employers.managing.postings import EMAIL, employer, live, sent
from tests.listings.factories import make_company, make_draft, make_employer

pytestmark = pytest.mark.django_db

NAME = "Ada Lovelace"


def everything() -> User:
    """A person with something in every corner."""
    listing = live(contact_name=NAME, apply_to=EMAIL)
    user = employer()
    data = typed_of(listing)
    revision = PostingRevision.objects.create(
        listing=listing, data=data | {"title": "New"}, before=data, submitted_by=user
    )
    for author, by in ((NoteFrom.EMPLOYER, user), (NoteFrom.EDITOR, None)):
        ModerationNote.objects.create(
            listing=listing, revision=revision, author=author, by=by, text=f"Said {NAME}."
        )
    sent(contact_name=NAME, title="Lamp trimmer")
    make_draft(data={"contact_name": NAME}, email=EMAIL)
    make_draft(data=data, owner=user, listing=listing, purpose=Purpose.EDIT)
    ListingDay.objects.create(listing=listing, on=timezone.localdate(), views=7)
    facts = {"title": "T", "company": "C", "manage_url": "u", "reason": f"Dear {NAME}"}
    mail.enqueue("posting-closed", EMAIL, facts, key="posting-closed:1")
    colleague = make_employer("bob@umbra.example", listing.company)
    others = live(title="Lamp buyer")
    Listing.objects.filter(pk=others.pk).update(
        submitted_by=colleague, contact_email=colleague.email
    )
    theirs = typed_of(others) | {"email": EMAIL, "contact_name": NAME}
    PostingRevision.objects.create(
        listing=others, data=theirs | {"title": "Lamp seller"}, before=theirs, submitted_by=user
    )
    return user


def whole_database() -> str:
    """Every row of every table, as text."""
    rows: list[Any] = []
    for model in apps.get_models():
        rows += model._default_manager.values()
    return json.dumps(rows, cls=Loose)


class Loose(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.hex() if isinstance(o, bytes) else str(o)


class TestExport:
    @pytest.mark.slow
    def test_it_holds_all_that_is_kept(self) -> None:
        data = json.loads(json.dumps(personal_data.export(everything()), cls=DjangoJSONEncoder))
        kept = data["postings"]
        titles = {posting["as_typed"]["title"] for posting in kept["postings"]}
        assert titles == {"Lamp keeper", "Lamp trimmer"}
        assert {posting["views"] for posting in kept["postings"]} == {7, 0}
        assert kept["companies"][0]["name"] == "Umbra"
        assert len(kept["edits"]) == 2
        said = [note["text"] for note in kept["notes"] if NAME in note["text"]]
        assert said == [f"Said {NAME}."] * 2
        assert len(kept["drafts"]) >= 2
        assert any(NAME in letter["text"] for letter in kept["mail"])

    @pytest.mark.slow
    def test_somebody_elses_is_not_in_it(self) -> None:
        everything()
        kept = personal_data.export(make_employer("eve@else.example"))["postings"]
        assert not any(kept.values())

    def test_an_address_that_is_another_one_in_small_letters_is_somebody_elses(self) -> None:
        theirs = make_draft(data={"title": "Lamp keeper"}, email="Jobs@fine-lamps.example")
        stranger = make_employer("jobs@fıne-lamps.example")
        assert not personal_data.export(stranger)["postings"]["drafts"]
        personal_data.delete(stranger)
        owner = make_employer("jobs@fine-lamps.example")
        assert len(personal_data.export(owner)["postings"]["drafts"]) == 1
        personal_data.delete(owner)
        assert not PostingDraft.objects.filter(pk=theirs.pk).exists()

    @pytest.mark.slow
    def test_it_is_a_file_that_can_be_downloaded(self, client: Any) -> None:
        client.force_login(everything())
        response = client.get("/employers/account/data.json")
        assert response.status_code == 200
        assert "Lamp keeper" in response.content.decode()


class TestForgetting:
    @pytest.mark.slow
    def test_no_table_knows_the_person_any_more(self) -> None:
        user = everything()
        assert NAME in whole_database()
        personal_data.delete(user)
        left = whole_database()
        assert NAME not in left
        assert EMAIL not in left

    @pytest.mark.slow
    def test_what_is_live_is_closed_as_withdrawn_and_keeps_its_facts(self, client: Any) -> None:
        user = everything()
        listing = Listing.objects.get(title="Lamp keeper")
        personal_data.delete(user)
        listing.refresh_from_db()
        assert (listing.status, listing.closed_reason) == (Status.CLOSED, ClosedReason.WITHDRAWN)
        assert listing.events.filter(kind=EventKind.CLOSED).exists()
        assert listing.pay_display == "EUR 40K – 50K / year"
        page = client.get(listing.get_absolute_url())
        assert page.status_code == 410
        assert "no longer kept" in page.content.decode()
        assert ListingDay.objects.get(listing=listing).views == 7

    @pytest.mark.slow
    def test_what_never_was_public_goes_as_a_whole(self) -> None:
        personal_data.delete(everything())
        assert not Listing.objects.filter(title="Lamp trimmer").exists()
        assert not PostingDraft.objects.filter(email=EMAIL).exists()

    @pytest.mark.slow
    def test_a_colleagues_posting_and_the_edit_of_it_stay_without_the_name(self) -> None:
        personal_data.delete(everything())
        listing = Listing.objects.get(title="Lamp buyer")
        assert listing.status == Status.PUBLISHED
        edit = PostingRevision.objects.get(listing=listing)
        assert edit.data["title"] == "Lamp seller"
        assert "email" not in edit.data
        assert edit.submitted_by is None

    @pytest.mark.slow
    def test_the_company_stays_with_those_who_speak_for_it(self) -> None:
        personal_data.delete(everything())
        company = Company.objects.get(name="Umbra")
        assert [member.user.email for member in company.members.all()] == ["bob@umbra.example"]

    def test_one_that_was_only_proposed_goes(self) -> None:
        sent()
        personal_data.delete(employer())
        assert not Company.objects.exists()

    def test_one_that_is_public_stays(self) -> None:
        company = make_company("Old Umbra")
        personal_data.delete(make_employer("ada@umbra.example", company))
        assert Company.objects.filter(pk=company.pk).exists()

    def test_mail_that_waits_is_not_sent(self) -> None:
        personal_data.delete(everything())
        letter = OutgoingMail.objects.get(kind="posting-closed")
        assert letter.given_up_at is not None
        assert letter.recipient == letter.text == ""

    def test_all_or_nothing(self) -> None:
        user = everything()
        pre_delete.connect(fail, sender=User)
        try:
            with pytest.raises(RuntimeError):
                personal_data.delete(user)
        finally:
            pre_delete.disconnect(fail, sender=User)
        assert NAME in whole_database()
        assert Listing.objects.get(title="Lamp keeper").status == Status.PUBLISHED


def fail(**kwargs: Any) -> None:
    raise RuntimeError
