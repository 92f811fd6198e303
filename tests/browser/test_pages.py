"""Every page in Chromium: accessible, valid, within its width, in light and dark."""

import html5lib
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from listings.employers.mails import ANSWER, FILLED
from listings.models import Confirmation, Listing, PostingOutcome
from roles.models import Guide, PreviewLink
from tests.browser.looking import look_at
from tests.browser.market import FULL, make_market
from tests.database import made_once
from tests.listings.employers.typed import typed
from tests.listings.factories import make_company, make_draft, make_listing

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 8  # that processes share: axe takes minutes for all pages


def paths() -> list[str]:
    """Every kind of page, in every state."""
    made_once(make_market)
    full = Listing.objects.get(title=FULL)
    draft = make_draft(data=typed(title="!!", pay_minimum="1"), email="ada@umbra.example")
    confirmation = Confirmation(draft=draft, email=draft.email)
    _, token = confirmation.renew()
    confirmation.save()
    gone, odd = Listing.objects.get(title="Gone"), Listing.objects.get(title="Odd")
    PostingOutcome.objects.create(listing=gone, asked_at=timezone.now())
    return [
        "/jobs/",
        "/jobs/?level=senior&country=FR&level=wizard&salary_min=x&page=7&city=paris",
        "/jobs/?q=zebra&workplace=remote",
        "/jobs/?level=senior&not-skill=python&years_max=3&visa=yes",
        "/jobs/my-skills/?role=data-engineer&knows=python&knows=sql&other_skills=alchemy",
        "/jobs/?knows=python&missing=1",
        "/jobs/values/skill/?level=senior&skill=sql&not-skill=python",
        full.get_absolute_url(),
        f"{full.get_absolute_url()}report/",
        f"{full.get_absolute_url()}report/?sent",
        gone.get_absolute_url(),
        odd.get_absolute_url(),
        "/companies/",
        "/companies/umbra/",
        "/about/",
        "/privacy/",
        "/",
        "/employers/",
        "/employers/pay-transparency/",
        "/employers/post/",
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}confirm/",
        f"/employers/confirm/{token}/",
        "/employers/confirm/unknown/",
        f"/employers/answer/{ANSWER.token(full)}/",
        f"/employers/answer/{ANSWER.token(gone)}/",
        f"/employers/answer/{FILLED.token(full)}/",
        f"/employers/filled/{FILLED.token(gone)}/",
        "/roles/",
        "/roles/data-engineer/",
        "/guides/",
        "/guides/data-engineer-vs-data-analyst/?country=everywhere",
        "/guides/three-of-them/?country=everywhere",
        PreviewLink.objects.create(guide=Guide.objects.get(title="Not out yet")).get_absolute_url(),
        "/guides/drafts/1/nothing/",
        "/roles/compare/",
        "/roles/compare/?a=data-engineer&b=data-engineer",
        "/roles/compare/data-architect-vs-data-engineer/?country=everywhere",
        "/roles/compare/data-engineer-vs-data-engineer/",
        "/authors/ada-writer/",
        "/glossary/",
        "/glossary/pipeline/",
        "/roles/data-engineer/demand/?country=everywhere",
        "/salaries/?country=everywhere",
        "/salaries/data-engineer/?country=everywhere",
        "/salaries/method/",
        "/no/such/page/",
    ]


@pytest.mark.first(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, live_server: LiveServer, part: int
) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for path in paths()[part::PARTS]:
        page.goto(live_server.url + path)
        look_at(page)
    context.close()


def test_a_posting_that_states_nothing_is_as_good_a_page(
    chromium: Browser, live_server: LiveServer
) -> None:
    company = make_company("A & Söhne <b>")
    bare, _ = (make_listing(title, company=company) for title in ("Bare", "Barer"))
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for path in ("/jobs/", bare.get_absolute_url()):
        page.goto(live_server.url + path)
        look_at(page)
    expect(page.locator("#facts")).to_be_hidden()
    expect(page.locator(".facts")).to_be_hidden()
    context.close()


def test_on_paper_is_nothing_to_operate_and_where_to_apply(
    chromium: Browser, live_server: LiveServer
) -> None:
    made_once(make_market)
    page = chromium.new_page()
    page.emulate_media(media="print")
    full = Listing.objects.get(title=FULL)
    for path in ("/jobs/?level=senior", full.get_absolute_url(), "/salaries/"):
        page.goto(live_server.url + path)
        assert page.locator(".no-print:visible").count() == 0
        expect(page.locator(".masthead__address")).to_be_visible()
    page.goto(live_server.url + full.get_absolute_url())
    expect(page.get_by_text(full.apply_url)).to_be_visible()
    page.close()


def test_where_colours_are_forced_one_sees_where_one_is(
    chromium: Browser, live_server: LiveServer
) -> None:
    made_once(make_market)
    page = chromium.new_page(forced_colors="active")
    page.goto(live_server.url + "/jobs/")
    lines = "(all) => all.map((one) => getComputedStyle(one).textDecorationLine)"
    here = page.locator(".masthead__nav a[aria-current]")
    assert here.evaluate_all(lines) == ["underline"]
    others = page.locator(".masthead__nav a:not([aria-current])")
    assert set(others.evaluate_all(lines)) == {"none"}
    page.close()


# The words of an element that stand on more than one line.
BROKEN = """(heads) => heads.flatMap((head) => {
  const letters = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), broken = [];
  for (let node = letters.nextNode(); node; node = letters.nextNode()) {
    for (const word of node.data.matchAll(/[A-Za-z]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return broken;
})"""


def test_the_first_answers_break_no_word_of_their_rows_in_the_narrowest_window(
    chromium: Browser, live_server: LiveServer
) -> None:
    made_once(make_market)
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto(live_server.url + "/guides/data-engineer-vs-data-analyst/?country=everywhere")
    heads = page.locator(".glance__table tbody th")
    assert heads.count() > 3
    assert heads.evaluate_all(BROKEN) == []
    page.close()


@pytest.mark.slow
def test_text_of_twice_the_size_fits_a_laptop(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    for path in paths():
        page.goto(live_server.url + path)
        page.add_style_tag(content=":root { font-size: 200% }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
    page.close()


@pytest.mark.slow
def test_every_page_is_well_formed_html(client: Client) -> None:
    for path in paths():
        content = client.get(path).content.decode()
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(content)
        ids = [
            value
            for element in html5lib.parse(content, namespaceHTMLElements=False).iter()
            for value in [element.get("id")]
            if value
        ]
        assert [one for one in set(ids) if ids.count(one) > 1] == [], path
        assert content.count("<h1") == 1, path
