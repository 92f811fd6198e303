"""Vocabulary, places, sources and what waits."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.admin_site import BoardAdminSite
from jobboard.models import User
from listings.admin.shared import waiting_for
from listings.models import (
    CompanyRevision,
    LevelWord,
    Listing,
    Place,
    ReportReason,
    Skill,
    Source,
    SourceRecord,
    Status,
)
from listings.moderation.reports import report
from listings.transitions import rows
from roles.models import Role
from tests.admin_pages import as_typed
from tests.listings.admin.conftest import MakeListing
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


def post(client: Client, url: str, **changes: Any) -> Any:
    return client.post(url, as_typed(client, url, **changes))


def test_an_editor_adds_a_skill_with_its_aliases(sign_in: SignIn) -> None:
    response = post(
        sign_in("editor"),
        reverse("admin:listings_skill_add"),
        name="Kubernetes",
        slug="kubernetes",
        **{"aliases-TOTAL_FORMS": "1", "aliases-0-phrase": "k8s"},
    )
    assert response.status_code == 302
    assert [alias.phrase for alias in Skill.objects.get().aliases.all()] == ["k8s"]


def test_the_same_alias_twice_is_refused(sign_in: SignIn) -> None:
    response = post(
        sign_in("editor"),
        reverse("admin:roles_role_add"),
        name="Nurse",
        slug="nurse",
        **{
            "aliases-TOTAL_FORMS": "2",
            "aliases-0-phrase": "RN",
            "aliases-1-phrase": "RN",
        },
    )
    assert response.status_code == 200
    assert not Role.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["compare", "method", "a-vs-b", "Nurse", "a b"])
def test_a_role_keeps_clear_of_reserved_slugs(sign_in: SignIn, slug: str) -> None:
    response = post(sign_in("editor"), reverse("admin:roles_role_add"), name="Nurse", slug=slug)
    assert response.status_code == 200
    assert "slug" in response.context["adminform"].form.errors


@pytest.mark.slow
def test_an_editor_changes_the_slug_of_a_role_and_the_old_one_redirects(
    client: Client, sign_in: SignIn
) -> None:
    role = Role.objects.create(name="Nurse", slug="nurse")
    url, editor = reverse("admin:roles_role_change", args=[role.pk]), sign_in("editor")
    assert post(editor, url, name="Registered Nurse").status_code == 302
    role.refresh_from_db()
    assert (role.name, role.slug) == ("Registered Nurse", "nurse")  # a name alone moves no page
    assert post(editor, url, slug="rn").status_code == 302
    assert client.get("/roles/nurse/")["Location"] == "/roles/rn/"


def test_a_level_word_stands_once(sign_in: SignIn) -> None:
    client, url = sign_in("editor"), reverse("admin:listings_levelword_add")
    assert post(client, url, phrase="junior", level="entry").status_code == 302
    assert post(client, url, phrase="junior", level="entry").status_code == 200
    assert LevelWord.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"city": ""}, {"country": "D1"}, {"latitude": "99", "longitude": "1"}, {"population": "-1"}],
)
def test_an_impossible_place_is_refused(
    moderator: Client, place: Place, changes: dict[str, str]
) -> None:
    url = reverse("admin:listings_place_change", args=[place.pk])
    assert post(moderator, url, **changes).status_code == 200
    assert post(moderator, url, latitude="51.3", longitude="12.4").status_code == 302


def test_a_source_is_switched_off_and_on(moderator: Client, source: Source) -> None:
    for action, state in (("disable", False), ("enable", True)):
        url = reverse("admin:listings_source_changelist")
        moderator.post(url, {"action": action, "_selected_action": [source.pk]})
        source.refresh_from_db()
        assert source.is_enabled == state


def test_what_a_sync_writes_is_looked_at_only(moderator: Client, source: Source) -> None:
    url = reverse("admin:listings_source_change", args=[source.pk])
    values = as_typed(moderator, url)
    assert set(values) == {"is_enabled"}


def test_a_record_shows_the_raw_answer(moderator: Client, source: Source) -> None:
    record = SourceRecord.objects.create(
        source=source,
        external_id="1",
        content_hash="0",
        raw={"title": "<b>Engineer</b>"},
        parser_version=1,
        first_seen_at=timezone.now(),
    )
    response = moderator.get(reverse("admin:listings_sourcerecord_change", args=[record.pk]))
    assert "&lt;b&gt;Engineer" in response.text


@pytest.fixture
def waiting(make_listing: MakeListing, source: Source) -> None:
    make_listing(is_draft=True, status=Status.PENDING)
    rows.freeze(make_listing(), by="editor", reason="a look")
    make_listing(pay_quarantined_at=timezone.now())
    reported = make_listing()
    report(reported, ReportReason.DEAD, "", "203.0.113.0/24")
    CompanyRevision.objects.create(company=reported.company, description="We sail.")
    Source.objects.update(last_error="gone", withheld_external_ids=["1"])


@pytest.mark.slow
def test_what_waits_is_counted_and_leads_to_its_list(administrator: Client, waiting: None) -> None:
    found = waiting_for(User.objects.get())
    assert [one.count for one in found] == [1, 1, 1, 1, 1, 1, 1]
    queue, *lists = found
    assert len(administrator.get(queue.url).context["listings"]) == 1
    for one in lists:
        assert len(administrator.get(one.url).context["cl"].result_list) == 1


def test_what_waits_costs_six_queries(
    administrator: Client, waiting: None, django_assert_num_queries: Any
) -> None:
    user = User.objects.get()
    with django_assert_num_queries(6):
        waiting_for(user)


def test_an_editor_is_not_told_of_sources(sign_in: SignIn, waiting: None) -> None:
    sign_in("editor")
    assert not any("source" in one.url for one in waiting_for(User.objects.get()))


def test_the_first_page_groups_models_and_says_what_waits(
    administrator: Client, waiting: None, listing: Listing
) -> None:
    response = administrator.get(reverse("admin:index"))
    assert [app["name"] for app in response.context["app_list"]] == [
        "Market",
        "Content",
        "Site",
        "People",
        "Mail and worker",
    ]
    assert "Postings and edits to approve" in response.text


def test_every_model_stands_once_on_the_first_page(administrator: Client) -> None:
    request = administrator.get(reverse("admin:index")).wsgi_request
    sections = BoardAdminSite().get_app_list(request)
    names = [model["object_name"] for section in sections for model in section["models"]]
    assert len(names) == len(set(names))
