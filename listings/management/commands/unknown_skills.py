"""List words that may be skills which the vocabulary lacks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from listings.importers.facts import skill_reader
from listings.importers.vocabulary import load_vocabulary
from listings.models import Company, Listing, Place
from listings.reading.descriptions import plain_text
from listings.reading.unknown_words import UnknownWord, UnknownWords
from roles.models import Role

LONGEST_EXAMPLE = 120


class Command(BaseCommand):
    help = (
        "List frequent capitalised words of live postings that no skill is called: in how many "
        "postings, of how many employers, and a sentence. Editors add those that are skills."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--postings", type=int, default=5, help="in at least so many (5)")
        parser.add_argument("--employers", type=int, default=3, help="of at least so many (3)")
        parser.add_argument("--most", type=int, default=100, help="lines shown (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        words = UnknownWords(skill_reader(load_vocabulary()), _known())
        rows = Listing.objects.live().order_by().values_list("company__name", "description_html")
        for company, html in rows.iterator(chunk_size=500):
            words.add(company, plain_text(html))
        found = words.most(options["postings"], options["employers"])
        for one in found[: options["most"]]:
            self.stdout.write(_line(one))
        self.stdout.write(f"{len(found)} words, of which {min(len(found), options['most'])} shown.")


def _known() -> set[str]:
    """Names of employers, places and roles, which are no skills."""
    names = set(Company.objects.values_list("name", flat=True))
    names |= set(Role.objects.values_list("name", flat=True))
    for city, names_of_place in Place.objects.values_list("city", "names"):
        names |= {city, *names_of_place}
    return names


def _line(one: UnknownWord) -> str:
    example = one.example if len(one.example) <= LONGEST_EXAMPLE else _around(one)
    return f"{one.postings:5}  {len(one.employers):4}  {one.word:30}  {example}"


def _around(one: UnknownWord) -> str:
    """The part of a long sentence that names the word."""
    at = one.example.find(one.word.split(" ", maxsplit=1)[0])
    begin = max(0, at - LONGEST_EXAMPLE // 2)
    return f"…{one.example[begin : begin + LONGEST_EXAMPLE]}…"
