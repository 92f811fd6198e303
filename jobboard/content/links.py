"""Links of the content: which there are, where they stand, and which pages of ours are gone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from jobboard.markup import MarkupError
from jobboard.markup.parser import parse
from jobboard.models import Picture
from listings.models import Company, Listing, OldCompanySlug
from roles.models import (
    Author,
    Guide,
    GuideRole,
    GuideSection,
    OldSlug,
    Role,
    RoleSection,
    SectionSource,
    Term,
)


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of a form of the admin, and what an editor calls it."""

    name: str
    url: str


def texts() -> Iterator[tuple[TextField, str]]:
    """Yield every text that is not empty; six queries."""
    yield from _roles()
    yield from _guides()
    for term in Term.objects.exclude(body="").only("name", "body"):
        yield TextField(str(term), _change("term", term.pk, "id_body")), term.body


def _roles() -> Iterator[tuple[TextField, str]]:
    for role in Role.objects.exclude(definition="").only("name", "definition"):
        yield (
            TextField(f"{role}: definition", _change("role", role.pk, "id_definition")),
            role.definition,
        )
    for section in RoleSection.objects.select_related("role").order_by("role__name", "kind"):
        yield TextField(str(section), section_url(section)), section.body


def _guides() -> Iterator[tuple[TextField, str]]:
    for guide in Guide.objects.only("title", "introduction", "tips", "conclusion"):
        for field in ("introduction", "tips", "conclusion"):
            if text := getattr(guide, field):
                yield (
                    TextField(f"{guide}: {field}", _change("guide", guide.pk, f"id_{field}")),
                    text,
                )
    numbers: dict[int, int] = {}
    for row in GuideRole.objects.select_related("guide", "role").order_by(
        "guide", "position", "pk"
    ):
        at = numbers[row.guide_id] = numbers.get(row.guide_id, -1) + 1
        if row.choose_if:
            url = _change("guide", row.guide_id, f"id_compared-{at}-choose_if")
            yield TextField(f"{row.guide}: choose {row.role}", url), row.choose_if
    numbers.clear()
    for part in GuideSection.objects.select_related("guide").order_by("guide", "position", "pk"):
        at = numbers[part.guide_id] = numbers.get(part.guide_id, -1) + 1
        url = _change("guide", part.guide_id, f"id_sections-{at}-body")
        yield TextField(f"{part.guide}: {part.heading}", url), part.body


def sources() -> Iterator[tuple[TextField, SectionSource]]:
    """Yield every source of a profile; one query."""
    numbers: dict[int, int] = {}
    rows = SectionSource.objects.select_related("section__role").order_by("section", "pk")
    for row in rows:
        at = numbers[row.section_id] = numbers.get(row.section_id, -1) + 1
        yield TextField(f"{row.section}: source “{row}”", source_url(row, at)), row


def section_url(section: RoleSection) -> str:
    return _change("rolesection", section.pk, "id_body")


def source_url(source: SectionSource, number: int) -> str:
    return _change("rolesection", source.section_id, f"id_sources-{number}-url")


def role_url(role: Role) -> str:
    return _change("role", role.pk, "id_definition")


def _change(model: str, pk: int, field: str) -> str:
    return f"{reverse(f'admin:roles_{model}_change', args=[pk])}#{field}"


type Slugs = Callable[[], set[str]]


def uses() -> dict[str, list[TextField]]:
    """Return every address that content links to, each with the places where it stands."""
    found: dict[str, list[TextField]] = {}
    for place, text in texts():
        for address in dict.fromkeys(_addresses(text)):
            found.setdefault(address, []).append(place)
    for place, source in sources():
        found.setdefault(source.url, []).append(place)
    return found


@lru_cache(maxsize=4096)
def _addresses(text: str) -> tuple[str, ...]:
    """The addresses of links and pictures; what is written in code is none."""
    if "](" not in text and "<" not in text and "]:" not in text:
        return ()
    try:
        return tuple(_in_tokens(text))
    except MarkupError:
        return ()


def _in_tokens(text: str) -> Iterator[str]:
    for token in parse(text).tokens:
        for child in token.children or ():
            address = child.attrs.get("href") or child.attrs.get("src")
            if isinstance(address, str) and not address.startswith(("#", "mailto:")):
                yield address


def is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and _site() != (parts.scheme, parts.netloc)


def _site() -> tuple[str, str]:
    parts = urlsplit(settings.SITE_URL)
    return parts.scheme, parts.netloc


class SitePages:
    """Which pages of this site answer, from the addresses that there are and the rows behind.

    Nothing is fetched. Slugs are read once for each kind of page that some link leads to.
    """

    def __init__(self) -> None:
        self.slugs: dict[str, set[str]] = {}

    def fault(self, address: str) -> str:
        """Return why a link within the site leads nowhere; empty where it leads somewhere."""
        parts = urlsplit(address)
        if not parts.path.startswith("/"):
            return "begins neither with / nor with https://"
        try:
            match = resolve(parts.path)
        except Resolver404:
            return "no page has this address"
        kind, name = PAGES.get(match.url_name or "", ("", ""))
        if kind and str(match.kwargs[name]) not in self._known(kind):
            return f"there is no such {kind}"
        if match.url_name == "compare-pair":
            pair = str(match.kwargs["pair"]).split("-vs-")
            return "" if self._known("role").issuperset(pair) else "there is no such role"
        return self._fault_of_query(parts.query) if match.url_name == "jobs" else ""

    def _fault_of_query(self, query: str) -> str:
        for slug in parse_qs(query).get("role", ()):
            if slug not in self._known("role"):
                return f"there is no role “{slug}”"
        return ""

    def _known(self, kind: str) -> set[str]:
        if kind not in self.slugs:
            self.slugs[kind] = SLUGS[kind]()
        return self.slugs[kind]


PAGES = {
    "role": ("role", "slug"),
    "salary": ("role", "slug"),
    "guide": ("guide", "slug"),
    "term": ("glossary term", "slug"),
    "author": ("author", "slug"),
    "company": ("company", "slug"),
    "job": ("posting", "number"),
    "media": ("picture", "content_hash"),
}
"""Names of addresses: the kind of row that each shows, and the part of it that tells which."""


def _addressed(kind: str, rows: Slugs) -> Slugs:
    """The slugs of rows, and those that lead to them still."""

    def found() -> set[str]:
        old = OldSlug.objects.filter(**{f"{kind}__isnull": False}).values_list("slug", flat=True)
        return rows() | set(old)

    return found


SLUGS: dict[str, Slugs] = {
    "role": _addressed("role", lambda: set(Role.objects.values_list("slug", flat=True))),
    "guide": _addressed("guide", lambda: set(Guide.objects.live().values_list("slug", flat=True))),
    "glossary term": _addressed("term", lambda: set(Term.objects.values_list("slug", flat=True))),
    "author": _addressed("author", lambda: set(Author.objects.values_list("slug", flat=True))),
    "company": lambda: {
        *Company.objects.values_list("slug", flat=True),
        *OldCompanySlug.objects.values_list("slug", flat=True),
    },
    "picture": lambda: set(Picture.objects.values_list("content_hash", flat=True)),
    "posting": lambda: {str(pk) for pk in Listing.objects.live().values_list("pk", flat=True)},
}
