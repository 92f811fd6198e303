"""What the lists of roles and guides tell of each before one opens it."""

import pytest
from django.test import Client

from roles.models import GuideKind, Role
from tests.listings.factories import make_listing, make_role
from tests.listings.figures import statements
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


class TestRoles:
    def test_each_says_what_it_is_and_what_is_open(self, client: Client) -> None:
        make_listing(roles=(make_profiled_role("Nurse"),))
        text = text_of(client, "/roles/")
        assert "The work of a Nurse." in text
        assert '<b>1</b> opening<span class="unseen"> for Nurses</span>' in text

    def test_without_enough_pay_no_figure_stands_there(self, client: Client) -> None:
        make_listing(roles=(make_profiled_role("Nurse"),))
        assert "median of" not in text_of(client, "/roles/").partition("<h3")[2]

    def test_the_page_begins_with_two_to_compare(self, client: Client) -> None:
        for name in ("Nurse", "Midwife"):
            make_profiled_role(name, responsibilities="Care.", skills="Calm.")
        text = text_of(client, "/roles/")
        assert '<option value="nurse">Nurse</option>' in text
        assert text.index('action="/roles/compare/"') < text.index('class="overview"')

    def test_one_profile_alone_is_not_compared(self, client: Client) -> None:
        make_profiled_role("Nurse", responsibilities="Care.", skills="Calm.")
        assert 'action="/roles/compare/"' not in text_of(client, "/roles/")

    def test_queries_do_not_grow_with_roles(self, client: Client) -> None:
        make_profiled_role("Nurse")
        text_of(client, "/roles/")
        few = statements(client, "/roles/")
        for number in range(8):
            make_listing(roles=(make_profiled_role(f"Role {number}"),))
        assert statements(client, "/roles/") == few <= 6


class TestGuides:
    def test_a_comparison_names_its_roles_in_their_hues_and_whom_they_suit(
        self, client: Client
    ) -> None:
        make_guide(make_role("Nurse"), make_role("Midwife"))
        text = text_of(client, "/guides/")
        assert 'side-a"><dt>Nurse</dt>' in text
        assert 'side-b"><dt>Midwife</dt>' in text
        assert "For you if</span> You like Midwife work." in text

    def test_an_explainer_has_no_sides(self, client: Client) -> None:
        make_guide(make_role("Nurse"), title="How to read a posting", kind=GuideKind.EXPLAINER)
        text = text_of(client, "/guides/")
        assert "How to read a posting" in text
        assert "side-a" not in text

    def test_queries_do_not_grow_with_guides(self, client: Client) -> None:
        roles: list[Role] = [make_role("Nurse"), make_role("Midwife")]
        make_guide(*roles)
        text_of(client, "/guides/")
        few = statements(client, "/guides/")
        for number in range(5):
            make_guide(*roles, title=f"Guide {number}")
        assert statements(client, "/guides/") == few <= 6
