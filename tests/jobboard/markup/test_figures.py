"""Live figures inside Markdown: shown with their sample, replaced or gone without one."""

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest

from jobboard.markup import (
    KINDS,
    Arguments,
    FigureKind,
    FigureWord,
    GlossaryTerm,
    Rendered,
    RenderedFigure,
    Show,
    check,
    compute,
    described,
    plain,
    register,
    render,
)
from jobboard.markup.figure_kinds import OTHERWISE

SAMPLES = {"nurse": "71%", "midwife": "<b>5</b>"}
NAMES = {"nurse": "Nurse", "midwife": "Midwife", "surgeon": "Surgeon"}
COUNTRIES = {"US": "United States", "DE": "Germany", "FR": "France"}


@pytest.fixture(autouse=True)
def _no_kinds() -> Iterator[None]:
    with patch.dict(KINDS, clear=True):
        yield


class Shares:
    """The one kind of figure that there is, which has no sample for surgeons."""

    def __init__(self) -> None:
        self.asked: list[list[Arguments]] = []
        self.looked_up = 0
        kind = FigureKind(
            "share",
            self.answer,
            words=(FigureWord("role", self.names),),
            options=(FigureWord("country", lambda: COUNTRIES),),
            help="How many ask for it.",
        )
        register(kind)

    def names(self) -> dict[str, str]:
        self.looked_up += 1
        return NAMES

    def answer(self, requests: Sequence[Arguments]) -> list[RenderedFigure | None]:
        self.asked.append(list(requests))
        return [self.figure(request) for request in requests]

    def figure(self, request: Arguments) -> RenderedFigure | None:
        value = SAMPLES.get(request.words[0])
        country = request.options.get("country", "")
        href = f"/jobs/?role={request.words[0]}&country={country}"
        return (
            RenderedFigure(value, "of 214 postings", href, "/roles/nurse/demand/")
            if value
            else None
        )


def show(text: str) -> Rendered:
    Shares()
    return render(text)


def test_a_figure_stands_with_its_sample_and_leads_to_its_postings() -> None:
    rendered = show("About {{ share nurse country=US }} ask.")
    assert rendered.html == (
        '<p>About <span class="figure"><a href="/jobs/?role=nurse&amp;country=US">71%</a> '
        '<small>(<a href="/roles/nurse/demand/">of 214 postings</a>)</small></span> ask.</p>\n'
    )
    assert rendered.text == "About 71% (of 214 postings) ask."
    assert (rendered.live_figures, rendered.absent_figures) == (1, 0)


def test_a_figures_own_text_is_escaped() -> None:
    assert "&lt;b&gt;5&lt;/b&gt;" in show("{{share midwife}}").html


def test_a_figure_never_leads_to_another_site() -> None:
    away = "//evil.example"
    register(FigureKind("x", lambda _: [RenderedFigure("1", "note", away, away)]))
    assert "<a" not in render("{{ x }}").html


def test_a_figure_inside_a_link_is_no_link_of_its_own() -> None:
    assert show("[{{ share nurse }}](/x)").html.count("<a") == 1


def test_all_figures_of_a_page_are_asked_for_at_once_and_each_once() -> None:
    shares = Shares()
    compute(["{{share nurse}} {{share midwife}}", "{{share nurse}}"])
    render("{{share nurse}} {{share midwife}} {{share nurse}}")
    assert [len(requests) for requests in shares.asked] == [2, 2]


def test_figures_that_were_computed_before_are_not_asked_for_again() -> None:
    shares, text = Shares(), "About {{ share nurse }} ask. `{{ share midwife }}` is code."
    answers = compute([text, "text"], defaults={"country": "DE"})
    assert list(answers) == ["share nurse"]
    assert "country=DE" in render(text, figures=answers).html
    assert len(shares.asked) == 1


def test_nothing_is_asked_where_there_is_no_figure() -> None:
    shares = Shares()
    render("text")
    assert shares.asked == []


def test_the_pages_defaults_hold_where_the_author_names_none() -> None:
    Shares()
    html = render(
        "{{share nurse}} {{share nurse country=FR}}",
        defaults={"country": "DE", "level": "senior"},
    ).html
    assert "country=DE" in html
    assert "country=FR" in html


def test_a_kind_knows_which_options_the_page_put_in() -> None:
    shares = Shares()
    text = "{{share nurse}} {{share midwife country=FR}}"
    render(text, defaults={"country": "DE"})
    assert [one.usual for one in shares.asked[0]] == [{"country"}, frozenset()]


@pytest.mark.parametrize("quoted", ['else="Most ask"', "else=“Most ask”"])
def test_without_a_sample_the_authors_own_words_stand_there(quoted: str) -> None:
    rendered = show(f"{{{{ share surgeon {quoted} }}}} for it.")
    assert rendered.html == "<p>Most ask for it.</p>\n"
    assert (rendered.live_figures, rendered.absent_figures) == (0, 1)


def test_the_authors_own_words_are_text_and_may_hold_a_term() -> None:
    assert "&lt;i&gt;" in show('{{ share surgeon else="<i>" }}').html
    terms = [GlossaryTerm("python", "Python")]
    text = '{{ share surgeon else="Python" }}'
    Shares()
    assert render(text, terms=terms).linked_terms == ("python",)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("First. About {{share surgeon}} ask. Last.", "First. Last."),
        ("First. About {{share surgeon}} ask.", "First."),
        ("{{share surgeon}} ask! Last.", "Last."),
        ("One? Two\n{{share surgeon}} three.\nFour.", "One? Four."),
        ("Ask, e.g. {{share surgeon}}, them. Last.", "Last."),
        ("In the U.S. about {{share surgeon}} ask. Last.", "Last."),
        ("“Quoted.” Then {{share surgeon}}. Last.", "“Quoted.” Last."),
        ("**Bold. About {{share surgeon}}.** Last.", "Bold. Last."),
        ("One. Two `code` {{share surgeon}} [link](/x). Last.", "One. Last."),
        ("A {{share surgeon}}. B {{share surgeon}}. C.", "C."),
        ("Dr. P. Roe says {{share surgeon}}. Last.", "Last."),
        ("At 4.5 times {{share surgeon}} it. Last.", "Last."),
    ],
)
def test_without_a_sample_and_words_of_the_author_the_sentence_goes(text: str, left: str) -> None:
    assert show(text).text == left


def test_a_dropped_sentence_leaves_whole_markup_behind() -> None:
    html = show("First. *About {{share surgeon}} ask.* **Last.** End.").html
    assert html == "<p>First. <strong>Last.</strong> End.</p>\n"


@pytest.mark.parametrize(
    "block",
    ["{{share surgeon}}.", "> {{share surgeon}}", "- {{share surgeon}}", "1. {{share surgeon}}"],
)
def test_a_block_that_loses_everything_goes_too(block: str) -> None:
    assert show(f"Before.\n\n{block}\n\nAfter.").html == "<p>Before.</p>\n<p>After.</p>\n"


def test_only_the_empty_item_of_a_list_goes() -> None:
    assert show("- {{share surgeon}}\n- stays").html.count("<li>") == 1


def test_a_list_that_goes_takes_along_the_sentence_that_announces_it() -> None:
    text = "Pay varies. The shares are:\n\n- {{share surgeon}}\n- {{share surgeon}}\n\nAfter."
    assert show(text).text == "Pay varies.\nAfter."


def test_an_empty_cell_of_a_table_shows_a_dash() -> None:
    assert "<td>–</td>" in show("| a |\n|---|\n| {{share surgeon}} |").html


def test_a_preview_shows_how_the_page_reads_without_samples() -> None:
    shares = Shares()
    text = 'One. {{share nurse}} ask. {{share nurse else="Most"}} say.'
    rendered = render(text, figures=Show.ABSENT)
    assert rendered.text == "One. Most say."
    assert shares.asked == []


def test_plain_text_computes_nothing() -> None:
    assert plain('One. {{ x }} is. {{ x else="Much" }} is.') == "One. Much is."


@pytest.mark.parametrize(
    ("figure", "message", "nearest"),
    [
        ("shre nurse", "no figure “shre”", ("share",)),
        ("share nurs", "no role “nurs”", ("nurse",)),
        ("share nurse contry=US", "no option of share “contry”", ("country",)),
        ("share nurse country=germny", "no country “germny”", ("DE",)),
        ("share", "“share” needs a role, as in {{ share ROLE }}", ()),
        ("share nurse midwife", "needs a role", ()),
        ("", "begins with its name", ()),
        ("share nurse country=US country=FR", "given twice", ()),
        ("share nurse country= x", "from “country=” on", ()),
        ("share nurse else=“open", "no end", ()),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_names(
    figure: str, message: str, nearest: tuple[str, ...]
) -> None:
    Shares()
    (problem,) = check(f"# Title\n\nfirst line\n{{{{ {figure} }}}}")
    assert problem.line == 4
    assert message in problem.message
    assert problem.nearest == nearest


def test_names_are_looked_up_once_for_a_check_and_never_for_a_page() -> None:
    shares, text = Shares(), "{{ share Nurse country=us }} {{ share midwife }}"
    assert check(text) == ()
    assert shares.looked_up == 1
    render(text)
    assert shares.looked_up == 1


def test_an_editor_is_told_every_kind_and_the_names_that_may_stand_in_it() -> None:
    Shares()
    assert described() == {
        "kinds": [
            {
                "name": "share",
                "help": "How many ask for it.",
                "pattern": "{{ share ROLE }}",
                "example": "{{ share nurse }}",
                "words": ["role"],
                "options": ["country"],
                "bound": None,
            }
        ],
        "names": {"role": list(NAMES.items()), "country": list(COUNTRIES.items())},
        "else": OTHERWISE,
    }


def test_a_mistake_never_breaks_the_page() -> None:
    assert show("One. {{ nonsense }} is. Two.").text == "One. Two."


def test_while_nothing_is_registered_every_figure_is_unknown() -> None:
    assert "no figure" in check("{{ share nurse }}")[0].message


@pytest.mark.parametrize("source", ["# Pay {{share nurse}}", "![a {{share nurse}}](/media/x.png)"])
def test_a_figure_cannot_stand_in_a_heading_or_a_description(source: str) -> None:
    rendered = show(source)
    assert "71%" not in rendered.html
    assert len(rendered.problems) == 1


def test_a_heading_stays_without_its_figure() -> None:
    assert show("# Pay {{share surgeon}}").contents[0].anchor == "s-pay"


@pytest.mark.parametrize(
    "source", ["`{{ share nurse }}`", "    {{ share nurse }}", "\\{{ share nurse }}"]
)
def test_in_code_or_behind_a_backslash_a_figure_is_text(source: str) -> None:
    rendered = show(source)
    assert "{{ share nurse }}" in rendered.html
    assert rendered.problems == ()
