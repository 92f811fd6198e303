"""Two at one moment, on two connections: nobody gets an error, and nothing is made twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jobboard.models import User
from listings.employers import submission_limits
from listings.employers.services import become_posting
from listings.models import Company, CompanyMember, Listing, PostingDraft
from tests.connections import at_once, first
from tests.jobboard.accounts.conftest import CODE, ask_for_code
from tests.listings.employers.typed import code_of, link_of, mails, send, typed
from tests.listings.factories import make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def confirm(email: str, **changes: Any) -> Callable[[], Listing]:
    draft = make_draft(data=typed(email=email, **changes), email=email)
    return lambda: become_posting(draft, email)


@pytest.mark.slow
def test_one_name_proposed_by_strangers_gives_each_a_company_of_their_own() -> None:
    at_once(*(confirm(f"a{n}@firm{n}.example", company_name="Umbra") for n in range(6)))
    slugs = sorted(Company.objects.values_list("slug", flat=True))
    assert slugs == ["umbra", *(f"umbra-{number}" for number in range(2, 7))]


def test_the_second_waits_for_the_first_and_takes_the_next_name() -> None:
    """Not by luck: the first one's transaction is still open when the second begins."""
    make = lambda: Company.objects.create(name="Umbra").slug  # noqa: E731
    with first(make, make) as outcome:
        pass
    assert outcome.result() == "umbra-2"


def test_one_person_who_confirms_two_postings_at_once_has_one_company() -> None:
    both = [confirm("ada@umbra.example", title=title) for title in ("Keeper", "Boatman")]
    listings = at_once(*both)
    assert len({listing.pk for listing in listings}) == 2
    assert (User.objects.count(), Company.objects.count(), CompanyMember.objects.count()) == (
        1,
        1,
        1,
    )


def test_a_posting_confirmed_by_code_and_by_link_at_once_is_one() -> None:
    client, phone = Client(), Client()
    page = send(client)["Location"]
    mail = list(mails())[-1]
    answers = at_once(
        lambda: client.post(page, {"code": code_of(mail)}).status_code,
        lambda: phone.post(link_of(mail)).status_code,
    )
    assert answers == [302, 302]
    assert Listing.objects.count() == Company.objects.count() == User.objects.count() == 1


@pytest.mark.slow
def test_two_clicks_at_once_make_one_draft_and_send_one_code() -> None:
    mark, client = submission_limits.fresh(), Client()
    typed()
    answers = at_once(*[lambda: send(client, form_token=mark).status_code] * 3)
    assert answers == [302, 302, 302]
    assert PostingDraft.objects.count() == len(list(mails())) == 1


def test_two_first_sign_ins_at_once_both_get_in() -> None:
    user = User.objects.create_user("ada@umbra.example")
    browsers, acts = [Client(), Client()], []
    for browser in browsers:
        ask_for_code(browser, user.email)
        found = CODE.search(list(mails())[-1].text)
        assert found
        values = {"code": found[0]}
        acts.append(lambda one=browser, v=values: one.post("/accounts/sign-in/code/", v))
    assert [answer.status_code for answer in at_once(*acts)] == [302, 302]
    assert all("_auth_user_id" in browser.session for browser in browsers)
