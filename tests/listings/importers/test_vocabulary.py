"""Words that texts are read by: kept in a process until somebody changes them, wherever."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from jobboard.site import dates
from listings.employers.drafts import read_posting
from listings.importers.vocabulary import current_skills, current_vocabulary, load_vocabulary
from listings.models import ExchangeRate, LevelWord, OccupationWord, Skill
from roles.models import Role
from tests.connections import at_once
from tests.listings.factories import make_role, make_skill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_pages")]

TYPED = {"title": "Nurse", "description": "You write SQL."}


@pytest.fixture(autouse=True)
def _words() -> None:
    make_role("Nurse").aliases.create(phrase="sister")
    make_skill("SQL").aliases.create(phrase="structured query language")
    LevelWord.objects.create(phrase="chief", level="lead")
    OccupationWord.objects.create(phrase="recruiter")


def alias_of(model: Any) -> Any:
    return model.objects.get().aliases


WRITES: dict[str, Callable[[], Any]] = {
    "a role": lambda: make_role("Midwife"),
    "a role's name": lambda: Role.objects.update(name="Carer"),
    "a role's slug": lambda: Role.objects.update(slug="carer"),
    "what a role is not": lambda: Role.objects.update(exclusions="nurse shark"),
    "what confirms a role": lambda: Role.objects.update(evidence="ward"),
    "a role that goes": lambda: Role.objects.all().delete(),
    "another name of a role": lambda: alias_of(Role).create(phrase="carer"),
    "another name that changes": lambda: alias_of(Role).update(phrase="carer"),
    "another name that goes": lambda: alias_of(Role).all().delete(),
    "a skill": lambda: make_skill("Knots"),
    "a skill's name": lambda: Skill.objects.update(name="SQL-92"),
    "what a skill is not": lambda: Skill.objects.update(exclusions="no sql"),
    "a skill in capitals": lambda: Skill.objects.update(is_case_sensitive=True),
    "a skill that goes": lambda: Skill.objects.all().delete(),
    "another name of a skill": lambda: alias_of(Skill).create(phrase="sequel"),
    "another name in capitals": lambda: alias_of(Skill).update(is_case_sensitive=True),
    "a word for a level": lambda: LevelWord.objects.create(phrase="boss", level="lead"),
    "the level of a word": lambda: LevelWord.objects.update(level="senior"),
    "a word for a level that goes": lambda: LevelWord.objects.all().delete(),
    "another occupation": lambda: OccupationWord.objects.create(phrase="florist"),
    "an occupation's word": lambda: OccupationWord.objects.update(phrase="florist"),
    "an occupation that goes": lambda: OccupationWord.objects.all().delete(),
    "a rate": lambda: ExchangeRate.objects.create(
        currency="USD", on=dates.today(), per_euro=Decimal("1.1")
    ),
}


@pytest.mark.parametrize("what", WRITES)
def test_what_another_process_changes_is_read_by(what: str) -> None:
    before = current_vocabulary()
    at_once(WRITES[what])
    assert current_vocabulary() == load_vocabulary() != before
    assert current_skills() == load_vocabulary().skills


def test_words_that_have_not_changed_are_not_asked_for(django_assert_num_queries: Any) -> None:
    kept = current_vocabulary()
    with django_assert_num_queries(1):  # whether anything has changed
        assert current_vocabulary() == kept
    with django_assert_num_queries(2):  # and the roles to choose from
        assert read_posting(TYPED).suggested == ("sql",)


def test_how_many_openings_a_skill_has_is_no_word(django_assert_num_queries: Any) -> None:
    current_vocabulary()
    at_once(lambda: Skill.objects.update(openings=84))
    with django_assert_num_queries(1):
        current_vocabulary()


def test_a_process_agrees_with_another_within_two_seconds(settings: Any) -> None:
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, look_seconds=1.0)
    current_vocabulary()
    at_once(lambda: Role.objects.update(name="Carer"))
    until = timezone.now() + timedelta(seconds=2)
    while current_vocabulary() != load_vocabulary():
        assert timezone.now() < until


def test_a_role_that_went_a_moment_ago_is_not_spoken_of(settings: Any) -> None:
    current_vocabulary()
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, look_seconds=60.0)
    at_once(lambda: Role.objects.all().delete())
    assert read_posting(TYPED).title_roles == ()


def test_without_room_for_kept_pages_words_are_read_each_time(settings: Any) -> None:
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, megabytes=0)
    current_vocabulary()
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, look_seconds=60.0)
    at_once(lambda: Role.objects.update(name="Carer"))
    assert current_vocabulary() == load_vocabulary()
