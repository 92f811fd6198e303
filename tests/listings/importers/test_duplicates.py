"""Near-identical postings of one company: one is shown, with the places of all."""

import pytest

from listings.importers import duplicates
from listings.importers.duplicates import join, likeness, shingles, split
from listings.models import Listing, ListingPlace
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
    one = shingles("one two three four five six")
    assert likeness(one, one) == 1
    assert likeness(one, shingles("One, two".replace(",", "") + " three four five six")) == 1
    assert likeness(one, shingles("seven eight nine ten eleven twelve")) == 0
    assert likeness(one, shingles("one two three four five nine")) == pytest.approx(1 / 3)
    assert likeness(shingles(""), shingles("")) == 1


def two(**second: object) -> None:
    first = job(1, title="Keeper", descriptionHtml=SENTENCES, publishedAt="2026-01-01T00:00:00Z")
    later = {"title": "Keeper", "descriptionHtml": NEARLY, "publishedAt": "2026-02-01T00:00:00Z"}
    run(first, job(2, **(later | PARIS | second)))


def test_the_oldest_of_near_identical_postings_is_shown_with_all_places() -> None:
    two()
    assert shown() == ["job-1"]
    head = Listing.objects.get(duplicate_of=None)
    links = {link.place.slug: link for link in head.listing_places.all()}
    assert links.keys() == {"berlin-de", "paris-fr"}
    lent = links["paris-fr"]
    assert lent.via == Listing.objects.get(duplicate_of=head)
    assert lent.apply_url == "https://jobs.example.com/tides/2/apply"


def test_another_title_or_another_text_is_another_opening() -> None:
    two(title="Harbour Master")
    assert shown() == ["job-1", "job-2"]
    two(descriptionHtml=OTHER_TEXT)
    assert shown() == ["job-1", "job-2"]


def test_when_the_shown_one_closes_the_next_takes_its_place() -> None:
    two()
    run(job(2, title="Keeper", descriptionHtml=NEARLY, publishedAt="2026-02-01T00:00:00Z", **PARIS))
    assert Listing.objects.in_lists().live().get().records.get().external_id == "job-2"
    assert not ListingPlace.objects.filter(via__isnull=False).exists()


def test_when_the_other_closes_its_places_go() -> None:
    two()
    run(job(1, title="Keeper", descriptionHtml=SENTENCES, publishedAt="2026-01-01T00:00:00Z"))
    head = Listing.objects.live().get()
    assert [place.slug for place in head.places.all()] == ["berlin-de"]


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
    assert not ListingPlace.objects.filter(via__isnull=False).exists()


def test_what_an_editor_joined_stays_joined() -> None:
    two(title="Harbour Master")
    one, other = Listing.objects.order_by("posted_at")
    join(other, one)
    assert shown() == ["job-1"]
    assert one.places.count() == 2
    two(title="Harbour Master", department="New")
    assert shown() == ["job-1"]
    assert one.places.count() == 2


def test_a_posting_is_joined_only_within_its_company() -> None:
    two(title="Harbour Master")
    run(job(1), board="other")
    one, *_, stranger = Listing.objects.order_by("pk")
    with pytest.raises(ValueError, match="same company"):
        join(one, stranger)


def test_ten_times_the_postings_of_one_title_cost_ten_times_the_comparisons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A board whose postings are all alike in name and in nothing else."""
    compared: list[int] = []

    def counting(*runs: frozenset[tuple[str, ...]]) -> float:
        compared[-1] += 1
        return likeness(*runs)

    monkeypatch.setattr(duplicates, "likeness", counting)
    for count in (200, 2_000):
        compared.append(0)
        duplicates._cluster(
            [
                Listing(pk=number, text_hash=str(number), description_html=f"<p>Berth {number}</p>")
                for number in range(count)
            ]
        )
    assert compared[1] <= 15 * compared[0]
