"""Employers' text: safe, plain and quick, whatever it holds."""

import re
import time
from html.parser import HTMLParser

import pytest

from listings.reading.descriptions import (
    CUT_NOTE,
    LONGEST,
    clean_html,
    plain_text,
    without_heading_gaps,
)


class Found(HTMLParser):
    """The tags, attributes and links of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_paragraphs_lists_emphasis_and_links_stay() -> None:
    given = (
        "<p>We <b>row</b> and <i>sail</i>.</p><ul><li>Oars</li></ul><hr>"
        '<p><a href="https://example.com/?a=1&amp;b=2" target="_blank">Read</a></p>'
    )
    assert clean_html(given) == (
        "<p>We <strong>row</strong> and <em>sail</em>.</p><ul><li>Oars</li></ul><hr>"
        '<p><a href="https://example.com/?a=1&amp;b=2" rel="nofollow noopener">Read</a></p>'
    )


def test_headings_begin_at_h3_without_gaps() -> None:
    assert clean_html("<h1>A</h1><h4>B</h4><h1>C</h1>") == "<h3>A</h3><h4>B</h4><h3>C</h3>"
    assert clean_html("<h2>A</h2>") == "<h3>A</h3>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<p style="position:fixed" class="x" id="y" onclick="alert(1)">p</p>',
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" jAvAsCrIpT:alert(1)">a</a>',
        '<a href="data:text/html,<script>alert(1)</script>">a</a>',
        '<a href="/admin/logout/">a</a>',
        '<a href="//evil.example">a</a>',
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe src=https://example.com></iframe>",
        "<form action=/><input name=q></form>",
        "<style>*{display:none}</style>",
        "<!-- <script>alert(1)</script> -->",
        "&lt;p&gt;&lt;img src=x onerror=alert(1)&gt;&lt;/p&gt;",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
        "<a href='https://x/\" onmouseover=\"alert(1)'>a</a>",
    ],
)
def test_nothing_that_acts_gets_through(hostile: str) -> None:
    for given in (hostile, f"<p>before</p>{hostile}"):
        found = Found()
        found.feed(clean_html(given))
        assert found.tags <= {"p", "a", "table"}
        assert found.attributes <= {"href", "rel"}
        assert all(link.startswith("https://") for link in found.links)


def test_empty_paragraphs_go() -> None:
    given = "<p></p><p>&nbsp;<br></p><p><strong> </strong></p><ul><li></li></ul><p>Text</p>"
    assert clean_html(given) == "<p>Text</p>"


def test_text_in_divisions_becomes_paragraphs() -> None:
    given = "<div><div>One</div><div>Two <b>three</b></div></div>"
    assert plain_text(clean_html(given)) == "One\nTwo three"
    assert clean_html(given).count("<p>") == 2


def test_html_that_was_escaped_once_more_is_html() -> None:
    given = "&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    assert clean_html(given) == "<p>Fish &amp; chips</p>"


def test_escaped_tags_beside_real_ones_are_text() -> None:
    assert (
        clean_html("<p>Write &lt;p&gt; and &lt;br&gt;</p>")
        == "<p>Write &lt;p&gt; and &lt;br&gt;</p>"
    )


def test_plain_text_has_a_line_for_each_block_and_no_markup() -> None:
    cleaned = clean_html("<h2>Us</h2><p>A &amp; B<br>C</p><ul><li>One</li><li>Two</li></ul>")
    assert plain_text(cleaned) == "Us\nA & B\nC\nOne\nTwo"


def test_plain_text_has_no_signs_without_width() -> None:
    assert plain_text(clean_html("<p>Har&shy;bour and ti&#8203;des</p>")) == "Harbour and tides"


def test_a_text_beyond_the_limit_is_cut_with_a_note() -> None:
    cleaned = clean_html("<p>" + "word " * LONGEST)
    assert cleaned.endswith(CUT_NOTE)
    assert len(cleaned) < LONGEST + 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "huge",
    [
        "<div>" * 200_000,
        "<b>" * 300_000,
        "<b><p>" * 200_000,
        "<ul><li>" * 120_000,
        "<table>" * 150_000,
        '<a href="' * 110_000,
        "<" * 1_000_000,
        "<p>" + " " * 1_000_000,
        "<p> " * 250_000,
        "&lt;p" * 200_000,
        '&lt;p&gt;<a "' * 80_000,
        "<div>x" * 2_900,
        "&nbsp;" * 160_000,
    ],
)
def test_a_megabyte_of_anything_is_quick(huge: str) -> None:
    began = time.process_time()
    plain_text(clean_html(huge))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("levels", "fitting"), [("4343", "3343"), ("3456", "3456"), ("5", "3"), ("3536", "3434")]
)
def test_on_a_page_no_heading_skips_a_level(levels: str, fitting: str) -> None:
    text = "".join(f"<h{level}>Part</h{level}><p>x</p>" for level in levels)
    shown = without_heading_gaps(text)
    assert re.findall(r"<h(\d)>Part</h\1>", shown) == list(fitting)


@pytest.mark.parametrize("tag", ["section", "article", "header", "dt", "dd", "summary", "legend"])
def test_every_element_that_is_a_block_begins_a_line(tag: str) -> None:
    cleaned = clean_html(f"<div><{tag} class='x'>Pay</{tag}><{tag}>50K</{tag}></div>")
    assert plain_text(cleaned) == "Pay\n50K"
