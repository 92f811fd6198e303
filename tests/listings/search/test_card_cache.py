"""Postings are kept for their cards until they change; what is not live is never shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from jobboard.http.changes import ChangeKind
from listings.models import Listing
from listings.search import card_cache
from listings.search.card_cache import CardCache
from listings.search.cards import CardMatch
from listings.search.index.answer import live_among
from listings.search.index.current import fresh
from listings.search.index.view import Index
from tests.listings.factories import make_company, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache() -> CardCache:
    return CardCache(most=100)


def titles(cache: CardCache, *listings: Listing) -> list[str]:
    found = cache.get([one.pk for one in listings])
    return [found[one.pk].title for one in listings if one.pk in found]


def test_what_is_kept_costs_one_query(
    cache: CardCache, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nurse, baker = make_listing("Nurse"), make_listing("Baker")
    assert titles(cache, nurse, baker) == ["Nurse", "Baker"]
    with django_assert_num_queries(1):
        assert titles(cache, baker, nurse) == ["Baker", "Nurse"]
    with django_assert_num_queries(0):
        assert titles(cache) == []


def test_a_posting_that_is_no_longer_live_is_not_shown_though_it_is_kept(cache: CardCache) -> None:
    nurse, baker, cook = (make_listing(title) for title in ("Nurse", "Baker", "Cook"))
    titles(cache, nurse, baker, cook)
    Listing.objects.filter(pk=nurse.pk).update(frozen_at=timezone.now())
    Listing.objects.filter(pk=baker.pk).update(expires_at=timezone.now())
    assert titles(cache, nurse, baker, cook) == ["Cook"]


def test_who_may_show_what_was_known_a_second_ago_asks_the_index_alone(
    cache: CardCache, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nurse, baker = make_listing("Nurse"), make_listing("Baker")
    copy = make_listing("Baker", duplicate_of=baker)
    index = fresh()
    titles(cache, nurse, baker)
    Listing.objects.filter(pk__in=[nurse.pk, copy.pk]).update(frozen_at=timezone.now())

    def found(index: Index) -> dict[str, int]:
        kept = cache.get([nurse.pk, baker.pk], lambda numbers: live_among(index, numbers))
        return {one.title: len(one.others) for one in kept.values()}

    with django_assert_num_queries(0):
        assert found(index) == {"Nurse": 0, "Baker": 1}
    assert found(fresh()) == {"Baker": 0}


def test_an_other_of_its_cluster_that_ended_is_no_longer_named(cache: CardCache) -> None:
    head = make_listing("Nurse")
    copy = make_listing("Nurse", duplicate_of=head)
    assert [one.pk for one in cache.get([head.pk])[head.pk].others] == [copy.pk]
    Listing.objects.filter(pk=copy.pk).update(expires_at=timezone.now())
    found = cache.get([head.pk])[head.pk]
    assert (list(found.others), found.card_token) == ([], None)


def test_postings_of_one_cluster_that_are_fetched_together_name_each_other(
    cache: CardCache,
) -> None:
    head = make_listing("Nurse")
    copy = make_listing("Nurse", duplicate_of=head)
    found = cache.get([head.pk, copy.pk])
    assert [one.pk for one in found[head.pk].others] == [copy.pk]
    assert [one.pk for one in found[copy.pk].others] == [head.pk]


@pytest.mark.parametrize("kind", [ChangeKind.POSTING, ChangeKind.COMPANY, ChangeKind.SKILL, None])
def test_what_changed_is_fetched_again(cache: CardCache, kind: str | None) -> None:
    umbra = make_company("Umbra")
    nurse = make_listing("Nurse", company=umbra)
    titles(cache, nurse)
    Listing.objects.filter(pk=nurse.pk).update(title="Midwife")
    assert titles(cache, nurse) == ["Nurse"]
    rows = {ChangeKind.POSTING: nurse.pk, ChangeKind.COMPANY: umbra.pk, ChangeKind.SKILL: 1}
    cache.forget({kind: {rows[ChangeKind(kind)]}} if kind else None)
    assert titles(cache, nurse) == ["Midwife"]


def test_others_stay_when_one_posting_changed(
    cache: CardCache, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nurse, baker = make_listing("Nurse"), make_listing("Baker")
    titles(cache, nurse, baker)
    cache.forget({ChangeKind.POSTING: {nurse.pk}, ChangeKind.SOURCE: {1}})
    with django_assert_num_queries(1):
        assert titles(cache, baker) == ["Baker"]


def test_what_changes_while_it_is_fetched_is_not_kept(
    cache: CardCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse = make_listing("Nurse")
    fetch = card_cache._fetched

    def slowly(numbers: list[int]) -> dict[int, Listing]:
        found = fetch(numbers)
        if numbers and Listing.objects.filter(title="Nurse").update(title="Midwife"):
            cache.forget({ChangeKind.POSTING: {nurse.pk}})
        return found

    monkeypatch.setattr(card_cache, "_fetched", slowly)
    assert titles(cache, nurse) == ["Nurse"]
    assert titles(cache, nurse) == ["Midwife"]


def test_what_one_search_adds_is_not_seen_by_another(cache: CardCache) -> None:
    nurse = make_listing("Nurse")
    for _ in range(2):
        found = cache.get([nurse.pk])[nurse.pk]
        assert found.match is None
        found.match = CardMatch()


def test_the_least_asked_for_goes_first() -> None:
    cache = CardCache(most=2)
    nurse, baker, cook = (make_listing(title) for title in ("Nurse", "Baker", "Cook"))
    titles(cache, nurse, baker)
    titles(cache, nurse)
    titles(cache, cook)
    assert set(cache._kept) == {nurse.pk, cook.pk}
