"""What is wider than a phone, wherever somebody wrote it: no page scrolls sideways for it."""

import os
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from jobboard.models import Picture, SitePage
from jobboard.site import media
from listings.models import Listing, Status
from listings.reading.descriptions import clean_html
from roles.models import GuideSection
from tests.browser.looking import OPENED, WIDTHS, look_at_as_it_is
from tests.browser.market import make_market
from tests.database import made_once
from tests.listings.factories import make_company, make_listing, make_role
from tests.roles.factories import make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
URL = "https://example.org/" + "a-long-path/" * 30 + "?" + "q=1&" * 40
CODE = "SELECT " + ", ".join(f"column_{n}" for n in range(60)) + " FROM t;"
TABLE_HEAD = "| " + " | ".join(f"Column number {n}" for n in range(14)) + " |"
TABLE = f"{TABLE_HEAD}\n{'|---' * 14}|\n| " + " | ".join(f"{n * 1000:,}" for n in range(14)) + " |"


def chart(width: int, height: int) -> Picture:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for at in range(0, width, 60):
        draw.rectangle((at, height - at * height // width, at + 40, height), fill="teal")
    out = BytesIO()
    image.save(out, "PNG")
    encoded = media.encode(BytesIO(out.getvalue()), len(out.getvalue()))
    media.store(encoded)
    return Picture.objects.create(
        content_hash=encoded.content_hash,
        format=encoded.format,
        width=encoded.width,
        height=encoded.height,
        alt="Bars that rise from left to right",
    )


def markdown() -> str:
    wide, tall, small = chart(1_200, 500), chart(400, 1_600), chart(240, 120)
    return "\n\n".join(
        [
            "Words before it.",
            f'![Bars]({wide.url} "Postings for each month of 2026; a caption may be long.")',
            f"![A tall one]({tall.url})\n\nBetween them ![small]({small.url}) in a line.",
            f"## {WORD}",
            f"{WORD} and <{URL}> and [{WORD}]({URL}) and `{WORD * 2}`.",
            f"> {WORD}\n\n- {WORD}\n  - {URL}",
            f"```\n{CODE}\n```",
            TABLE,
            f"| a | b |\n|---|---|\n| {WORD} | `{CODE}` |",
        ]
    )


HTML = (
    f"<h3>{WORD}</h3><p>{WORD} <a href='{URL}'>{URL}</a> <code>{CODE}</code></p><pre>{CODE}</pre>"
    f"<ul><li>{WORD}<ul><li>{URL}</li></ul></li></ul><blockquote>{WORD}</blockquote>"
    "<table><tr>" + "".join(f"<th>Column number {n}</th>" for n in range(14)) + "</tr><tr>"
    + "".join(f"<td>{n * 1000:,}</td>" for n in range(14)) + "</tr></table>"
    "<img src='https://elsewhere.example/x.png' width='3000'>"
)  # fmt: skip


def paths() -> list[str]:
    """Every page that shows what somebody wrote, with the widest of each kind in it."""
    made_once(make_market)
    text = markdown()
    role = make_profiled_role("Keeper", summary=text)
    role.definition = f"{WORD} {URL}"
    role.save()
    guide = make_guide(role, make_role("Rigger"), title="Wide things")
    GuideSection.objects.create(guide=guide, heading=WORD[:100], body=text)
    term = make_term("Wide term", body=text)
    SitePage.objects.update_or_create(slug="about", defaults={"body": text})
    company = make_company(WORD[:120], description=f"{WORD}\n{URL}")
    company.logo = Picture.objects.first()
    company.website = URL[:190]
    company.save()
    listing = make_listing(
        f"{WORD} {URL}"[:200],
        company=company,
        roles=(role,),
        benefits=[WORD, URL],
        pay_text=URL[:500],
        department=WORD[:100],
        reference=WORD[:60],
        description_html=clean_html(HTML),
    )
    Listing.objects.filter(pk=listing.pk).update(status=Status.PUBLISHED)
    return [
        guide.get_absolute_url(),
        role.get_absolute_url(),
        term.get_absolute_url(),
        "/about/",
        company.get_absolute_url(),
        listing.get_absolute_url(),
        f"{listing.get_absolute_url()}report/",
        "/jobs/",
        f"/jobs/?q={WORD}&role=keeper",
        f"/jobs/?q={'wide+' * 200}",
        "/companies/",
    ]


@pytest.mark.slow
def test_no_page_scrolls_sideways(chromium: Browser, live_server: LiveServer) -> None:
    faults: list[tuple[object, ...]] = []
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for number, path in enumerate(paths()):
        page.goto(live_server.url + path)
        page.locator("details").evaluate_all(OPENED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("JOBBOARD_SCREENSHOTS"):
                page.screenshot(path=f"{folder}/{width}-{number}.png", full_page=True)
            faults += [(width, path[:60], one) for one in page.evaluate(WIDER_THAN_ITS_COLUMN)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append((width, path[:60], page.evaluate(STICKS_OUT)))
            if width == WIDTHS[0]:
                look_at_as_it_is(page)
    context.close()
    assert faults == []


STICKS_OUT = """
() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest(".wide, pre") && !one.children.length)
  .slice(0, 6)
  .map((one) => `${one.parentElement.outerHTML.slice(0, 60)} … ${one.outerHTML.slice(0, 80)}`)
"""


WIDER_THAN_ITS_COLUMN = """
() => [...document.querySelectorAll("main img")]
  .filter((image) => image.getBoundingClientRect().right > document.documentElement.clientWidth
    || image.clientWidth > image.parentElement.clientWidth + 1
    || !image.getAttribute("width") || !image.getAttribute("height"))
  .map((image) => image.outerHTML)
"""


@pytest.mark.slow
def test_a_page_does_not_jump_while_its_pictures_load(
    chromium: Browser, live_server: LiveServer
) -> None:
    (path, *_) = paths()
    context = chromium.new_context(viewport={"width": 375, "height": 900})
    page = context.new_page()
    page.route("**/media/**", lambda route: route.abort())
    page.goto(live_server.url + path)
    sizes = "[...document.querySelectorAll('.picture img')].map((i) => [i.width, i.height])"
    assert all(
        height > 100 and width / height == pytest.approx(ratio, rel=0.02)
        for (width, height), ratio in zip(page.evaluate(sizes), (2.4, 0.25), strict=False)
    )
    context.close()
