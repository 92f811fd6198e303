"""From a pack's files to rows. What a person edited stays; a newer version of it is offered."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from jobboard.content.files import Pack, read_pack
from jobboard.content.items import Item, items_of
from jobboard.content.pictures import store_pictures, write_pictures
from jobboard.content.shelf import MODELS
from jobboard.content.shipping import (
    Fate,
    Shipment,
    fill_in,
    keep_before,
    note,
    offer,
    remember,
    take,
)
from jobboard.content.to_rows import write_skill
from listings.models import LevelWord, OccupationWord, Skill
from roles.revisions import revision

LABELS = {"role": "roles", "term": "glossary terms", "guide": "guides", "series": "series"}


@dataclass
class Loaded:
    """How many rows of each kind are new, say now what the pack says, or have an offer waiting."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    offered: int = 0


@transaction.atomic
def load_pack(folder: Path, *, update: bool = False, is_demo: bool = False) -> Loaded:
    """Load a pack as one revision; raises PackError and changes nothing when files are wrong.

    Rows that exist (by slug, or a role, term or skill of that name) keep what a person wrote,
    unless ``update`` says that the pack's words win. Words for levels and occupations that are
    missing are added.
    """
    shipment = Shipment.today()
    pack = read_pack(folder, shipment.shelf.slugs())
    loaded = Loaded(created=dict.fromkeys(LABELS.values(), 0))
    _load_skills(pack, loaded, update=update)
    _load_words(pack, loaded, update=update)
    write_pictures(pack.pictures)
    store_pictures(pack.pictures)
    fates = [(item, shipment.fate(item, update=update)) for item in items_of(pack)]
    for item, fate in fates:
        if fate is Fate.TAKE_OVER:
            keep_before(item, shipment)
    with revision(f"Shipped with the pack “{pack.name}”"):
        _load_items(fates, shipment, loaded, is_demo=is_demo)
    return loaded


def _load_items(
    fates: list[tuple[Item, Fate]], shipment: Shipment, loaded: Loaded, *, is_demo: bool
) -> None:
    taken: list[tuple[Item, Any]] = []
    for item, fate in fates:
        if fate in {Fate.CREATE, Fate.TAKE_OVER}:
            taken.append((item, take(item, shipment, is_demo=is_demo)))
            counts = loaded.created if fate is Fate.CREATE else loaded.updated
            if label := LABELS.get(item.kind):
                counts[label] = counts.get(label, 0) + 1
        elif fate is Fate.OFFER:
            offer(item, shipment)
            loaded.offered += 1
        elif fate is Fate.NOTE:
            note(item, shipment)
    for item, row in taken:
        fill_in(item, row, shipment.shelf)
    for kind in MODELS:
        remember(kind, [(item, row) for item, row in taken if item.kind == kind], shipment)


def _load_skills(pack: Pack, loaded: Loaded, *, update: bool) -> None:
    rows = {row.slug: row for row in Skill.objects.all()}
    names = {row.name.casefold() for row in rows.values()}
    new = [s for s in pack.skills if s.slug not in rows and s.name.casefold() not in names]
    known = [s for s in pack.skills if s.slug in rows] if update else []
    for skill in (*new, *known):
        write_skill(rows.get(skill.slug) or Skill(slug=skill.slug), skill)
    loaded.created["skills"], loaded.updated["skills"] = len(new), len(known)


def _load_words(pack: Pack, loaded: Loaded, *, update: bool) -> None:
    known = dict(LevelWord.objects.values_list("phrase", "level"))
    words = {phrase: level for phrase, level in pack.levels.items() if phrase not in known}
    LevelWord.objects.bulk_create(LevelWord(phrase=p, level=level) for p, level in words.items())
    for phrase, level in pack.levels.items() if update else ():
        LevelWord.objects.filter(phrase=phrase).exclude(level=level).update(level=level)
    loaded.created["level words"] = len(words)
    there = set(OccupationWord.objects.values_list("phrase", flat=True))
    missing = [phrase for phrase in dict.fromkeys(pack.occupations) if phrase not in there]
    OccupationWord.objects.bulk_create(OccupationWord(phrase=phrase) for phrase in missing)
    loaded.created["occupation words"] = len(missing)
