"""What an employer has typed, and the proof that the address is theirs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from listings.models import Confirmation, PostingDraft, PostingRevision, RevisionState
from listings.models.posting_draft import MOST_BYTES, bytes_of
from tests.listings.factories import make_draft, make_submission

pytestmark = pytest.mark.django_db


class TestADraft:
    def test_its_key_leads_to_it_and_no_other_key_does(self) -> None:
        draft, other = make_draft(), make_draft()
        assert PostingDraft.objects.with_key(draft.key).get() == draft
        forged = draft.key.replace(str(draft.pk), str(other.pk), 1)
        for key in (forged, str(draft.pk), "", "x.y", f"{draft.pk}.", "\x00"):
            assert not PostingDraft.objects.with_key(key).exists()

    def test_its_version_rises_only_with_what_was_typed(self) -> None:
        draft = make_draft(data={"title": "Keeper"})
        draft.write({"title": "Keeper"})
        assert draft.version == 1
        draft.write({"title": "Lighthouse keeper"})
        assert draft.version == 2

    def test_it_holds_64_kilobytes(self) -> None:
        text = "ä" * (MOST_BYTES // 2 - 50)
        assert bytes_of({"description": text}) <= MOST_BYTES
        make_draft(data={"description": text})
        with pytest.raises(IntegrityError, match="size"):
            make_draft(data={"description": text * 2})

    def test_it_is_old_after_seven_days(self) -> None:
        old, _young = make_draft(), make_draft()
        PostingDraft.objects.filter(pk=old.pk).update(
            updated_at=timezone.now() - timedelta(days=7, minutes=1)
        )
        assert PostingDraft.objects.old().get() == old


def ask() -> tuple[Confirmation, str, str]:
    confirmation = Confirmation(draft=make_draft(), email="ada@umbra.example")
    code, token = confirmation.renew()
    confirmation.save()
    return confirmation, code, token


class TestAConfirmation:
    def test_its_code_may_be_pasted_as_people_paste(self) -> None:
        confirmation, code, _ = ask()
        assert confirmation.try_code(f"  {code.lower().replace('-', ' – ')}\n")

    def test_neither_code_nor_token_stands_in_the_database(self) -> None:
        confirmation, code, token = ask()
        row = str(Confirmation.objects.values().get(pk=confirmation.pk))
        assert code.replace("-", "") not in row
        assert token not in row
        assert Confirmation.objects.with_token(token).get() == confirmation

    def test_the_code_is_dead_after_a_few_wrong_ones(self) -> None:
        confirmation, code, _ = ask()
        for _ in range(settings.LIMITS.code_tries):
            assert not confirmation.try_code("WRNG-WRNG")
        assert not confirmation.try_code(code)
        assert Confirmation.objects.get().attempts == settings.LIMITS.code_tries

    def test_it_holds_for_48_hours(self) -> None:
        confirmation, code, _ = ask()
        Confirmation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert not confirmation.try_code(code)
        assert not Confirmation.objects.open().exists()

    def test_a_new_mail_ends_the_code_and_the_link_of_the_last(self) -> None:
        confirmation, code, token = ask()
        new_code, new_token = confirmation.renew()
        confirmation.save()
        assert not confirmation.try_code(code)
        assert confirmation.try_code(new_code)
        assert not Confirmation.objects.with_token(token).exists()
        assert Confirmation.objects.with_token(new_token).exists()

    def test_it_is_sent_again_a_few_times_with_a_pause(self) -> None:
        confirmation, _, _ = ask()
        assert not confirmation.may_send
        for _ in range(settings.LIMITS.codes_posting - 1):
            confirmation.sent_at = timezone.now() - timedelta(minutes=2)
            assert confirmation.may_send
            confirmation.renew()
            confirmation.save()
        confirmation.sent_at = timezone.now() - timedelta(minutes=2)
        assert not confirmation.may_send

    def test_the_code_of_one_draft_does_not_open_another(self) -> None:
        _, code, _ = ask()
        other, _, _ = ask()
        assert not other.try_code(code)


class TestAnEditOfAPublicPosting:
    def test_one_waits_at_a_time(self) -> None:
        listing = make_submission()
        PostingRevision.objects.create(listing=listing, data={})
        with pytest.raises(IntegrityError, match="one_pending"):
            PostingRevision.objects.create(listing=listing, data={})

    def test_it_names_what_it_changes(self) -> None:
        revision = PostingRevision(
            before={"title": "Keeper", "level": "", "skills": ["rope"]},
            data={"title": "Keeper", "level": "mid", "skills": ["rope", "lamp"]},
        )
        assert revision.changed == ["level", "skills"]

    def test_the_queue_holds_those_that_nobody_has_decided(self) -> None:
        listing = make_submission()
        decided = {"state": RevisionState.APPROVED, "decided_at": timezone.now()}
        PostingRevision.objects.create(listing=listing, data={}, **decided)
        waiting = PostingRevision.objects.create(listing=listing, data={})
        assert PostingRevision.objects.pending().get() == waiting
