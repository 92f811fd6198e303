"""What is typed after a posting was sent, in another tab or after a step back, is not lost."""

from typing import Any

import pytest
from django.test import Client

from jobboard.models import User
from listings import transitions
from listings.employers import submission_limits
from listings.models import Listing, PostingDraft, PostingRevision, Purpose, Status
from tests.listings.employers.managing.postings import employer, live, signed_in
from tests.listings.employers.typed import code_of, link_of, mails, send, typed
from tests.listings.factories import make_draft, make_employer

pytestmark = pytest.mark.django_db


def confirmed(client: Client, mark: str) -> Listing:
    """A posting that was sent from the page with this mark, and confirmed by its code."""
    page = send(client, form_token=mark)["Location"]
    client.post(page, {"code": code_of(list(mails())[-1])})
    return Listing.objects.get()


def chosen(page: Any, name: str, side: str = "here") -> dict[str, Any]:
    """The form of the two versions, as its button sends it."""
    edit = PostingDraft.objects.get(purpose=Purpose.EDIT, sent_at=None)
    shown = {one.name: one.here for one in page.context["differences"]}
    assert name in shown
    inputs: dict[str, Any] = {}
    for key, text in page.context["inputs"]:
        inputs.setdefault(key, []).append(text)
    return inputs | {"version": edit.version, "action": "merge", f"take-{name}": side}


def test_a_step_back_and_another_title_becomes_a_correction(client: Client) -> None:
    mark = submission_limits.fresh()
    listing = confirmed(client, mark)
    page = send(client, form_token=mark, title="Head lamp keeper")
    assert page.status_code == 409
    assert "This posting was sent already" in page.text
    assert [(one.name, one.here) for one in page.context["differences"]] == [
        ("title", "Head lamp keeper")
    ]
    edit = PostingDraft.objects.get(purpose=Purpose.EDIT)
    form = client.post(edit.get_absolute_url(), chosen(page, "title"))
    assert 'value="Head lamp keeper"' in form.text
    listing.refresh_from_db()
    assert listing.title == "Lamp keeper"  # nothing is sent by itself
    send(client, edit.get_absolute_url(), title="Head lamp keeper", version="2")
    listing.refresh_from_db()
    assert (listing.title, listing.status) == ("Head lamp keeper", Status.PENDING)


def test_what_was_sent_can_be_chosen_too(client: Client) -> None:
    mark = submission_limits.fresh()
    confirmed(client, mark)
    page = send(client, form_token=mark, title="Head lamp keeper")
    edit = PostingDraft.objects.get(purpose=Purpose.EDIT)
    form = client.post(edit.get_absolute_url(), chosen(page, "title", "saved"))
    assert 'value="Lamp keeper"' in form.text


@pytest.mark.parametrize("action", ["send", "preview", "merge"])
def test_no_button_of_an_older_page_loses_it(client: Client, action: str) -> None:
    mark = submission_limits.fresh()
    confirmed(client, mark)
    page = send(client, form_token=mark, title="Head lamp keeper", action=action)
    assert "Head lamp keeper" in page.text


def test_the_same_again_is_a_second_click(client: Client) -> None:
    mark = submission_limits.fresh()
    confirmed(client, mark)
    assert send(client, form_token=mark)["Location"].endswith("/sent/")
    assert PostingDraft.objects.count() == 1


def test_another_tab_of_an_edit_that_was_sent_keeps_its_words() -> None:
    listing, client = live(), signed_in()
    data = typed(email=employer().email)
    draft = make_draft(data=data, purpose=Purpose.EDIT, listing=listing, owner=employer())
    send(client, draft.get_absolute_url(), version="1", title="Head lamp keeper")
    page = send(
        client,
        draft.get_absolute_url(),
        version="1",
        title="Head lamp keeper",
        reference="A-17",
    )
    # Only what this tab has changed stands there, beside the edit that waits.
    assert [(one.name, one.here, one.saved) for one in page.context["differences"]] == [
        ("reference", "A-17", "")
    ]
    edit = PostingDraft.objects.get(sent_at=None)
    assert edit.data["title"] == "Head lamp keeper"
    assert PostingRevision.objects.get().data["title"] == "Head lamp keeper"


def test_whoever_is_not_signed_in_keeps_it_and_is_told_to(client: Client) -> None:
    mark = submission_limits.fresh()
    send(client, form_token=mark)
    Client().post(link_of(list(mails())[-1]))  # confirmed on another device
    for again in (
        lambda: send(client, form_token=mark, title="Head lamp keeper"),
        lambda: send(
            client, PostingDraft.objects.get().get_absolute_url(), title="Head lamp keeper"
        ),
    ):
        page = again()
        assert page.status_code == 409
        assert "Sign in in another tab" in page.text
        assert "Head lamp keeper" in page.text
    client.force_login(User.objects.get(email="ada@umbra.example"))
    page = send(client, PostingDraft.objects.get().get_absolute_url(), title="Head lamp keeper")
    assert "This posting was sent already" in page.text


def test_a_stranger_who_began_it_cannot_change_it(client: Client) -> None:
    mark = submission_limits.fresh()
    client.force_login(make_employer("eve@else.example"))
    page = send(client, form_token=mark)["Location"]
    client.post(page, {"code": code_of(list(mails())[-1])})
    again = send(client, form_token=mark, title="Head lamp keeper")
    assert "Head lamp keeper" in again.text
    assert not PostingDraft.objects.filter(purpose=Purpose.EDIT).exists()


def test_a_posting_that_cannot_be_edited_any_more_says_so(client: Client) -> None:
    mark = submission_limits.fresh()
    transitions.reject(confirmed(client, mark))
    page = send(client, form_token=mark, title="Head lamp keeper")
    assert page.status_code == 409
    assert "That is not possible now" in page.text
    assert "Head lamp keeper" in page.text


def test_whoever_signed_out_keeps_what_they_typed_into_an_edit(client: Client) -> None:
    draft = make_draft(data=typed(), purpose=Purpose.EDIT, listing=live(), owner=employer())
    page = send(client, draft.get_absolute_url(), version="1", title="Head lamp keeper")
    assert page.status_code == 409
    assert "You are signed out, so nothing of this was saved" in page.text
    assert "Head lamp keeper" in page.text
    assert f'action="{draft.get_absolute_url()}"' in page.text
    draft.refresh_from_db()
    assert draft.data["title"] == "Lamp keeper"
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert send(client, "/employers/post/1.forged/").status_code == 404


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_stranger_learns_nothing_by_guessing_what_a_draft_says(
    client: Client, is_sent: bool
) -> None:
    draft = make_draft(data=typed(), purpose=Purpose.EDIT, listing=live(), owner=employer())
    if is_sent:
        PostingDraft.objects.update(sent_at=draft.created_at)
    pages = [send(client, draft.get_absolute_url(), title=one) for one in ("Lamp keeper", "Cook")]
    assert [page.status_code for page in pages] == [409, 409]
    assert pages[0].text.count("Lamp keeper") == pages[1].text.count("Cook")
