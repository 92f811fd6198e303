"""The table of the board's own rows, and when it is made anew."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from listings.importers.bulk_rows import known_place
from listings.models import LevelWord, Place, SkillAlias
from listings.reading.place_facts import PlaceFacts
from listings.search.filters import ListingFilter
from listings.search.understanding import current
from listings.search.understanding.reading import understand
from roles.models import Role, RoleAlias
from tests.listings.factories import (
    make_city,
    make_company,
    make_known_city,
    make_listing,
    make_role,
    make_skill,
)

pytestmark = pytest.mark.django_db


def parts(q: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, current.table()).parts]


def renewed() -> None:
    """What the next look does when the one before is long ago."""
    made = current.kept.get()
    long_ago = replace(made, made_at=made.made_at - current.NAMES_SECONDS - 1)
    current.kept.put(current.renewed(long_ago))


def test_the_table_is_made_of_roles_skills_levels_companies_and_places() -> None:
    role = make_role("Ward Manager")
    RoleAlias.objects.create(role=role, phrase="charge nurse")
    skill = make_skill("Triage")
    SkillAlias.objects.create(skill=skill, phrase="emergency sorting")
    LevelWord.objects.create(phrase="band 7", level="senior")
    make_listing("A", company=make_company("Umbra Clinics"), places=(make_city("Leeds", "GB"),))
    current.kept.forget()
    assert parts("charge nurses band 7 emergency sorting Umbra Clinics Leeds") == [
        ("role", "ward-manager"),
        ("level", "senior"),
        ("skill", "triage"),
        ("company", "umbra-clinics"),
        ("city", "leeds-gb"),
    ]


def test_a_town_without_openings_is_told_from_one_with_some_by_its_state() -> None:
    make_listing("A", places=(make_city("Cambridge", "GB"),))
    facts = PlaceFacts("city", "Cambridge", "Massachusetts", "US-MA", "US", "cambridge-ma-us")
    known_place(facts).save()
    current.kept.forget()
    assert parts("cambridge, ma") == [("where", "Cambridge, Massachusetts")]
    assert parts("cambridge") == [("city", "cambridge-gb")]
    search = ListingFilter(QueryDict("q=cambridge+ma"))
    assert [one.label() for one in search.values["where"]] == ["Where: Cambridge, Massachusetts"]
    assert not search.qs.exists()


def test_a_company_without_live_postings_is_none() -> None:
    make_company("Umbra Clinics")
    current.kept.forget()
    assert parts("umbra clinics") == []


def test_a_second_look_asks_nothing(django_assert_num_queries: object) -> None:
    current.kept.forget()
    first = current.table()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert current.table() is first


def test_a_look_that_finds_nothing_new_keeps_the_table(django_assert_num_queries: object) -> None:
    current.kept.forget()
    first = current.table()
    with django_assert_num_queries(2):  # type: ignore[operator]
        renewed()
    assert current.table() is first


@pytest.mark.parametrize("change", ["new", "changed", "gone"])
def test_a_phrase_that_comes_changes_or_goes_makes_it_anew(change: str) -> None:
    role = make_role("Ward Manager")
    alias = RoleAlias.objects.create(role=role, phrase="ward boss")
    current.kept.forget()
    assert parts("ward boss") == [("role", "ward-manager")]
    if change == "new":
        RoleAlias.objects.create(role=role, phrase="ward chair")
        renewed()
        assert parts("ward chair") == [("role", "ward-manager")]
    elif change == "changed":
        RoleAlias.objects.filter(pk=alias.pk).update(phrase="ward leader")
        renewed()
        assert parts("ward boss") == []
    else:
        Role.objects.all().delete()
        renewed()
        assert parts("ward boss") == []


def test_a_new_place_is_known_a_moment_later() -> None:
    current.kept.forget()
    assert parts("leeds") == []
    make_listing("A", places=(make_city("Leeds", "GB"),))
    renewed()
    assert parts("leeds") == [("city", "leeds-gb")]


def test_a_name_that_a_city_once_had_is_first_of_all_another_citys_own() -> None:
    make_known_city("Leeds", "GB", 500_000)
    smaller = make_city("Umbra", "US")
    Place.objects.filter(pk=smaller.pk).update(names=["leeds", "old umbra"], population=200_000)
    make_listing("A", places=(smaller,))
    current.kept.forget()
    assert parts("leeds") == []
    assert parts("old umbra") == [("city", smaller.slug)]


def test_a_board_without_rows_understands_the_words_of_the_language() -> None:
    current.kept.forget()
    assert parts("remote part-time germany") == [
        ("workplace", "remote"),
        ("type", "part-time"),
        ("country", "DE"),
    ]
