"""Glossary links: the first mention, whole words, the longest term, not a character changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobboard.markup import Glossary, GlossaryTerm, render
from tests.jobboard.markup.reading import Page

LEARNING = GlossaryTerm("learning", "learning")
DEEP = GlossaryTerm("deep-learning", "deep learning", aliases=("DL", "deep-learning"))
C = GlossaryTerm("c", "C", is_case_sensitive=True)
DOTNET = GlossaryTerm("dotnet", ".NET")
CPP = GlossaryTerm("cpp", "C++")
RND = GlossaryTerm("rnd", "R&D")
NODE = GlossaryTerm("node", "Node")
TERMS = [LEARNING, DEEP, C, DOTNET, CPP, RND, NODE]


def linked(text: str, terms: list[GlossaryTerm] | None = None) -> list[str]:
    return list(render(text, terms=TERMS if terms is None else terms).linked_terms)


def test_the_first_mention_is_linked_and_no_other() -> None:
    rendered = render("Learning, then learning.", terms=TERMS)
    assert rendered.html == (
        '<p><a class="term" href="/glossary/learning/">Learning</a>, then learning.</p>\n'
    )
    assert rendered.linked_terms == ("learning",)


@pytest.mark.parametrize(
    "source",
    [
        "# Learning", "`learning`", "    learning", "[learning](/x)", "> learning",
        "[a *learning* b](/x)", "> - learning", "| learning |\n|---|\n",
        "![learning](/media/x.png)",
    ],
)  # fmt: skip
def test_headings_code_links_and_quotations_are_left_alone(source: str) -> None:
    assert linked(source) == []
    assert linked(f"{source}\n\nThen learning.") == ["learning"]


@pytest.mark.parametrize("source", ["*learning*", "- learning", "| a |\n|---|\n| learning |"])
def test_emphasis_lists_and_cells_of_tables_may_hold_a_term(source: str) -> None:
    assert linked(source) == ["learning"]


def test_the_longest_term_wins() -> None:
    assert linked("Deep learning") == ["deep-learning"]


def test_a_later_mention_of_the_longest_term_is_not_cut_into_shorter_ones() -> None:
    assert linked("Deep learning is deep learning") == ["deep-learning"]
    assert linked("Deep *learning*") == []


def test_a_term_that_the_page_switches_off_still_counts_as_a_whole() -> None:
    glossary = Glossary(TERMS, silent=["deep-learning"])
    assert render("Deep learning", terms=glossary).linked_terms == ()


def test_a_term_may_go_on_in_the_next_line() -> None:
    assert 'learning/">deep\nlearning</a>' in render("some deep\nlearning", terms=TERMS).html


@pytest.mark.parametrize(
    "text",
    [
        "learnings", "unlearning", "learning_rate", "pre-learning", "learning-based", "learningé",
        "learning\u0301", "https://example.org/learning/x", "www.learning.example",
        "un**learning**",
        "learning@example.org", "me@learning.example", "re\u00adlearning", "x.learning",
    ],
)  # fmt: skip
def test_a_part_of_a_word_or_of_an_address_is_no_mention(text: str) -> None:
    assert linked(text) == []


@pytest.mark.parametrize(
    "text", ["learning.", "(learning)", "learning's", "“learning”", "ai/learning", "—learning—"]
)
def test_punctuation_ends_a_word(text: str) -> None:
    assert linked(text) == ["learning"]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("C++", ["cpp"]), ("C", ["c"]), ("C#", []), ("c", []), ("on .NET 8", ["dotnet"]),
        ("ASP.NET", []), ("R&D", ["rnd"]), ("Node", ["node"]), ("Node.js", []),
        ("DL", ["deep-learning"]),
        ("deep-learning", ["deep-learning"]), ("C\\+\\+", ["cpp"]),
    ],
)  # fmt: skip
def test_names_with_marks_and_case_rules(text: str, slugs: list[str]) -> None:
    assert linked(text) == slugs


def test_of_two_terms_with_one_name_the_first_given_is_linked() -> None:
    assert linked("ml", [GlossaryTerm("one", "ML"), GlossaryTerm("two", "ML")]) == ["one"]


def test_texts_of_one_page_link_a_term_once() -> None:
    glossary = Glossary(TERMS)
    assert render("learning", terms=glossary).linked_terms == ("learning",)
    assert render("learning and C", terms=glossary).linked_terms == ("c",)


def test_no_definition_is_spoken_at_the_link() -> None:
    html = render(
        "learning", terms=[GlossaryTerm("learning", "learning", short="Getting better")]
    ).html
    assert "Getting better" not in html
    assert "title" not in html


WORDS = st.sampled_from([
    "deep", "Deep", "learning", "LEARNING", "C", "C++", ".NET", "R&D", "Node", "Node.js", "DL",
    "ß", "İ", "é", "e\u0301", "*a*", "**deep", "`x`", "[l](/x)", ">", "#", "-", "|", "\\", "_",
    "__", "~~", "&amp;", "&deep;", "![a](/media/x.png)", ".", ",", "-", "'", "“", "”", "\n",
    "\n\n", " ",
])  # fmt: skip


@pytest.mark.slow
@given(st.lists(WORDS | st.text(max_size=4), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=300)
def test_the_visible_text_with_and_without_links_is_the_same_to_the_letter(
    words: list[str], between: str
) -> None:
    source = between.join(words)
    bare, rendered = render(source), render(source, terms=TERMS)
    assert Page(rendered.html).text == Page(bare.html).text
    assert rendered.text == bare.text
    assert len(set(rendered.linked_terms)) == len(rendered.linked_terms)
    assert rendered.html.count('class="term"') == len(rendered.linked_terms)
