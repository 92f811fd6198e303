"""One wording and its facts make subject, text and HTML; facts are words and never markup."""

import re
from pathlib import Path

import html5lib
import pytest
from django.core import mail as django_mail
from hypothesis import given, settings
from hypothesis import strategies as st

from jobboard.mail.kinds import (
    MailKind,
    Wording,
    all_kinds,
    kind_named,
    misplaced_names,
    read_kinds,
    register,
)
from jobboard.mail.rendering import LINE, compose, sample_mail, wording_of
from jobboard.models import MailWording

HOSTILE = [
    "[x](https://evil.example)",
    "<script>alert(1)</script>",
    "**bold** `code` # heading",
    "{{ site.url }}",
    "q7fact0x q7fact1x",
    'https://evil.example/"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "https://good.example/?a=%22",
    "\u202egnp.exe",
    "a\r\nBcc: victim@example.org",
    "&amp; &lt;",
    "\\",
]


def letter(body: str, subject: str = "S", **facts: str) -> tuple[str, str]:
    made = compose(Wording(subject, body), facts)
    return made.text, made.html


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("as *still open*, *filled*", "as still open, filled"),
        ("**very** *good*", "very good"),
        ("so *long\nthat* it breaks", "so long that it breaks"),
        ("press `Send` or _wait_", "press Send or wait"),
        ("2 * 3 * 4, snake_case_name, 5*6", "2 * 3 * 4, snake_case_name, 5*6"),
    ],
)
def test_what_is_marked_is_its_words_alone_in_the_text(marked: str, read: str) -> None:
    assert letter(marked)[0] == read


def test_one_wording_makes_both_parts() -> None:
    text, html = letter(
        "Dear **{{ name }}**,\n\n[Open it]({{ url }})", name="Ann", url="https://a.example/1"
    )
    assert text == "Dear Ann,\n\nOpen it: https://a.example/1"
    assert html == (
        '<p>Dear <strong>Ann</strong>,</p>\n<p><a href="https://a.example/1">Open it</a></p>\n'
    )


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "body", ["{{ x }}", "Hello {{ x }}!", "> {{ x }}", "[go]({{ x }})", "# {{ x }}", "`{{ x }}`"]
)
def test_a_fact_is_never_markup(body: str, hostile: str) -> None:
    _, html = letter(body, x=hostile)
    for tag in ("<script", "<img", 'href="https://evil', "<strong>"):
        assert tag not in html
    assert "\u202e" not in html
    assert 'href="javascript' not in html
    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert "onerror" not in html or "&quot;&gt;&lt;img" in html


@given(st.text(max_size=80))
@settings(max_examples=150)
def test_whatever_a_fact_says_it_opens_no_tag_and_breaks_no_subject(value: str) -> None:
    made = compose(Wording("About {{ x }}", "About {{ x }}."), {"x": value})
    assert "\n" not in made.subject
    assert "\r" not in made.subject
    inside = made.html.removeprefix("<p>").removesuffix("</p>\n")
    # ours are a span that keeps a right-to-left text in its place, and a link to an address
    ours = re.compile(r'<span dir="auto">|</span>|<a href="https?://[^"<>]*">|</a>')
    assert "<" not in ours.sub("", inside)


def test_a_quoted_fact_is_quoted_whole() -> None:
    text, html = letter("They wrote:\n> {{ comment }}", comment="One.\r\n\r\n# Two")
    assert text == "They wrote:\n> One.\n> \n> # Two"
    assert "<blockquote>\n<p>One.<br>\n<br>\n# Two</p>\n</blockquote>" in html


def test_a_paragraph_that_names_an_empty_fact_is_left_out() -> None:
    text, html = letter("Hello.\n\nThe editor adds:\n> {{ comment }}\n\nBye.", comment="")
    assert text == "Hello.\n\nBye."
    assert "editor" not in html


def test_running_text_is_broken_at_a_readable_width() -> None:
    text, _ = letter("word " * 60 + "{{ x }}", x="https://a.example/" + "long" * 30)
    assert max(len(line) for line in text.split("\n")[:-1]) <= LINE
    assert text.endswith("long" * 30)


def test_a_bare_address_is_a_link_in_html() -> None:
    text, html = letter("Here:\n\n<{{ url }}>", url="https://a.example/?a=1&b=2")
    assert "<https://a.example/?a=1&b=2>" in text
    assert '<a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>' in html


def test_an_endless_fact_is_cut() -> None:
    text, _ = letter("{{ x }}", x="a" * 1_000_000)
    assert len(text) == 5_000


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_the_default_words_of_a_kind_make_a_whole_mail(kind: MailKind) -> None:
    made = sample_mail(kind, kind.wording)
    assert made.subject
    assert "{{" not in made.subject + made.text + made.html
    assert "q7fact" not in made.html
    assert len(made.text) < 2_000
    for sign in ("*", "`", "]("):
        assert sign not in made.text
    message = django_mail.EmailMultiAlternatives(made.subject, made.text, to=["a@b.example"])
    message.attach_alternative(made.html, "text/html")
    assert message.message().as_bytes()


class TestRegistry:
    def test_unknown_names_are_complained_about_with_the_nearest(self) -> None:
        kind = kind_named("posting-approved")
        complaint = "“manage” means nothing here; did you mean manage_url?"
        assert list(misplaced_names("Hello\n{{ manage }}", kind)) == [(2, complaint)]
        assert list(misplaced_names("{{ site.name }}", kind)) == []

    @pytest.mark.parametrize(
        "words",
        [
            "[Sign in](https://elsewhere.example/?c={{ code }})",
            "[Sign in](https&#58;//elsewhere&#46;example/{{ code }})",
            "elsewhere.example/{{ code }}",
            "<https://{{ code }}.elsewhere.example>",
            "[a]\n\n[a]: https://elsewhere.example/{{ code }}",
            "[Mail us](mailto:eve@elsewhere.example?body={{ code }})",
            "[Sign in]({{ site.url }}@elsewhere.example/{{ code }})",
        ],
    )
    def test_no_fact_goes_out_with_the_address_of_somebody_else(self, words: str) -> None:
        kind = kind_named("sign-in-code")
        found = list(misplaced_names(words, kind))
        assert [complaint for _, complaint in found] == [
            "“code” would go to whom the address belongs: write it apart."
        ]
        row = MailWording(subject="", body=words)
        assert wording_of(kind, row) == kind.wording  # also where it was saved before

    @pytest.mark.parametrize(
        "words",
        [
            "**{{ code }}**",
            "Your code ({{ code }}).",
            "Code: {{ code }}.",
            "{{ site.url }}/accounts/?c={{ code }}",
            "It is {{ code }}; see https://help.example/codes",
        ],
    )
    def test_a_fact_of_its_own_is_none(self, words: str) -> None:
        assert not list(misplaced_names(words, kind_named("sign-in-code")))

    def test_a_kind_whose_words_name_what_it_lacks_is_refused(self) -> None:
        with pytest.raises(ValueError, match="did you mean name"):
            register(MailKind("t", "T", Wording("S", "{{ nam }}"), {"name": "x"}))

    @pytest.mark.parametrize(
        ("front", "complaint"),
        [
            ('subject = "S"\nlabel = "L"', "“sample” is lacking"),
            ('subject = "S"\nlabel = "L"\nsecret = 1\n[sample]', "“secret” means nothing"),
        ],
    )
    def test_a_file_whose_front_matter_lacks_something_is_refused(
        self, tmp_path: Path, front: str, complaint: str
    ) -> None:
        (tmp_path / "t.md").write_text(f"+++\n{front}\n+++\n\nHello.")
        with pytest.raises(ValueError, match=complaint):
            list(read_kinds(tmp_path))

    def test_a_file_without_front_matter_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "t.md").write_text("Hello.")
        with pytest.raises(ValueError, match=r"t\.md: .* is lacking"):
            list(read_kinds(tmp_path))

    def test_two_kinds_of_one_name_are_refused(self) -> None:
        with pytest.raises(ValueError, match="Two kinds"):
            register(MailKind("test", "Other", Wording("S", "B"), {}))

    def test_an_unknown_kind_is_named(self) -> None:
        with pytest.raises(LookupError, match="nothing-such"):
            kind_named("nothing-such")
