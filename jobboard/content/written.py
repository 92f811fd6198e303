"""The files of a pack as text: what ``files.py`` and ``articles.py`` read, written by one rule.

Whatever order rows come in, the same content gives the same bytes. Texts are wrapped by their
authors; nothing is wrapped here.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import tomli_w

from jobboard.content.articles import (
    CHOOSE,
    CONCLUSION,
    TIPS,
    Articles,
    PackAuthor,
    PackGuide,
    PackSeries,
    PackTerm,
)
from jobboard.content.files import LEVELS, NO_LEVEL, Pack, PackRole, PackSkill
from jobboard.content.pictures import LIST, ROOM, PackPicture
from jobboard.content.sections import HEADINGS, NOTHING, PackSection, PackSource, escape
from roles.models import SectionKind
from roles.models.profile import SECTION_ORDER


def files_of(pack: Pack) -> dict[str, str]:
    """Return every file of the pack: path within the folder, and text."""
    head = {"name": pack.name, "description": pack.description, "languages": list(pack.languages)}
    skills = [_skill(skill) for skill in sorted(pack.skills, key=lambda skill: skill.slug)]
    return {
        "pack.toml": _toml(head),
        "skills.toml": _toml({"skill": skills}),
        "levels.toml": _toml(_levels(pack.levels)),
        "occupations.toml": _toml({"phrases": sorted(pack.occupations)}),
        **{f"roles/{role.slug}.md": role_text(role) for role in pack.roles},
        **_articles(pack.articles),
        **_pictures(pack.pictures),
    }


def contents_of(pack: Pack) -> dict[str, bytes]:
    """Return the files of its pictures: path within the folder, and content."""
    return {f"{ROOM}/{picture.file}": picture.content for picture in pack.pictures}


def _pictures(pictures: Iterable[PackPicture]) -> dict[str, str]:
    rows = [
        _said({"file": one.file, "alt": one.alt, "name": one.original_name})
        for one in sorted(pictures, key=lambda one: one.file)
    ]
    return {LIST: _toml({"picture": rows})} if rows else {}


def _articles(articles: Articles) -> dict[str, str]:
    authors = sorted(articles.authors, key=lambda author: author.slug)
    series = sorted(articles.series, key=lambda one: one.slug)
    files = {"authors.toml": _toml({"author": [_author(author) for author in authors]})}
    if series:
        files["series.toml"] = _toml({"series": [_series(one) for one in series]})
    files |= {f"guides/{guide.slug}.md": guide_text(guide) for guide in articles.guides}
    return files | {f"glossary/{term.slug}.md": term_text(term) for term in articles.terms}


def role_text(role: PackRole) -> str:
    days = {section.reviewed_on for section in role.sections}
    day = days.pop() if len(days) == 1 else None
    front = {
        "name": role.name,
        "plural": role.plural,
        "abbreviation": role.abbreviation,
        "family": role.family,
        "aliases": sorted(role.aliases),
        "excludes": list(role.excludes),
        "reviewed_on": day,
        **_origin(role.old_slugs, is_demo=role.is_demo),
    }
    sections = sorted(role.sections, key=lambda section: SECTION_ORDER[section.heading])
    parts = (_profile_section(section, day) for section in sections)
    return _document(front, [escape(role.definition), *parts])


def _profile_section(section: PackSection, day: date | None) -> str:
    reviewed = section.reviewed_on if section.reviewed_on != day else None
    note = f"[reviewed]: {reviewed}" if reviewed else ""
    sources = "\n".join(_source(source) for source in section.sources)
    return _blocks(f"## {SectionKind(section.heading).label}", note, escape(section.body), sources)


def _source(source: PackSource) -> str:
    words = [_line(source.title), source.url.replace(" ", "%20"), str(source.accessed_on)]
    if source.figure_year:
        words.append(f"figures of {source.figure_year}")
    return f"[source]: {' | '.join(words)}"


def guide_text(guide: PackGuide) -> str:
    front = {
        "title": guide.title,
        "deck": guide.deck,
        "kind": guide.kind,
        "roles": list(guide.roles),
        "author": guide.author,
        "status": guide.status,
        "published_at": guide.published_at,
        "reviewed_on": guide.reviewed_on,
        "related": sorted(guide.related),
        "unlinked": sorted(guide.unlinked),
        "changes": [{"on": change.on, "text": change.text} for change in guide.changes],
        **_origin(guide.old_slugs, is_demo=guide.is_demo),
    }
    special = {*(f"{CHOOSE}{role}" for role in guide.roles), TIPS, CONCLUSION}
    choices = [(f"{CHOOSE}{role}", guide.choices.get(role, "")) for role in guide.roles]
    closing = [*choices, (TIPS, guide.tips), (CONCLUSION, guide.conclusion)]
    return _document(
        front,
        [
            escape(guide.introduction),
            *(_own_section(section, special) for section in guide.sections),
            *(_blocks(f"## {heading}", escape(text)) for heading, text in closing if text),
        ],
    )


def _own_section(section: PackSection, special: set[str]) -> str:
    heading = _line(section.heading)
    replaces = section.replaces if section.replaces != HEADINGS.get(heading, "") else None
    note = "" if replaces is None else f"[replaces]: {replaces or NOTHING}"
    mark = "\\" if heading in special or heading.startswith("\\") else ""
    return _blocks(f"## {mark}{heading}", note, escape(section.body))


def term_text(term: PackTerm) -> str:
    front = {
        "name": term.name,
        "aliases": list(term.aliases),
        "case_sensitive": term.is_case_sensitive,
        "short": term.short,
        "roles": sorted(term.roles),
        "related": sorted(term.related),
        "skill": term.skill,
        **_origin(term.old_slugs, is_demo=term.is_demo),
    }
    return _document(front, [term.body])


def author_text(author: PackAuthor) -> str:
    return _toml({"author": [_author(author)]})


def series_text(series: PackSeries) -> str:
    return _toml({"series": [_series(series)]})


def _author(author: PackAuthor) -> dict[str, Any]:
    origin = _origin(author.old_slugs, is_demo=author.is_demo)
    return _said({"slug": author.slug, "name": author.name, "bio": author.bio, **origin})


def _series(series: PackSeries) -> dict[str, Any]:
    origin = _origin((), is_demo=series.is_demo)
    guides = list(series.guides)
    return _said({"slug": series.slug, "title": series.title, "guides": guides, **origin})


def _skill(skill: PackSkill) -> dict[str, Any]:
    return _said(
        {
            "slug": skill.slug,
            "name": skill.name,
            "aliases": sorted(set(skill.aliases) - set(skill.case_sensitive)),
            "case_sensitive": sorted(skill.case_sensitive),
            "excludes": list(skill.excludes),
        }
    )


def _levels(levels: dict[str, str]) -> dict[str, list[str]]:
    named = {level: level for level in LEVELS} | {NO_LEVEL: ""}
    found = {
        name: sorted(phrase for phrase, level in levels.items() if level == wanted)
        for name, wanted in named.items()
    }
    return {name: phrases for name, phrases in found.items() if phrases}


def _origin(old_slugs: Iterable[str], *, is_demo: bool) -> dict[str, Any]:
    return {"old_slugs": sorted(old_slugs), "demo": is_demo}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing: the reader takes it for granted."""
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def _toml(values: dict[str, Any]) -> str:
    return tomli_w.dumps(values)


def _document(front: dict[str, Any], blocks: Sequence[str]) -> str:
    body = _blocks(*blocks)
    return f"+++\n{_toml(_said(front))}+++\n" + (f"\n{body}\n" if body else "")


def _blocks(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def _line(text: str) -> str:
    """Keep a heading or title on its line."""
    return " ".join(text.split())
