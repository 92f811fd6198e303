"""What the recorded boards ask of those who apply, in shares; sentences are not kept here."""

from functools import cache
from statistics import median

import pytest

from listings.reading.descriptions import clean_html, plain_text
from listings.reading.requirements import Requirements, read_requirements
from listings.reading.sections import read_lines, read_sentences
from tests.real.recorded import needs_boards, postings

pytestmark = [needs_boards, pytest.mark.slow]


@cache
def read() -> list[tuple[str, Requirements]]:
    found = []
    for job in postings():
        text = plain_text(clean_html(job.get("descriptionHtml") or ""))
        found.append((job["title"].lower(), read_requirements(read_sentences(read_lines(text)))))
    return found


def years_in_titles(word: str) -> list[int]:
    return [one.years for title, one in read() if word in title and one.years is not None]


def test_most_postings_state_years_of_experience() -> None:
    stated = [one.years for _, one in read() if one.years is not None]
    assert 0.5 < len(stated) / len(read()) < 0.85
    assert max(stated) <= 20


def test_seniors_are_asked_for_more_years_than_juniors() -> None:
    assert median(years_in_titles("senior")) >= 4
    assert median(years_in_titles("junior")) <= 2
    assert median(years_in_titles("staff ")) >= 6


def test_some_postings_insist_on_a_degree() -> None:
    kinds = [one.degree for _, one in read()]
    assert 0.05 < kinds.count("required") / len(kinds) < 0.25
    assert 0.04 < kinds.count("welcome") / len(kinds) < 0.25
