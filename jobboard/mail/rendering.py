"""A mail's subject, text and HTML, made from a wording and its facts.

The text is the wording without Markdown's signs, wrapped anew; the HTML is its Markdown.
Facts never pass through Markdown: they are put, escaped, into HTML that is made and cleaned
already, so a posting's title can be neither a link nor a heading. A paragraph that names
an empty fact is left out. The words of a kind are an editor's, else its default.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from textwrap import fill
from typing import Any
from unicodedata import bidirectional

from django.utils.html import escape

from jobboard.mail.kinds import MailKind, Wording, all_kinds, out_of_place
from jobboard.markup import check, render
from jobboard.markup.parser import without_unseen
from jobboard.markup.placeholders import PLACEHOLDER
from jobboard.models import MailWording
from jobboard.site import identity

LONGEST_FACT = 5_000
LONGEST_SUBJECT = 250
LINE = 72
UNSEEN = "\u200c"  # zero-width non-joiner

_PARAGRAPHS = re.compile(r"\n\s*\n")
_ALONE = re.compile(r"^[>\t ]*\{\{[\t ]*([^{}\n]*?)[\t ]*\}\}[\t ]*$", re.MULTILINE)
# Quotes, lists, headings, code, tables, and lines that end in a break of their own.
_NOT_RUNNING = re.compile(r"\s*[>#|+*-] |\s*\d+[.)] |\s*>|    |.*(?:\\|  )$")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\n]+)\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
# Emphasis and code; a sign inside a word, or before a space, is itself.
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+)(?<=[^\s_])_(?![\w_])")
_CODE = re.compile(r"`([^`]+)`")
_BRACKETED = re.compile(r"<(\{\{[^{}\n]*\}\})>")
_NOT_IN_A_MAIL = re.compile(r"(!)\[|\]\(\s*[/#]")  # a picture, or a link without its host
# What stands for a fact in Markdown: one plain word, so that no rule of Markdown touches it.
_MARK = re.compile(r"q7fact(\d+)x")
_ANCHOR_OR_MARK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>|q7fact(\d+)x', re.DOTALL)
# Every other tag; its attributes (a heading's anchor, a picture's description) hold no facts.
_OTHER_TAG = re.compile(r'<(?!a )\w+(?:\s+[\w-]+="[^"]*")+\s*/?>')
_RIGHT_TO_LEFT = {"R", "AL"}  # of Unicode's bidirectional classes: Hebrew, Arabic and their like
_JOINTS = re.compile(r"[.:/．。｡：／\u2024]")
_AT = re.compile(r"[@＠]")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
_MAIL_ADDRESS = re.compile(r"(?:mailto:)?[^\s<>\"'`\\:]+@[^\s<>\"'`\\:]+")


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """``html`` is a fragment, safe; ``text`` ends without a line break."""

    subject: str
    text: str
    html: str


def compose(
    wording: Wording, facts: Mapping[str, str], strangers: Collection[str] = ()
) -> RenderedMail:
    """Return the mail. Facts keep their line breaks where they stand alone on a line.

    Nothing in those of ``strangers`` becomes a link, here or in a program that reads mail.
    """
    body = wording.body.replace("\r\n", "\n").strip()
    alone = set(_ALONE.findall(body))
    known = {name: _clean(value, keep_lines=name in alone) for name, value in facts.items()}
    known |= {name: _unlinked(known[name]) for name in strangers if name in known}
    body = "\n\n".join(part for part in _PARAGRAPHS.split(body) if _has_all(part, known))
    subject = " ".join(PLACEHOLDER.sub(lambda at: known[at[1]], wording.subject).split())
    return RenderedMail(subject[:LONGEST_SUBJECT], _text(body, known), _html(body, known))


def problems(body: str) -> list[tuple[int, str]]:
    """Return line and complaint of all that an editor should mend in a wording's Markdown."""
    found = [(problem.line, problem.message) for problem in check(_marked(body)[0])]
    for place in _NOT_IN_A_MAIL.finditer(body):
        what = "A mail shows no pictures." if place[1] else "Write the link's whole address."
        found.append((body.count("\n", 0, place.start()) + 1, what))
    return sorted(found)


def _clean(value: str, *, keep_lines: bool) -> str:
    """Return a fact without control characters and overrides of direction, cut to a limit."""
    value = without_unseen(value.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_FACT]
    if not keep_lines:
        return " ".join(value.split())
    return "\n".join(line.rstrip() for line in value.strip().split("\n"))


def _unlinked(value: str) -> str:
    """Return a text in which no program finds an address: what holds one together is parted.

    Almost nothing of it is seen: ``evil.example`` looks as before, ``a@b`` is ``a @ b``.
    """
    value = " @ ".join(part.strip(" ") for part in _AT.split(value))
    return _JOINTS.sub(f"{UNSEEN}\\g<0>{UNSEEN}", value)


def _has_all(paragraph: str, facts: Mapping[str, str]) -> bool:
    return all(facts[found[1]] for found in PLACEHOLDER.finditer(paragraph))


def _text(body: str, facts: Mapping[str, str]) -> str:
    """Fill the wording; a link is its words and its address, what is marked its words alone."""
    paragraphs = [_unmarked(part) for part in _PARAGRAPHS.split(_LINK.sub(r"\1: \2", body))]
    return "\n\n".join(_paragraph(paragraph, facts) for paragraph in paragraphs)


def _unmarked(paragraph: str) -> str:
    for marks in (_STRONG, _EMPHASIS, _UNDERLINED, _CODE):
        paragraph = marks.sub(r"\1", paragraph)
    return paragraph


def _paragraph(paragraph: str, facts: Mapping[str, str]) -> str:
    """Fill a paragraph; running text is broken anew, a quoted fact is quoted whole."""
    if not any(_NOT_RUNNING.match(line) or _ALONE.match(line) for line in paragraph.split("\n")):
        filled = PLACEHOLDER.sub(lambda at: facts[at[1]], paragraph)
        return fill(filled, LINE, break_long_words=False, break_on_hyphens=False)
    lines = []
    for line in paragraph.split("\n"):
        quote = _QUOTE.match(line)
        joint = "\n" + (quote[0] if quote else "")
        lines.append(PLACEHOLDER.sub(lambda at, by=joint: facts[at[1]].replace("\n", by), line))  # type: ignore[misc]
    return "\n".join(lines)


def _html(body: str, facts: Mapping[str, str]) -> str:
    """Put the facts, escaped, into the HTML of the wording, in one pass."""
    html, names = _skeleton(body)
    values = [facts[name] for name in names]

    def put(found: re.Match[str]) -> str:
        if found[3] is not None:
            return _in_text(values[int(found[3])])
        address = unescape(_MARK.sub(lambda mark: values[int(mark[1])], found[1]))
        words = _MARK.sub(lambda mark: escape(values[int(mark[1])]), found[2])
        return f'<a href="{escape(address)}">{words}</a>' if _may_lead(address) else words

    return _ANCHOR_OR_MARK.sub(put, html)


@lru_cache(maxsize=64)
def _skeleton(body: str) -> tuple[str, tuple[str, ...]]:
    """Return the wording's HTML with a mark for each fact, and the facts' names in that order."""
    marked, names = _marked(body)
    html = str(render(marked).html)
    return _OTHER_TAG.sub(lambda tag: _MARK.sub("", tag[0]), html), names


def _marked(body: str) -> tuple[str, tuple[str, ...]]:
    """Put a mark in the place of each fact; return the facts' names in that order too."""
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"q7fact{len(names) - 1}x"

    return PLACEHOLDER.sub(mark, _BRACKETED.sub(r"\1", body)), tuple(names)


def _in_text(value: str) -> str:
    """A fact in running text; a web address is a link."""
    if _WEB_ADDRESS.fullmatch(value):
        return f'<a href="{escape(value)}">{escape(value)}</a>'
    written = str(escape(value)).replace("\n", "<br>\n")
    is_foreign = any(bidirectional(sign) in _RIGHT_TO_LEFT for sign in value)
    return f'<span dir="auto">{written}</span>' if is_foreign else written


def _may_lead(address: str) -> bool:
    return bool(_WEB_ADDRESS.fullmatch(address) or _MAIL_ADDRESS.fullmatch(address))


def wording_of(kind: MailKind, row: MailWording | None) -> Wording:
    """Return what the kind says: each part by its default that is empty or may not be so."""
    if row is None:
        return kind.wording
    return Wording(
        *(
            own if own and not any(out_of_place(own, kind)) else default
            for own, default in (
                (row.subject, kind.wording.subject),
                (row.body, kind.wording.body),
            )
        )
    )


def current_wording(kind: MailKind) -> Wording:
    """Return what the kind says now. One query."""
    return wording_of(kind, MailWording.objects.filter(kind=kind.name).first())


def render_mail(kind: MailKind, wording: Wording, context: Mapping[str, object]) -> RenderedMail:
    """Fill a wording; ValueError where the context has not exactly the kind's names."""
    given, wanted = set(context), set(kind.sample)
    if given != wanted:
        raise ValueError(
            f"A mail of kind {kind.name} wants {sorted(wanted)}: missing are "
            f"{sorted(wanted - given)}, unknown are {sorted(given - wanted)}."
        )
    facts = {name: "" if value is None else str(value) for name, value in context.items()}
    return compose(wording, facts | site_facts(), kind.strangers)


def sample_mail(kind: MailKind, wording: Wording) -> RenderedMail:
    """Return how a wording looks with the kind's sample facts."""
    return render_mail(kind, wording, kind.sample)


def site_facts() -> dict[str, str]:
    """Return what every mail may name; see ``kinds.SITE_NAMES``."""
    site = identity.current()
    return {"site.name": site.name, "site.url": site.url, "site.contact": site.contact}


def make_rows(**kwargs: Any) -> None:
    """Have a row for each kind, so that the admin lists them all.

    ``apps`` is what Django hands on after a migration, which may have been one back.
    """
    apps = kwargs.get("apps")
    if apps and "mailwording" not in apps.all_models["jobboard"]:
        return
    rows = [MailWording(kind=kind.name) for kind in all_kinds()]
    MailWording.objects.bulk_create(rows, ignore_conflicts=True)
