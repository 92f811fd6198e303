"""Markdown as a page shows it: headings, contents, links, pictures, tables, words."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from jobboard.markup import (
    Anchors,
    Heading,
    check,
    count_words,
    plain,
    reading_minutes,
    render,
    validate_markup,
)
from jobboard.markup.inline_text import first_sentence
from tests.jobboard.markup.reading import Page


def test_an_empty_text_is_an_empty_page() -> None:
    rendered = render("")
    assert rendered.html == ""
    assert rendered.contents == ()
    assert rendered.words == 0


def test_the_result_is_safe_for_a_template() -> None:
    assert isinstance(render("*word*").html, SafeString)


def test_emphasis_strikethrough_code_lists_and_quotations_are_rendered() -> None:
    html = render("**a** *b* ~~c~~ `d`\n\n3. e\n\n> f\n\n```python\ng\n```").html
    for part in ("<strong>a", "<em>b", "<s>c", "<code>d", '<ol start="3">', "<blockquote>"):
        assert part in html
    assert "<pre><code>g" in html


def test_the_authors_highest_heading_has_the_level_that_the_page_asks_for() -> None:
    assert '<h3 id="s-pay">' in render("# Pay", first_level=3).html
    assert '<h2 id="s-pay">' in render("### Pay").html


def test_a_level_that_is_left_out_is_closed_up() -> None:
    html = render("# A\n\n### B\n\n## C\n\n# D").html
    levels = [tag for tag, _ in Page(html).elements if tag.startswith("h")]
    assert levels == ["h2", "h3", "h3", "h2"]


def test_no_heading_is_deeper_than_h6() -> None:
    html = render("# A\n## B\n### C\n", first_level=5).html
    assert [tag for tag, _ in Page(html).elements] == ["h5", "h6", "h6"]


def test_the_contents_are_a_tree_of_headings() -> None:
    assert render("# A *b*\n\n## C\n\n# D").contents == (
        Heading(2, "A b", "s-a-b", (Heading(3, "C", "s-c"),)),
        Heading(2, "D", "s-d"),
    )


def test_anchors_are_folded_and_never_an_id_of_the_page() -> None:
    assert '<h2 id="s-role-resume">' in render("# Rôle: Résumé!").html
    assert '<h2 id="s-results">' in render("# results").html
    assert '<h2 id="s-section">' in render("# !!!").html


def test_headings_of_one_name_are_numbered_without_taking_anothers_anchor() -> None:
    html = render("# Pay\n\n# Pay 2\n\n# Pay\n\n# Pay").html
    assert [attrs["id"] for _, attrs in Page(html).elements] == [
        "s-pay", "s-pay-2", "s-pay-3", "s-pay-4",
    ]  # fmt: skip


def test_texts_of_one_page_share_their_anchors() -> None:
    anchors = Anchors()
    assert render("# Pay", anchors=anchors).contents[0].anchor == "s-pay"
    assert render("# Pay", anchors=anchors).contents[0].anchor == "s-pay-2"


def test_a_heading_without_words_is_left_out() -> None:
    assert render("#\n\ntext").html == "<p>text</p>\n"


def test_a_link_within_the_text_finds_its_heading_under_the_authors_name() -> None:
    assert Page(render("[a](#Pay) [b](#s-pay)\n\n# Pay").html).hrefs() == ["#s-pay", "#s-pay"]


@pytest.mark.parametrize(
    "href", ["https://example.org/a?b=c", "mailto:a@example.org", "/roles/", "?q=1", "other/"]
)
def test_links_lead_to_the_web_a_mailbox_or_this_site(href: str) -> None:
    rendered = render(f"[text]({href})")
    assert Page(rendered.html).hrefs() == [href]
    assert rendered.problems == ()


def test_a_link_to_another_site_cannot_reach_back() -> None:
    assert 'rel="noopener"' in render("[a](https://example.org)").html
    assert "rel=" not in render("[a](/jobs/)").html


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
        "file:///etc/passwd", "//example.org/x", "https://", "<>", "&#106;avascript:alert(1)",
    ],
)  # fmt: skip
def test_any_other_link_loses_its_address_and_keeps_its_text(href: str) -> None:
    rendered = render(f"one\ntwo [text]({href}) end")
    assert "text end" in rendered.text
    assert "<a" not in rendered.html
    assert [problem.line for problem in rendered.problems] == [2]


def test_a_link_without_text_is_left_out_and_named() -> None:
    rendered = render("a [](https://example.org) b")
    assert "<a" not in rendered.html
    assert "no text" in str(rendered.problems[0])


def test_titles_are_left_out_since_few_can_reach_them() -> None:
    assert "title" not in render('[a](/x "hidden") ![b](/media/c.png "hidden")').html


def test_a_picture_of_this_site_is_shown_with_its_description() -> None:
    html = render("![A *chart*](/media/ab/chart-1.webp)").html
    assert '<img src="/media/ab/chart-1.webp" alt="A chart" loading="lazy">' in html


@pytest.mark.parametrize(
    "source",
    [
        "![](/media/a.png)", "![ ](/media/a.png)", "![a](https://example.org/a.png)",
        "![a](/a.png)",
        "![a](/media/../a.png)", "![a](data:image/png;base64,AAAA)", "![a](/media//a.png)",
    ],
)  # fmt: skip
def test_any_other_picture_is_left_out_and_named(source: str) -> None:
    rendered = render(f"x {source}")
    assert "<img" not in rendered.html
    assert len(rendered.problems) == 1


def test_a_table_has_a_name_a_scroll_box_and_aligned_cells_without_inline_style() -> None:
    html = render("| Level | Pay |\n|---|--:|\n| Entry | 1 |").html
    assert 'role="group" aria-label="Table: Level, Pay" tabindex="0"' in html
    assert '<th scope="col" class="align-right">Pay' in html
    assert '<td class="align-right">1' in html
    assert "style=" not in html


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    html = render("| | Pay |\n|---|---|\n| Entry | 1 |").html
    assert "<td></td>" in html
    assert html.count("<th ") == 1


def test_words_are_counted_as_a_person_counts_them() -> None:
    assert count_words("Don't use state-of-the-art node.js — it's 4.5 times slower.") == 8
    assert render("# One two\n\n- three\n- [four](/x) `five`").words == 5


def test_reading_time_is_in_whole_minutes_and_at_least_one() -> None:
    assert [reading_minutes(words) for words in (0, 238, 239, 2380)] == [1, 1, 2, 10]


def test_plain_text_has_a_line_for_each_block() -> None:
    source = "# A *title*\n\nsome **bold**\nwords &amp; [link](/x) ![no](/media/x.png)\n\n- item"
    assert plain(source) == "A title\nsome bold words & link\nitem"


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("", ""),
        ("Cares for people.", "Cares for people."),
        ("Cares *for* people, e.g. at\nnight. And by day.", "Cares for people, e.g. at night."),
        ("- You like calm.\n- You like people.", "You like calm."),
    ],
)
def test_the_first_sentence_stands_without_its_markup(markdown: str, sentence: str) -> None:
    assert first_sentence(plain(markdown)) == sentence


def test_a_field_refuses_a_text_with_problems_and_names_their_lines() -> None:
    validate_markup("fine")
    with pytest.raises(ValidationError) as caught:
        validate_markup("fine\n\n[a](javascript:x)\n\n![](/media/x.png)")
    assert [message.split(":")[0] for message in caught.value.messages] == ["Line 3", "Line 5"]


def test_a_refused_text_is_a_problem_too() -> None:
    assert "the most" in str(check("a" * 300_000)[0])
