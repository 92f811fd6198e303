"""Near-identical postings of one company: one is shown, with the places of all."""

import pytest

from listings.importers.duplicates import join, join_duplicates, likeness, sketch, split
from listings.models import Listing, ListingPlace, TextSketch
from tests.listings.importers.boards import TEXT, job, run
from tests.listings.importers.test_life import OTHER_TEXT, PARIS

pytestmark = pytest.mark.django_db

SENTENCES = "".join(
    f"<p>Watch number {n} is kept by whoever drew the {n}th straw.</p>" for n in range(30)
)
NEARLY = SENTENCES + "<p>Berlin.</p>"


def shown() -> list[str]:
    return sorted(Listing.objects.in_lists().values_list("records__external_id", flat=True))


def test_texts_are_alike_by_the_runs_of_words_they_share() -> None:
    words = [f"word{n}" for n in range(400)]
    one = sketch(" ".join(words))
    assert likeness(one, sketch(" ".join(words).upper())) == 1
    assert likeness(one, sketch(" ".join([*words, "more"]))) > 0.97
    assert likeness(one, sketch(" ".join(words[:250]))) < 0.75
    assert likeness(one, sketch("something else")) == 0
    assert likeness(sketch(""), sketch("")) == 1


def two(**second: object) -> None:
    first = job(1, title="Keeper", descriptionHtml=SENTENCES, publishedAt="2026-01-01T00:00:00Z")
    later = {"title": "Keeper", "descriptionHtml": NEARLY, "publishedAt": "2026-02-01T00:00:00Z"}
    run(first, job(2, **(later | PARIS | second)))


def test_the_oldest_of_near_identical_postings_heads_them_each_with_its_own_place() -> None:
    two()
    assert shown() == ["job-1"]
    head = Listing.objects.get(duplicate_of=None)
    other = Listing.objects.get(duplicate_of=head)
    assert [place.slug for place in head.places.all()] == ["berlin-de"]
    assert [place.slug for place in other.places.all()] == ["paris-fr"]


@pytest.mark.parametrize(
    "title",
    ["Keeper (Remote, UK)", "Keeper - Czech speaking", "Keeper (m/w/d)", "Keeper | Brazil"],
)
def test_place_language_and_gender_in_a_title_make_no_other_opening(title: str) -> None:
    two(title=title)
    assert shown() == ["job-1"]


def test_sketches_are_kept_until_a_text_changes_or_its_posting_ends() -> None:
    two()
    kept = dict(TextSketch.objects.values_list("listing__records__external_id", "minima"))
    assert {*kept} == {"job-1", "job-2"}
    two(descriptionHtml=OTHER_TEXT)
    changed = dict(TextSketch.objects.values_list("listing__records__external_id", "minima"))
    assert changed["job-1"] == kept["job-1"]
    assert changed["job-2"] != kept["job-2"]
    assert shown() == ["job-1", "job-2"]
    run(job(1, title="Keeper", descriptionHtml=SENTENCES, publishedAt="2026-01-01T00:00:00Z"))
    assert TextSketch.objects.count() == 1


def test_a_kept_sketch_stands_for_the_text() -> None:
    two()
    second = Listing.objects.get(records__external_id="job-2")
    TextSketch.objects.filter(listing=second).update(minima=sketch("another text"))
    join_duplicates(second.company_id, [second.normalized_title])
    assert shown() == ["job-1", "job-2"]


def test_another_title_or_another_text_is_another_opening() -> None:
    two(title="Harbour Master")
    assert shown() == ["job-1", "job-2"]
    two(descriptionHtml=OTHER_TEXT)
    assert shown() == ["job-1", "job-2"]


def test_when_the_shown_one_closes_the_next_takes_its_place() -> None:
    two()
    run(job(2, title="Keeper", descriptionHtml=NEARLY, publishedAt="2026-02-01T00:00:00Z", **PARIS))
    assert Listing.objects.in_lists().live().get().records.get().external_id == "job-2"


def test_a_second_look_changes_nothing() -> None:
    two()
    before = list(ListingPlace.objects.order_by("pk").values_list())
    run(
        job(1, title="Keeper", descriptionHtml=SENTENCES, publishedAt="2026-01-01T00:00:00Z"),
        job(2, title="Keeper", descriptionHtml=NEARLY, publishedAt="2026-02-01T00:00:00Z", **PARIS),
        job(3, title="Keeper", descriptionHtml=TEXT),
    )
    own = list(
        ListingPlace.objects.exclude(listing__records__external_id="job-3")
        .order_by("pk")
        .values_list()
    )
    assert own == before


def test_what_an_editor_split_stays_split() -> None:
    two()
    split(Listing.objects.get(duplicate_of__isnull=False))
    assert shown() == ["job-1", "job-2"]
    two(department="New")
    assert shown() == ["job-1", "job-2"]


def test_what_an_editor_joined_stays_joined() -> None:
    two(title="Harbour Master")
    one, other = Listing.objects.order_by("posted_at")
    join(other, one)
    assert shown() == ["job-1"]
    two(title="Harbour Master", department="New")
    assert shown() == ["job-1"]


def test_a_posting_is_joined_only_within_its_company() -> None:
    two(title="Harbour Master")
    run(job(1), board="other")
    one, *_, stranger = Listing.objects.order_by("pk")
    with pytest.raises(ValueError, match="same company"):
        join(one, stranger)
