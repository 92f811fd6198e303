"""``/employers/post/`` and a draft's own page: nothing typed is lost, nothing is kept too early."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.http.rate_limits import previews
from listings.employers import submission_limits
from listings.employers.drafts import purge_drafts
from listings.models import Company, Listing, Place, PostingDraft
from tests.listings.employers.typed import TEXT, begun_in, mails, send, typed
from tests.listings.factories import make_draft, make_skill

pytestmark = pytest.mark.django_db

FORM = "/employers/post/"


def old_token() -> str:
    """The token of a page that was handed out ten minutes ago."""
    past = (timezone.now() - timedelta(minutes=10)).timestamp()
    return submission_limits._signer.sign_object(["a-nonce", past])


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


class TestTheEmptyForm:
    def test_it_has_every_field_and_asks_few_queries(self, client: Client) -> None:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = page_of(client.get(FORM))
        assert 'name="company_name"' in page
        assert 'name="csrfmiddlewaretoken"' in page
        assert len(queries) <= 9

    def test_looking_at_it_keeps_nothing(self, client: Client) -> None:
        client.get(FORM)
        assert not PostingDraft.objects.exists()

    def test_it_is_never_kept_by_a_cache(self, client: Client) -> None:
        assert "no-store" in client.get(FORM)["Cache-Control"]

    def test_the_trap_is_out_of_reach_of_people(self, client: Client) -> None:
        page = page_of(client.get(FORM))
        assert '<div class="trap" aria-hidden="true">' in page
        assert 'name="fax" autocomplete="off" tabindex="-1"' in page

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_other_methods_are_refused(self, client: Client, method: str) -> None:
        assert getattr(client, method)(FORM).status_code == 405


class TestSending:
    def test_a_form_that_is_right_becomes_a_draft_and_asks_for_the_address(
        self, client: Client
    ) -> None:
        response = send(client, form_token=old_token())
        draft = PostingDraft.objects.get()
        assert response.status_code == 302
        assert response["Location"] == f"{draft.get_absolute_url()}confirm/"
        assert (draft.email, draft.signals) == ("ada@umbra.example", [])
        assert [mail.recipient for mail in mails()] == ["ada@umbra.example"]
        assert not Listing.objects.exists()
        assert not Company.objects.exists()

    def test_a_form_with_an_error_keeps_nothing_but_what_is_on_the_page(
        self, client: Client
    ) -> None:
        page = page_of(send(client, pay_minimum="much", company_name="Umbra & <b>Sons</b>"))
        assert '<a href="#id_pay_minimum">Amount: “much” is no amount' in page
        assert 'value="Umbra & <b>Sons</b>"' in page
        assert TEXT in page
        assert "<title>Error: " in page
        assert not PostingDraft.objects.exists()

    def test_an_error_in_a_group_of_ticks_leads_to_the_first_of_them(self, client: Client) -> None:
        assert 'href="#id_workplaces_0"' in page_of(send(client, workplaces=None))

    def test_two_clicks_make_one_posting_and_one_mail(self, client: Client) -> None:
        page = old_token()
        first, second = send(client, form_token=page), send(client, form_token=page)
        assert first["Location"] == second["Location"]
        assert PostingDraft.objects.count() == 1
        assert len(list(mails())) == 1

    def test_going_back_and_sending_another_text_changes_the_same_draft(
        self, client: Client
    ) -> None:
        page = old_token()
        send(client, form_token=page)
        assert send(client, form_token=page, title="Head lamp keeper").status_code == 302
        assert PostingDraft.objects.get().data["title"] == "Head lamp keeper"
        assert len(list(mails())) == 1

    def test_who_is_very_fast_is_noted_and_not_stopped(self, client: Client) -> None:
        send(client)
        assert "within 0 seconds" in PostingDraft.objects.get().signals[0]["reason"]

    @pytest.mark.parametrize("mark", ["", "x", "a.b.c", "WyJhIiwxXQ.forged"])
    def test_a_forged_stamp_is_noted_and_not_followed(self, client: Client, mark: str) -> None:
        send(client, form_token=mark or "none")
        assert "without a valid form token" in PostingDraft.objects.get().signals[0]["reason"]

    def test_a_filled_trap_keeps_nothing_and_says_so(self, client: Client) -> None:
        post = {"action": "send", "fax": "555"} | typed()
        page = page_of(client.post(FORM, post))
        assert "leave the field “Fax” empty" in page
        assert 'class="trap trap--seen"' in page
        assert TEXT in page
        assert not PostingDraft.objects.exists()

    @pytest.mark.slow
    def test_without_mail_it_is_closed_and_says_so(self, client: Client, settings: Any) -> None:
        settings.MAILERS = {"default": settings.MAILERS["default"]}
        assert client.get(FORM).status_code == 503
        late = send(client)
        assert late.status_code == 503
        assert TEXT in page_of(late)
        assert "closed for now" in page_of(client.get("/employers/"))

    def test_a_page_that_was_open_for_too_long_comes_back_with_all_of_it(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        late = send(strict)
        assert late.status_code == 403
        assert "open for so long" in page_of(late)
        assert TEXT in page_of(late)
        assert not PostingDraft.objects.exists()

    def test_what_another_site_sends_comes_back_to_nobody(self) -> None:
        strict = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
        answer = send(strict)
        assert answer.status_code == 403
        assert TEXT not in page_of(answer)

    def test_script_in_every_field_is_inert(self, client: Client) -> None:
        script = "<script>alert(1)</script>"
        names = typed().keys() - {"workplaces", "places", "run_days"}
        page = send(client, **dict.fromkeys(names, script), places=[script]).content.decode()
        assert script not in page


class TestADraft:
    @pytest.fixture(autouse=True)
    def _browser(self, client: Client) -> None:
        self.client = client

    def draft(self, **changes: Any) -> PostingDraft:
        draft = make_draft(data=typed(**changes), email="ada@umbra.example")
        begun_in(self.client, draft)
        return draft

    def test_it_is_there_under_its_own_address(self, client: Client) -> None:
        page = page_of(client.get(self.draft(title="Keeper of lamps").get_absolute_url()))
        assert 'value="Keeper of lamps"' in page
        assert '<meta name="robots" content="noindex">' in page

    def test_another_address_is_a_404(self, client: Client) -> None:
        self.draft()
        other = make_draft().get_absolute_url().replace(".", ".A")[:-2] + "/"
        assert client.get(other).status_code == 404
        assert client.get("/employers/post/1.x/").status_code == 404

    def test_what_is_typed_is_kept_also_when_it_is_wrong(self, client: Client) -> None:
        draft = self.draft()
        send(client, draft.get_absolute_url(), version="1", title="!!!")
        draft.refresh_from_db()
        assert (draft.data["title"], draft.version) == ("!!!", 2)

    def test_a_stale_tab_gets_both_versions_field_by_field(self, client: Client) -> None:
        draft = self.draft(title="Here before", version="1")
        send(client, draft.get_absolute_url(), version="1", title="From the other tab")
        stale = client.post(
            draft.get_absolute_url(), typed(title="From this tab") | {"version": "1"}
        )
        assert stale.status_code == 409
        page = page_of(stale)
        assert "From this tab" in page
        assert "From the other tab" in page
        assert page.count("<fieldset") == 1
        draft.refresh_from_db()
        assert draft.data["title"] == "From the other tab"

    @pytest.mark.parametrize(("take", "title"), [("here", "Mine"), ("saved", "Theirs")])
    def test_from_two_versions_each_field_is_chosen(
        self, client: Client, take: str, title: str
    ) -> None:
        draft = self.draft(title="Theirs")
        choice = {"action": "merge", "version": "1", "take-title": take}
        page = page_of(
            client.post(draft.get_absolute_url(), typed(title="Mine", workload="80 %") | choice)
        )
        assert f'value="{title}"' in page
        draft.refresh_from_db()
        assert (draft.data["title"], draft.data["workload"]) == (title, "80 %")

    def test_a_megabyte_is_on_the_page_and_not_in_the_draft(self, client: Client) -> None:
        draft = self.draft()
        text = "x" * 1_000_000
        response = send(client, draft.get_absolute_url(), version="1", description=text)
        assert text in page_of(response)
        draft.refresh_from_db()
        assert draft.data["description"] == TEXT

    def test_it_goes_after_seven_days(self) -> None:
        draft, young = self.draft(), self.draft()
        PostingDraft.objects.filter(pk=draft.pk).update(
            updated_at=timezone.now() - timedelta(days=8)
        )
        assert purge_drafts() == 1
        assert PostingDraft.objects.get() == young


class TestThePreview:
    def test_without_script_a_button_shows_card_and_page(self, client: Client) -> None:
        response = client.post(FORM, {"action": "preview"} | typed(title="Keeper of lamps"))
        assert 'sandbox srcdoc="&lt;!doctype html&gt;' in response.content.decode()
        page = page_of(response)
        assert '<iframe class="look__frame" title="Preview of the posting" sandbox srcdoc=' in page
        assert "<h1>Keeper of lamps</h1>" in page
        assert "EUR 40K – 50K / year" in page
        assert "Not sent yet" not in page

    def test_it_states_the_facts_that_the_page_will_state(self, client: Client) -> None:
        facts = {
            "workplaces": ["hybrid"],
            "office_days": "2",
            "level": "senior",
            "employment_types": ["full-time"],
            "start": "1 March",
        }
        page = page_of(client.post(FORM, {"action": "preview"} | typed(**facts)))
        for said in ("Hybrid, 2 days a week in the office", "Senior", "Full time", "1 March"):
            assert f"<dd>{said}</dd>" in page or f'<dd lang="en">{said}</dd>' in page

    @pytest.mark.slow
    def test_it_shows_what_is_right_so_far(self, client: Client) -> None:
        page = page_of(client.post(FORM, {"action": "preview", "title": "Keeper", "places": "?"}))
        assert "<h1>Keeper</h1>" in page
        assert "Your company" in page
        assert "This is missing." not in page
        assert "“?” does not look like a place" in page or "We do not know “?”" in page
        empty = page_of(client.post(FORM, {"action": "preview"}))
        assert "<h1>Your job title</h1>" in empty
        assert "Your description stands here." in empty
        assert "no longer kept" not in empty

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        "half",
        [
            {"workplaces": ["remote"], "places": None},
            {"workplaces": ["remote"], "places": None, "remote_countries": "Atlantis"},
            {"workplaces": ["remote"], "places": None, "remote_scope": "planet"},
            {"workplaces": ["moon"], "office_days": "2"},
            {"office_days": "2"},
            {"term": "", "term_months": "6"},
            {"term": "for-ever", "term_months": "6"},
        ],
    )
    def test_what_lacks_its_other_half_is_left_out(
        self, client: Client, half: dict[str, Any]
    ) -> None:
        chosen_at_first = {"remote_scope": "countries"}
        response = client.post(FORM, {"action": "preview"} | chosen_at_first | typed(**half))
        assert response.status_code == 200
        assert "<h1>Lamp keeper</h1>" in page_of(response)

    def test_nothing_of_it_is_kept(self, client: Client) -> None:
        client.post(FORM, {"action": "preview"} | typed(places=["Lindau, Germany"]))
        assert not Listing.objects.exists()
        assert not Company.objects.exists()
        assert not Place.objects.filter(city="Lindau").exists()

    def test_the_script_gets_page_and_skills(self, client: Client) -> None:
        make_skill("Rope Work")
        response = client.post(f"{FORM}preview/", typed(description="Rope work. <script>x"))
        answer = json.loads(response.content)
        assert answer["skills"] == [["rope-work", "Rope Work"]]
        assert "Rope work. &lt;script&gt;x" in answer["page"]

    def test_whoever_finds_no_turn_for_a_preview_is_told(
        self, client: Client, settings: Any
    ) -> None:
        settings.PREVIEW_WAIT_SECONDS = 0
        with previews.turn():
            response = client.post(f"{FORM}preview/", typed())
            page = client.post(FORM, {"action": "preview"} | typed(title="Rope maker"))
        assert response.status_code == 503
        assert response["Retry-After"] == "3"
        assert "try again in a few seconds" in response.json()["message"]
        assert page.status_code == 200
        assert "press Preview again in a few seconds" in page.text
        assert 'value="Rope maker"' in page.text
        assert client.post(f"{FORM}preview/", typed()).status_code == 200

    def test_it_takes_no_get(self, client: Client) -> None:
        assert client.get(f"{FORM}preview/").status_code == 405


class TestSuggestedPlaces:
    def test_places_of_the_gazetteer_by_their_beginning(self, client: Client) -> None:
        typed()
        Place.objects.update(geonames_id=2911298)
        for said, labels in (("ham", ["Hamburg, Germany"]), ("h", []), ("x", []), ("\x00", [])):
            answer = client.get(f"{FORM}places/", {"q": said})
            assert json.loads(answer.content)["places"] == labels

    def test_what_another_employer_has_typed_is_not_suggested(self, client: Client) -> None:
        typed()
        Place.objects.update(geonames_id=None)
        answer = client.get(f"{FORM}places/", {"q": "ham"})
        assert json.loads(answer.content)["places"] == []
