"""What a posting asks for is corrected by typing names: only such as there are, and of its own."""

from typing import Any

import pytest
from django.test import Client

from listings.models import Listing, Skill, SkillAlias
from tests.admin_pages import address, as_typed, errors
from tests.listings.factories import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills(listing: Listing) -> list[Skill]:
    chosen = [make_skill("Kubernetes"), make_skill("C++"), make_skill("Apache Spark")]
    SkillAlias.objects.create(skill=chosen[0], phrase="K8s")
    listing.skills.set(chosen)
    return chosen


def save(client: Client, listing: Listing, **changes: Any) -> Any:
    response = client.post(address(listing), as_typed(client, address(listing), **changes))
    listing.refresh_from_db()
    return response


@pytest.mark.usefixtures("skills")
class TestSkills:
    @pytest.mark.slow
    def test_are_typed_by_name_slug_or_alias(self, moderator: Client, listing: Listing) -> None:
        slug = Skill.objects.get(name="C++").slug
        response = save(
            moderator, listing, skills_must=f" k8s, {slug}, Kubernetes,", skills_nice="apache spark"
        )
        assert response.status_code == 302
        assert listing.skills_must == ["kubernetes", slug]
        assert listing.skills_nice == ["apache-spark"]

    @pytest.mark.slow
    def test_stand_in_the_form_by_name(self, moderator: Client, listing: Listing) -> None:
        save(moderator, listing, skills_must="k8s, c++")
        assert as_typed(moderator, address(listing))["skills_must"] == "Kubernetes, C++"

    @pytest.mark.slow
    def test_that_there_are_not_are_named(self, moderator: Client, listing: Listing) -> None:
        response = save(moderator, listing, skills_must="Kubernetes, Kubernets, <b>")
        assert "Not known here: Kubernets, &lt;b&gt;." in errors(response)
        assert listing.skills_must == []

    @pytest.mark.slow
    def test_of_another_posting_are_none_of_this_one(
        self, moderator: Client, listing: Listing
    ) -> None:
        make_skill("Kafka")
        response = save(moderator, listing, skills_nice="Kafka")
        assert "Not among the skills of this posting: Kafka." in errors(response)

    def test_are_a_must_or_nice_to_have(self, moderator: Client, listing: Listing) -> None:
        response = save(moderator, listing, skills_must="C++", skills_nice="Kubernetes, C++")
        assert "Both a must and nice to have: C++." in errors(response)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [("C++, Ku\x00bernetes", "Null characters"), ("C++, " * 500, "at most 2000 characters")],
    )
    def test_in_hostile_words_are_refused_beside_the_field(
        self, moderator: Client, listing: Listing, typed: str, told: str
    ) -> None:
        assert told in errors(save(moderator, listing, skills_must=typed))
        assert listing.skills_must == []

    @pytest.mark.slow
    def test_that_are_gone_by_now_keep_nobody_from_saving(
        self, moderator: Client, listing: Listing
    ) -> None:
        Listing.objects.filter(pk=listing.pk).update(skills_must=["gone", "kubernetes"])
        assert save(moderator, listing, title="Another title").status_code == 302
        assert listing.title == "Another title"
        assert listing.skills_must == ["gone", "kubernetes"]


class TestLanguages:
    @pytest.mark.slow
    def test_are_typed_by_name_or_code(self, moderator: Client, listing: Listing) -> None:
        assert save(moderator, listing, languages_asked="German, en").status_code == 302
        assert listing.languages_asked == ["de", "en"]

    @pytest.mark.slow
    @pytest.mark.parametrize("typed", ["Klingon", "xx", "de; en"])
    def test_that_there_are_not_are_named(
        self, moderator: Client, listing: Listing, typed: str
    ) -> None:
        assert f"Not known here: {typed}." in errors(
            save(moderator, listing, languages_asked=typed)
        )
