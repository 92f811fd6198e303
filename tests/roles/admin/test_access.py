"""Who sees and changes which articles."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import User
from roles.models import Author, Guide, Role
from roles.models.role import SectionKind
from tests.admin_pages import act, address, errors, save
from tests.listings.factories import make_role
from tests.roles.factories import add_section, make_guide, make_profiled_role, make_term
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

NOUNS = ("guide", "role", "rolesection", "author", "term")
LISTS = [f"admin:roles_{noun}_changelist" for noun in NOUNS]
MAY_LIST = {
    "writer": set(NOUNS),
    "editor": set(NOUNS),
    "moderator": {"role"},
    "nobody": set(),
}


@pytest.fixture
def many(db: None) -> None:
    """Enough rows of everything for a query in a loop to show."""
    for number in range(8):
        role = make_profiled_role(f"Nurse {number}", **dict.fromkeys(SectionKind.values, "Text."))
        guide = make_guide(role, title=f"Guide {number}")
        add_section(guide, "A part", "Text.")
        make_term(f"Term {number}", aliases=["one", "two"]).roles.add(role)


@pytest.mark.parametrize("group", MAY_LIST)
def test_each_group_lists_what_is_its_own(sign_in: SignIn, group: str) -> None:
    client = sign_in(group)
    found = {noun for noun in NOUNS if client.get(_list(noun)).status_code == 200}
    assert found == MAY_LIST[group]


def _list(noun: str) -> str:
    return reverse(f"admin:roles_{noun}_changelist")


@pytest.mark.first(3)
@pytest.mark.parametrize("noun", [*NOUNS, "statistic"])
def test_lists_are_searched_filtered_and_run_no_query_in_a_loop(
    sign_in: SignIn, many: None, django_assert_max_num_queries: Any, noun: str
) -> None:
    app = "listings" if noun == "statistic" else "roles"
    client, url = sign_in("editor"), reverse(f"admin:{app}_{noun}_changelist")
    with django_assert_max_num_queries(14):
        assert client.get(url).status_code == 200
    for query in ({"q": "nu'rse \x00 %_\\"}, {"state": "x", "reviewed": "old"}, {"p": "9"}):
        assert client.get(url, query, follow=True).status_code == 200


@pytest.mark.first(3)
@pytest.mark.parametrize("noun", NOUNS)
def test_a_form_runs_no_query_in_a_loop_and_keeps_to_the_strict_policy(
    editor: Client, many: None, django_assert_max_num_queries: Any, noun: str
) -> None:
    row = Role._meta.apps.get_model("roles", noun)._default_manager.first()
    with django_assert_max_num_queries(30):
        html = editor.get(address(row)).text
    assert " style=" not in html
    assert " onclick=" not in html


def test_a_writer_sees_own_guides_only(writer: Client, own: Guide, foreign: Guide) -> None:
    response = writer.get(_list("guide"))
    assert list(response.context["cl"].result_list) == [own]
    assert writer.get(address(foreign)).status_code == 302
    assert writer.post(address(foreign), {"title": "Mine"}).status_code in {302, 403}


def test_a_writer_writes_a_guide_under_the_own_name(writer: Client) -> None:
    url = reverse("admin:roles_guide_add")
    role = make_role("Nurse")
    stranger = Author.objects.create(name="Other", slug="other")
    typed = {
        "title": "Nursing",
        "slug": "nursing",
        "author": stranger.pk,
        "published_at_0": "2020-01-01",
        "published_at_1": "10:00",
        "compared-TOTAL_FORMS": "1",
        "compared-0-role": role.pk,
        "sections-TOTAL_FORMS": "1",
        "sections-0-heading": "Nights",
        "sections-0-body": "Long.",
    }
    assert save(writer, url, **typed).status_code == 302
    guide = Guide.objects.get()
    assert (guide.author.name, guide.status, guide.published_at) == ("Wim Writer", "draft", None)
    assert [part.heading for part in guide.sections.all()] == ["Nights"]


def test_a_writer_without_an_author_is_told_what_is_missing(sign_in: SignIn) -> None:
    client = sign_in("writer")
    assert "an editor ties one to you" in client.get(_list("guide")).text
    assert client.get(reverse("admin:roles_guide_add")).status_code == 403


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_writer_changes_what_is_not_out_yet(writer: Client, own: Guide, status: str) -> None:
    Guide.objects.update(status=status)
    assert save(writer, address(own), title="Better").status_code == 302
    own.refresh_from_db()
    assert (own.title, own.author.name, own.status) == ("Better", "Wim Writer", status)


@pytest.mark.parametrize("status", ["scheduled", "published", "archived"])
def test_a_writer_looks_only_at_what_is_out(writer: Client, status: str) -> None:
    author = Author.objects.get(slug="wim-writer")
    guide = make_guide(make_role("Nurse"), title="Out", author=author, status=status)
    response = writer.get(address(guide))
    assert response.status_code == 200
    assert not response.context["has_change_permission"]
    assert writer.post(address(guide), {"title": "Other"}).status_code == 403


@pytest.mark.parametrize("action", ["publish_now", "schedule", "archive", "still_right"])
def test_a_writer_does_not_publish(writer: Client, own: Guide, action: str) -> None:
    act(writer, action, own)
    assert (own.status, own.published_at, own.reviewed_on) == ("draft", None, None)


def test_a_writer_sends_to_review_and_takes_back(writer: Client, own: Guide) -> None:
    assert act(writer, "send_to_review", own) == ["1 guide sent to review."]
    assert own.status == "in_review"
    act(writer, "back_to_draft", own)
    assert own.status == "draft"
    Guide.objects.update(status="archived")
    act(writer, "back_to_draft", own)
    assert own.status == "archived"


def test_a_writer_deletes_nothing(writer: Client, own: Guide) -> None:
    url = reverse("admin:roles_guide_delete", args=[own.pk])
    assert writer.post(url, {"post": "yes"}).status_code == 403
    assert writer.get(reverse("admin:roles_term_add")).status_code == 403


def test_a_related_guide_is_chosen_among_the_live_ones(writer: Client, own: Guide) -> None:
    live = make_guide(title="Live")
    make_guide(title="Hidden", status="draft", published_at=None)
    query = {"app_label": "roles", "model_name": "guide", "field_name": "related"}
    found = writer.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {one["id"] for one in found} == {str(own.pk), str(live.pk)}


def test_an_editor_ties_a_writer_to_an_author(editor: Client, sign_in: SignIn) -> None:
    sign_in("writer")
    user = User.objects.get(email="writer@desk.example")
    User.objects.create_user("reader@desk.example")
    url = reverse("admin:roles_author_add")
    assert "reader@desk.example" not in editor.get(url).text
    assert save(editor, url, name="Wim", slug="wim", user=user.pk).status_code == 302
    again = save(editor, url, name="Wim Too", slug="wim-too", user=user.pk)
    assert "already exists" in errors(again)


def test_a_moderator_has_no_guides(sign_in: SignIn, foreign: Guide) -> None:
    client = sign_in("moderator")
    assert client.get(address(foreign)).status_code == 403
    assert client.get(reverse("guide-preview", args=[foreign.slug])).status_code == 404


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("guiderole.role", ["Midwife", "Nurse"]),
        ("rolesection.role", ["Midwife", "Nurse"]),
        ("term.roles", ["Midwife", "Nurse"]),
        ("term.related", ["Triage", "Ward"]),
        ("guide.unlinked_terms", ["Triage", "Ward"]),
        ("guide.author", ["Ada Writer"]),
        ("guide.related", ["Later", "Early"]),
    ],
)
def test_what_is_chosen_by_name_is_offered_in_order(
    editor: Client, field: str, names: list[str]
) -> None:
    for name in ("Nurse", "Midwife"):
        make_role(name)
    for name in ("Ward", "Triage"):
        make_term(name)
    for days, title in enumerate(("Later", "Early")):
        make_guide(title=title, published_at=timezone.now() - timedelta(days=days))
    model, name = field.split(".")
    asked = {"app_label": "roles", "model_name": model, "field_name": name, "term": ""}
    found = editor.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [row["text"] for row in found] == names
