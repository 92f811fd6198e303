"""The kinds of mail that the board sends, each declared once by the room that sends it.

A kind is a file in the room's folder ``words/``: front matter with its subject, its label and a
sample of its facts, then the text, Markdown with the names of the facts in double braces.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

from jobboard.markup.placeholders import PLACEHOLDER, split_front_matter, unknown_names
from jobboard.models.mail import GIVE_UP_AFTER

# What every mail may name, beside the facts of its kind.
SITE_NAMES = ("site.name", "site.url", "site.contact")

FIRST_LINES = 300  # characters of a text that lists of mails and notices show
_FACT, _OURS = "\ue000", "\ue001"  # stand for names in braces; no text has these signs
_APART = re.compile(r"[\s<>()\[\]\"']+")
_OF_ADDRESS = re.compile(r"[.．。｡\u2024@＠%]|[/／]{2}")
_OF_A_HOST = re.compile(r"[-\w\ue000]*[.．。｡\u2024]\w")
_NEEDED = {"subject", "label", "sample"}
_FLAGS = {"is_confirmation", "holds_secret"}
_OTHERS = {"useful_minutes", "strangers", "needs"}


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and Markdown text, both with placeholders."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class MailKind:
    """One purpose that mail has.

    ``sample`` names every fact, each with a value for the preview. A confirmation goes to an
    address that nobody has confirmed, so it is limited (``queue.py``). The text of a mail that
    ``holds_secret`` (a code, a link that signs in) is not shown in the admin and goes when it is
    sent. After ``useful_for`` it is not sent any more. ``strangers`` are facts that anybody may
    have typed who knows the address: they stand neither in the subject nor in the first lines, and
    nothing in them becomes a link. Each of ``needs`` is a fact that its text must name, or several
    with “ or ” between, of which one is enough: without it the mail serves nobody.
    """

    name: str
    label: str
    wording: Wording
    sample: Mapping[str, str]
    is_confirmation: bool = False
    holds_secret: bool = False
    useful_for: timedelta = GIVE_UP_AFTER
    strangers: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that its wording may use."""
        return (*self.sample, *SITE_NAMES)


def read_kinds(folder: Path) -> Iterator[MailKind]:
    """Yield the kinds of a folder, one a file, by name."""
    for path in sorted(folder.glob("*.md")):
        yield read_kind(path)


def read_kind(path: Path) -> MailKind:
    """Read a kind from the file of its name. Raises ValueError with what is wrong in the file."""
    said, body = split_front_matter(path.read_text(encoding="utf-8"))
    for name in (said.keys() ^ _NEEDED) - _FLAGS - _OTHERS:
        problem = "is lacking" if name in _NEEDED else "means nothing"
        raise ValueError(f"{path}: “{name}” {problem} in its front matter.")
    minutes = said.get("useful_minutes")
    return MailKind(
        path.stem,
        said["label"],
        Wording(said["subject"], body),
        said["sample"],
        useful_for=timedelta(minutes=minutes) if minutes else GIVE_UP_AFTER,
        strangers=frozenset(said.get("strangers", ())),
        needs=tuple(said.get("needs", ())),
        **{name: said[name] for name in _FLAGS & said.keys()},
    )


def misplaced_names(text: str, kind: MailKind) -> Iterator[tuple[int, str]]:
    """Yield line and complaint of each name that means nothing in this kind of mail."""
    yield from unknown_names(text, kind.names)
    yield from out_of_place(text, kind)


def out_of_place(text: str, kind: MailKind) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with where facts stand, of names that mean something."""
    yield from too_early(text, kind)
    yield from within_addresses(text)


def too_early(text: str, kind: MailKind) -> Iterator[tuple[int, str]]:
    """Yield line and complaint of each stranger's fact in a subject or at the start of a text."""
    for found in PLACEHOLDER.finditer(text[:FIRST_LINES]):
        if found[1] in kind.strangers:
            line = text.count("\n", 0, found.start()) + 1
            yield line, f"Anybody may have typed “{found[1]}”: it stands further down, in the text."


def within_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and complaint of each fact that is a part of somebody's address.

    Whoever follows ``https://elsewhere.example/?c={{ code }}`` would hand the code over. The
    board's own address may begin one, and a fact that is an address stands alone.
    """
    for line, written in enumerate(text.splitlines(), start=1):
        facts = [name for name in PLACEHOLDER.findall(written) if name not in SITE_NAMES]
        plain = PLACEHOLDER.sub(lambda at: _OURS if at[1] in SITE_NAMES else _FACT, written)
        for token in _APART.split(unescape(plain).replace("\\", "")):
            before, fact, after = token.rpartition(_FACT)
            if fact and (_OF_ADDRESS.search(before) or _OF_A_HOST.match(after)):
                told = " or ".join(f"“{name}”" for name in dict.fromkeys(facts))
                yield line, f"{told} would go to whom the address belongs: write it apart."


def lacking(text: str, kind: MailKind) -> Iterator[str]:
    """Yield a complaint for each fact that a text needs and does not name."""
    named = {found[1] for found in PLACEHOLDER.finditer(text)}
    for need in kind.needs:
        facts = need.split(" or ")
        if named.isdisjoint(facts):
            wanted = " or ".join(f"{{{{ {fact} }}}}" for fact in facts)
            yield f"Without {wanted} this mail serves nobody: name it in the text."


_kinds: dict[str, MailKind] = {}


def register(*kinds: MailKind) -> None:
    """Declare kinds, from ``ready()`` of the room's app."""
    for kind in kinds:
        if kind.name in _kinds and _kinds[kind.name] != kind:
            raise ValueError(f"Two kinds of mail are named {kind.name}.")
        for part in (kind.wording.subject, kind.wording.body):
            for line, complaint in misplaced_names(part, kind):
                raise ValueError(f"Wording of {kind.name}, line {line}: {complaint}")
        for complaint in lacking(kind.wording.body, kind):
            raise ValueError(f"Wording of {kind.name}: {complaint}")
        _kinds[kind.name] = kind


def all_kinds() -> tuple[MailKind, ...]:
    """Return every declared kind, by label."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.label))


def kind_named(name: str) -> MailKind:
    """Return a kind, or raise LookupError with the names that there are."""
    if name not in _kinds:
        raise LookupError(f"No kind of mail is named {name!r}; there are {', '.join(_kinds)}.")
    return _kinds[name]


def label_of(name: str) -> str:
    """Return what the admin calls a kind, also one that no room declares any more."""
    return _kinds[name].label if name in _kinds else name.replace("-", " ")
