"""Writing and publishing guides."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import ActionLocation
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roles.models import Guide
from tests.admin_pages import act, address, errors, save
from tests.listings.factories import make_role
from tests.roles.factories import add_section, make_author, make_guide

pytestmark = pytest.mark.django_db

ADD = "admin:roles_guide_add"


def typed_new(**changes: Any) -> dict[str, Any]:
    return {"title": "Nursing", "slug": "nursing", "author": make_author().pk, **changes}


def test_an_editor_adds_a_guide_with_roles_and_sections(editor: Client) -> None:
    first, second = make_role("Nurse"), make_role("Midwife")
    typed = typed_new(
        **{
            "compared-TOTAL_FORMS": "2",
            "compared-0-role": first.pk,
            "compared-0-position": "5",
            "compared-1-role": second.pk,
            "compared-1-position": "1",
            "sections-TOTAL_FORMS": "2",
            "sections-0-heading": "Last",
            "sections-0-body": "b",
            "sections-1-heading": "First",
            "sections-1-body": "a",
            "sections-1-position": "0",
        }
    )
    assert save(editor, reverse(ADD), **typed).status_code == 302
    guide = Guide.objects.get()
    assert [(row.role, row.position) for row in guide.compared.all()] == [(second, 0), (first, 1)]
    assert [(s.heading, s.position) for s in guide.sections.all()] == [("First", 0), ("Last", 10)]
    assert editor.get(reverse("guide-preview", args=["nursing"])).status_code == 200


def test_a_fourth_role_is_refused(editor: Client) -> None:
    typed = typed_new(**{"compared-TOTAL_FORMS": "4"})
    for number in range(4):
        typed[f"compared-{number}-role"] = make_role(f"Nurse {number}").pk
    assert "at most 3" in errors(save(editor, reverse(ADD), **typed))


def test_the_same_role_twice_is_refused(editor: Client) -> None:
    role = make_role("Nurse")
    twice = {"compared-0-role": role.pk, "compared-1-role": role.pk}
    typed = typed_new(**{"compared-TOTAL_FORMS": "2", **twice})
    assert "duplicate" in errors(save(editor, reverse(ADD), **typed))


def test_a_profile_section_is_replaced_once(editor: Client) -> None:
    typed = typed_new(**{"sections-TOTAL_FORMS": "2"})
    for number in range(2):
        typed |= {
            f"sections-{number}-heading": "Tools",
            f"sections-{number}-body": "x",
            f"sections-{number}-replaces": "tools",
        }
    assert "replaces that one already" in errors(save(editor, reverse(ADD), **typed))
    assert not Guide.objects.exists()


def test_a_section_keeps_its_kind_until_it_is_gone(editor: Client) -> None:
    guide = make_guide()
    add_section(guide, "Tools", "x", replaces="tools")
    typed = {
        "sections-0-DELETE": "on",
        "sections-TOTAL_FORMS": "2",
        "sections-1-heading": "Tools anew",
        "sections-1-body": "y",
        "sections-1-replaces": "tools",
    }
    assert "replaces that one already" in errors(save(editor, address(guide), **typed))
    assert guide.sections.get().heading == "Tools"


@pytest.mark.slow
@pytest.mark.parametrize("field", ["introduction", "tips", "conclusion"])
def test_bad_markdown_is_said_beside_the_field_with_its_line(editor: Client, field: str) -> None:
    bad = "Fine.\n\nThe {{ nonsense figure }} here."
    response = save(editor, reverse(ADD), **typed_new(**{field: bad}))
    assert "Line 3" in str(response.context["adminform"].form.errors[field])
    section = {
        "sections-TOTAL_FORMS": "1",
        "sections-0-heading": "Part",
        "sections-0-body": bad,
    }
    assert "Line 3" in errors(save(editor, reverse(ADD), **typed_new(**section)))


@pytest.mark.first(3)
@pytest.mark.parametrize("slug", ["", "Nursing", "a b", "../x", "a--b", "taken"])
def test_a_bad_slug_is_refused(editor: Client, slug: str) -> None:
    make_guide(slug="taken")
    response = save(editor, reverse(ADD), **typed_new(slug=slug))
    assert "slug" in response.context["adminform"].form.errors


@pytest.mark.slow
def test_an_editor_changes_the_address_of_a_guide_that_is_out(editor: Client) -> None:
    guide = make_guide(slug="first")
    assert save(editor, address(guide), slug="second").status_code == 302
    response = editor.get("/guides/first/?country=FR")
    assert (response.status_code, response["Location"]) == (301, "/guides/second/?country=FR")


@pytest.mark.slow
def test_a_writer_leaves_the_address_of_what_was_out_alone(writer: Client, own: Guide) -> None:
    save(writer, address(own), slug="second")
    Guide.objects.update(published_at=timezone.now())
    save(writer, address(own), slug="third")
    own.refresh_from_db()
    assert own.slug == "second"
    assert not own.old_slugs.exists()


def test_a_slug_that_leads_to_another_page_is_refused_beside_the_field(editor: Client) -> None:
    guide = make_guide(title="First", slug="first")
    save(editor, address(guide), slug="second")
    response = save(editor, reverse(ADD), **typed_new(slug="first"))
    [said] = response.context["adminform"].form.errors["slug"]
    assert said == "“first” was the address of “First” and still redirects there: choose another."


def test_publishing_sets_the_date_once(editor: Client) -> None:
    guide = make_guide(status="in_review", published_at=None)
    assert act(editor, "publish_now", guide) == ["1 guide published."]
    first = guide.published_at
    assert guide.is_live
    act(editor, "archive", guide)
    assert not guide.is_live
    act(editor, "publish_now", guide)
    assert (guide.status, guide.published_at) == ("published", first)


def test_publish_now_does_not_wait_for_a_date_to_come(editor: Client) -> None:
    guide = make_guide(status="scheduled", published_at=timezone.now() + timedelta(days=9))
    assert not guide.is_live
    act(editor, "publish_now", guide)
    assert guide.is_live


@pytest.mark.parametrize("days", [None, -1])
def test_scheduling_needs_a_date_to_come(editor: Client, days: int | None) -> None:
    at = days and timezone.now() + timedelta(days=days)
    guide = make_guide(status="draft", published_at=at)
    [said] = act(editor, "schedule", guide)
    assert "give a date and time to come" in said
    assert guide.status == "draft"


def test_a_scheduled_guide_comes_out_by_itself(editor: Client) -> None:
    guide = make_guide(status="in_review", published_at=timezone.now() + timedelta(days=1))
    assert act(editor, "schedule", guide) == ["1 guide scheduled."]
    assert not guide.is_live
    Guide.objects.update(published_at=timezone.now())
    guide.refresh_from_db()
    assert guide.is_live


def test_an_action_says_how_many_it_left(editor: Client) -> None:
    draft = make_guide(title="A", status="draft", published_at=None)
    [said] = act(editor, "send_to_review", draft, make_guide(title="B"))
    assert said.startswith("1 guide sent to review. 1 left as it was")
    assert LogEntry.objects.get().get_change_message() == "sent to review"


def test_an_action_works_on_the_page_of_a_guide(editor: Client) -> None:
    guide = make_guide(status="draft", published_at=None)
    name = f"{ActionLocation.CHANGE_FORM.value}-action"
    chosen = {name: "publish_now", "_selected_action": guide.pk}
    assert editor.post(address(guide), chosen).status_code == 302
    guide.refresh_from_db()
    assert guide.is_live


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "message"),
    [("", "needs a date"), ("2099-01-01", "a date to come"), ("0001-01-01", "The year lies")],
)
def test_a_published_guide_keeps_a_sensible_date(editor: Client, day: str, message: str) -> None:
    guide = make_guide()
    typed = {"published_at_0": day, "published_at_1": "10:00" if day else ""}
    response = save(editor, address(guide), **typed)
    assert message in str(response.context["adminform"].form.errors["published_at"])


def test_a_guide_that_is_out_leads_to_its_page_and_others_to_their_preview(editor: Client) -> None:
    live = make_guide(title="Live")
    draft = make_guide(title="Draft", status="draft", published_at=None)
    assert f'href="{live.get_absolute_url()}" class="viewsitelink">See the page' in (
        editor.get(address(live)).text
    )
    url = reverse("guide-preview", args=[draft.slug])
    assert f'href="{url}" class="viewsitelink">Preview' in editor.get(address(draft)).text


def test_a_guide_is_deleted_with_its_parts(editor: Client) -> None:
    guide = make_guide(make_role("Nurse"))
    add_section(guide, "Part", "x")
    url = reverse("admin:roles_guide_delete", args=[guide.pk])
    assert editor.get(url).status_code == 200
    assert editor.post(url, {"post": "yes"}).status_code == 302
    assert not Guide.objects.exists()
