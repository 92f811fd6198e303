"""The admin's first page: what is worth a look, why, and a link to the field itself."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.content.content_checks import SHOWN, sections_for
from jobboard.models import LinkCheck, ShippedText, User
from roles.models import Guide, RoleSection
from tests.listings.factories import make_role
from tests.roles.factories import make_guide, make_profiled_role
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


def rows_of(client: Client) -> dict[str, list[tuple[str, str, str]]]:
    """What the page shows, by section: what, why, address."""
    sections = client.get(reverse("admin:index")).context["look"]
    return {one.title: [(row.what, row.why, row.url) for row in one.rows] for one in sections}


@pytest.fixture
def untidy() -> Guide:
    """A guide and a role with one thing of each kind to look at."""
    role = make_profiled_role("Nurse", week="Long.")
    section = RoleSection.objects.get()
    section.sources.create(
        title="Old", url="https://dead.example/", accessed_on="2026-01-01", figure_year=2019
    )
    LinkCheck.objects.create(
        url="https://dead.example/",
        fault="the server answers 404",
        status=404,
        failing_since=timezone.localdate() - dt.timedelta(days=3),
        checked_at=timezone.now(),
    )
    ShippedText.objects.create(
        kind="role", slug="nurse", version="x", offered="new", offered_at=timezone.now()
    )
    long_ago = timezone.now() - dt.timedelta(days=800)
    return make_guide(
        role,
        introduction="See [that](/roles/nobody/).",
        tips='{{ openings nurse else="Some." }}',
        published_at=long_ago,
    )


def test_each_row_says_what_and_why_and_opens_the_field(sign_in: SignIn, untidy: Guide) -> None:
    found = rows_of(sign_in("editor"))
    since = timezone.localdate() - dt.timedelta(days=3)
    guide = reverse("admin:roles_guide_change", args=[untidy.pk])
    section = reverse("admin:roles_rolesection_change", args=[RoleSection.objects.get().pk])
    assert found["Dead links"] == [
        (
            "Nurse vs. Midwife: introduction",
            "/roles/nobody/: there is no such role",
            f"{guide}#id_introduction",
        ),
        (
            "Nurse: A typical week: source “Old”",
            f"https://dead.example/: the server answers 404, since {since:%-d %b %Y}",
            f"{section}#id_sources-0-url",
        ),
    ]
    assert found["Figures without a sample"] == [
        (
            "Nurse vs. Midwife: tips",
            '{{ openings nurse else="Some." }} has no sample now',
            f"{guide}#id_tips",
        )
    ]
    [(what, why, url)] = found["Sources with old figures"]
    assert (what, why, url) == (
        "Nurse: A typical week",
        "“Old” has figures of 2019",
        f"{section}#id_body",
    )
    assert found["Shipped content has changed"][0][0] == "role nurse"
    assert found["Guides due for review"][0][1].startswith("due since")


def test_a_tidy_board_has_nothing_to_look_at(sign_in: SignIn) -> None:
    client = sign_in("editor")
    make_guide(make_role("Nurse"), reviewed_on=timezone.localdate())
    assert rows_of(client) == {}
    assert "Worth a look" not in client.get(reverse("admin:index")).text


@pytest.mark.parametrize("group", ["writer", "moderator", "nobody"])
def test_only_editors_are_shown_it(sign_in: SignIn, untidy: Guide, group: str) -> None:
    assert rows_of(sign_in(group)) == {}


@pytest.mark.slow
def test_the_page_takes_as_many_queries_whatever_there_is(
    sign_in: SignIn, untidy: Guide, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("editor")
    for number in range(12):
        role = make_profiled_role(f"Cook {number}", week="[x](/nowhere/)")
        make_guide(role, title=f"Cook {number}", introduction="[x](/nowhere/)")
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(45):
        html = client.get(reverse("admin:index")).text
    assert f"{25 + 1 - SHOWN} more" in html


def test_hostile_texts_break_nothing_and_are_escaped(sign_in: SignIn) -> None:
    client = sign_in("editor")
    make_guide(
        title="<b>x</b>",
        introduction="[a](/<script>alert(1)</script>/) {{ }} {{ nonsense",
        tips="[[[[" * 50,
    )
    html = client.get(reverse("admin:index")).text
    assert "<script>alert" not in html
    assert "&lt;b&gt;x" in html
    assert sections_for(User.objects.get())
