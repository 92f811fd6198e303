"""Skills through a sync: what one posting asks for, and how much."""

import pytest

from listings.importers.rereading import give_back
from listings.models import Listing, Skill
from tests.listings.importers.boards import job, run

pytestmark = pytest.mark.django_db

ABOUT = (
    "<p>Harbour Labs makes buoys that tell whole ports about their tides, and plugs into rope"
    " walks and lock gates alike.</p>"
)
ASKS = "<h2>Requirements</h2><p>Splicing</p><h2>Nice to have</h2><p>Knots</p>"


@pytest.fixture(autouse=True)
def _skills() -> None:
    for name in ("Splicing", "Knots", "Lock Gates"):
        Skill.objects.create(name=name)


def run_board() -> Listing:
    titles = ["Rope Keeper", "Account Executive", "Recruiter"]
    run(*(job(at, title=one, descriptionHtml=ABOUT + ASKS) for at, one in enumerate(titles)))
    return Listing.objects.get(title="Rope Keeper")


def test_what_the_boards_other_postings_say_too_asks_for_nothing() -> None:
    assert [skill.slug for skill in run_board().skills.all()] == ["knots", "splicing"]


@pytest.mark.slow
def test_what_others_begin_or_cease_to_say_too_is_read_again_in_postings_that_stay() -> None:
    keeper = job(1, title="Rope Keeper", descriptionHtml=ABOUT + ASKS)
    recruiter = job(2, title="Recruiter", descriptionHtml=ABOUT)
    seller = job(3, title="Account Executive", descriptionHtml=ABOUT)
    welder = job(4, title="Welder", descriptionHtml="<p>Nothing of the kind.</p>")

    def skills() -> list[str]:
        return [one.slug for one in Listing.objects.get(title="Rope Keeper").skills.all()]

    run(keeper, recruiter, welder)
    assert skills() == ["knots", "lock-gates", "splicing"]
    run(keeper, recruiter, welder, seller)
    assert skills() == ["knots", "splicing"]
    run(keeper, recruiter, welder, seller | {"descriptionHtml": "<p>Another text.</p>"})
    assert skills() == ["knots", "lock-gates", "splicing"]
    run(keeper, recruiter, welder, seller)
    assert skills() == ["knots", "splicing"]
    run(keeper, recruiter, welder)
    assert skills() == ["knots", "lock-gates", "splicing"]


def test_must_have_and_nice_to_have_are_kept_apart() -> None:
    listing = run_board()
    assert (listing.skills_must, listing.skills_nice) == (["splicing"], ["knots"])
    shown = [(name, [one.slug for one in skills]) for name, skills in listing.skills_by_demand]
    assert shown == [("Must have", ["splicing"]), ("Nice to have", ["knots"])]


def test_where_nothing_is_nice_to_have_all_are_skills() -> None:
    run(job(1, descriptionHtml="<h2>Requirements</h2><p>Splicing</p><p>Knots</p>"))
    (group,) = Listing.objects.get().skills_by_demand
    assert (group[0], [one.slug for one in group[1]]) == ("Skills", ["knots", "splicing"])


def test_a_sync_leaves_what_an_editor_has_set() -> None:
    listing = run_board()
    Listing.objects.filter(pk=listing.pk).update(
        edited_fields=["skills", "skills_must"], skills_must=["knots"], skills_nice=[]
    )
    run(job(0, title="Rope Keeper", descriptionHtml=ASKS + "<p>More.</p>"))
    listing.refresh_from_db()
    assert (listing.skills_must, listing.skills_nice) == (["knots"], [])


def test_skills_given_back_are_read_as_a_sync_reads_them() -> None:
    listing = run_board()
    listing.skills.set(Skill.objects.filter(slug="lock-gates"))
    listing.edited_fields = ["skills"]
    listing.save()
    assert give_back(listing, ["skills"])
    assert [skill.slug for skill in listing.skills.all()] == ["knots", "splicing"]
