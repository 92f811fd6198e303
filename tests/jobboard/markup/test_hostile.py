"""Whatever a stranger writes: safe HTML soon, or a refusal that says where and why."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobboard.markup import GlossaryTerm, MarkupError, check, plain, render
from tests.jobboard.markup.reading import Page

TAGS = {
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "code", "hr",
    "br", "table", "thead", "tbody", "tr", "th", "td", "div", "a", "strong", "em", "s", "img",
    "span", "small", "figure", "figcaption",
}  # fmt: skip
PIECES = [
    "<script>alert(1)</script>", "<img/onerror=x>", "javascript:x", "[", "]", "(", ")", "![",
    "](/media/x.png)", "``", "```", "~~", "**", "_", "*", "#", "##", ">", "-", "1.", "|", "|-|",
    "{{", "}}", "{{x}}", 'else="', "\u202e", "\x00", "&#x202e;", "&lt;", "\\", "<b", "<!--",
    "]]>", ":", "//", "a", " ", "\n",
]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<div><p>unclosed", "<!-- x",
        "```\n</code></pre><script>\n```", "`<script>`", "![<script>](/media/a.png)",
        '[a](/x"onclick="y)', "| <script> |\n|---|\n| </table><script> |", "# <script>",
        '```"><script>\nx\n```', "[<script>](/x)", "&lt;script&gt;",
    ],
)  # fmt: skip
def test_html_is_shown_as_it_is_typed_and_never_runs(source: str) -> None:
    html = render(source).html
    assert {tag for tag, _ in Page(html).elements} <= TAGS
    assert not re.search(r"<[^>]*\son\w+=", html)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40))
@settings(max_examples=200)
def test_any_text_gives_only_elements_that_are_made_here(pieces: list[str]) -> None:
    rendered = render("".join(pieces), terms=[GlossaryTerm("a", "a")])
    for tag, attrs in Page(rendered.html).elements:
        assert tag in TAGS
        assert attrs.keys() <= {
            "href", "rel", "class", "src", "alt", "loading", "id", "scope", "start", "role",
            "aria-label", "tabindex", "width", "height",
        }  # fmt: skip
    assert rendered.html.encode() is not None


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u202a", "&#x202e;", "&#8238;", "\x00"])
def test_nothing_turns_the_direction_of_the_text_around(unseen: str) -> None:
    rendered = render(f"# a{unseen}b\n\nc{unseen}d ![e{unseen}f](/media/x.png)")
    raw = re.compile("[\u202a-\u202e\u2066-\u2069\x00]")
    for part in (rendered.html, rendered.text, rendered.contents[0].text, plain(f"x{unseen}")):
        assert not raw.search(part)


def test_half_a_character_is_left_out() -> None:
    assert render("a\ud800b").html == "<p>ab</p>\n"


def test_right_to_left_writing_itself_is_kept() -> None:
    assert "עברית" in render("עברית and العربية").html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a" * 1_000_000, "characters"),
        ("a\n" * 5_000, "lines"),
        (">" * 1_000 + " x", "nested too deep"),
        ("- " * 1_000 + "x", "nested too deep"),
        ("".join("  " * depth + "- x\n" for depth in range(300)), "nested too deep"),
        ("[" * 20_000, "too many brackets"),
        ("\n\n".join(["a**b" * 300] * 30), "too many brackets"),
        ("*a **b " * 50 + "c" + " b** a*" * 50, "Emphasis"),
        ("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "x\n" * 100, "too many cells"),
        ("- - - - x\n" * 2_000, "list items"),
        ("[a]: /" + "u" * 1_900 + "\n\n" + "\n\n".join(["[a]" * 500] * 5), "grows too large"),
    ],
)
def test_what_would_take_too_long_is_refused_with_a_reason(source: str, reason: str) -> None:
    with pytest.raises(MarkupError, match=reason) as caught:
        render(source)
    assert caught.value.line >= 1
    assert check(source) == (caught.value.problem,)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(MarkupError, match=r"^Line 3: "):
        render("fine\n\n" + "[" * 5_000)


def test_lists_in_lists_as_people_write_them_are_fine() -> None:
    html = render("".join("  " * depth + "- x\n" for depth in range(6))).html
    assert html.count("<li>") == 6


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "source",
    [
        "a" * 119_000, "word " * 23_000, "\n\n".join(["[" * 1_400] * 4), "- x\n" * 2_999,
        "\n\n".join(["![" * 700] * 4), "# a\n" * 2_999, "{{x " * 700, "a" + "\u0301" * 110_000,
        "A. " * 39_000 + "{{x}}", ("a" + " " * 30 + "\n") * 2_999, "a\n" * 2_999,
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 900, "\t" * 119_000, "> a\nb\n" * 1_400,
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_accepted_takes_no_time_to_speak_of(source: str) -> None:
    """200 ms is the aim; ten times that here: this guards against powers, not against load."""
    before = time.process_time()
    render(source, terms=[GlossaryTerm("a", "a"), GlossaryTerm("word-word", "word word")])
    assert time.process_time() - before < 2
