"""Secret links, series, and one click that says a section is still right."""

from typing import Any

import pytest
from django.contrib.admin import ActionLocation
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roles.models import Guide, PreviewLink, RoleSection, Series, SeriesPart
from tests.admin_pages import act, address, as_typed, errors, save
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = pytest.mark.django_db


def on_page(client: Client, action: str, guide: Guide) -> list[str]:
    """Choose an action on the page of one guide; return what the page says."""
    chosen = {f"{ActionLocation.CHANGE_FORM.value}-action": action, "_selected_action": guide.pk}
    response = client.post(address(guide), chosen, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_an_editor_makes_a_link_makes_it_anew_and_withdraws_it(
    editor: Client, client: Client, foreign: Guide
) -> None:
    [said] = on_page(editor, "make_preview_link", foreign)
    first = PreviewLink.objects.get().get_absolute_url()
    assert first in said
    assert first in editor.get(address(foreign)).text
    on_page(editor, "make_preview_link", foreign)
    second = PreviewLink.objects.get().get_absolute_url()
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert on_page(editor, "withdraw_preview_link", foreign) == ["The link opens nothing any more."]
    assert client.get(second).status_code == 404
    assert on_page(editor, "withdraw_preview_link", foreign) == ["There was no link."]


def test_a_writer_shares_own_drafts_only(writer: Client, own: Guide, foreign: Guide) -> None:
    on_page(writer, "make_preview_link", own)
    on_page(writer, "make_preview_link", foreign)
    assert [link.guide for link in PreviewLink.objects.all()] == [own]


@pytest.mark.slow
def test_what_is_out_needs_no_link(editor: Client) -> None:
    guide = make_guide()
    assert on_page(editor, "make_preview_link", guide) == ["It is out: send its own address."]
    assert not PreviewLink.objects.exists()


def test_an_editor_puts_guides_into_a_series(editor: Client) -> None:
    guides = [make_guide(title=f"Part {number}") for number in range(3)]
    typed: dict[str, Any] = {"title": "First steps", "slug": "first", "parts-TOTAL_FORMS": "3"}
    for number, guide in enumerate(guides):
        typed |= {f"parts-{number}-guide": guide.pk, f"parts-{number}-position": 9 - number}
    assert save(editor, reverse("admin:roles_series_add"), **typed).status_code == 302
    series = Series.objects.get()
    assert [part.guide for part in series.parts.all()] == guides[::-1]
    assert [part.position for part in series.parts.all()] == [0, 1, 2]
    again = {"title": "Other", "slug": "other", "parts-0-guide": guides[0].pk}
    refused = save(editor, reverse("admin:roles_series_add"), **again)
    assert "That guide is part of a series already." in errors(refused)
    assert SeriesPart.objects.count() == 3


def test_one_click_on_the_page_of_a_role_says_that_a_section_is_still_right(
    editor: Client,
) -> None:
    nurse = make_profiled_role("Nurse", tools="Scales.", skills="Calm.")
    tools = nurse.sections.get(kind="tools")
    assert f'name="_still_right" value="{tools.pk}"' in editor.get(address(nurse)).text
    response = save(editor, address(nurse), family="Wards", _still_right=tools.pk)
    assert response["Location"] == address(nurse)
    nurse.refresh_from_db()
    dates = dict(RoleSection.objects.values_list("kind", "reviewed_on"))
    assert (nurse.family, dates) == ("Wards", {"tools": timezone.localdate(), "skills": None})


@pytest.mark.first(3)
@pytest.mark.parametrize("key", ["", "x", "²", "-1", "9" * 30])
def test_a_click_on_no_section_marks_none(editor: Client, key: str) -> None:
    nurse = make_profiled_role("Nurse", tools="Scales.")
    assert save(editor, address(nurse), _still_right=key).status_code == 302
    assert nurse.sections.get().reviewed_on is None


def test_the_same_click_on_the_page_of_a_section(editor: Client) -> None:
    section = make_profiled_role("Nurse", tools="Scales.").sections.get()
    save(editor, address(section), _still_right=section.pk)
    section.refresh_from_db()
    assert section.reviewed_on == timezone.localdate()


@pytest.mark.slow
def test_figures_older_than_two_years_are_named_when_the_section_is_saved(editor: Client) -> None:
    section = make_profiled_role("Nurse", outlook="Grows.").sections.get()
    year = timezone.localdate().year
    typed = {
        "sources-TOTAL_FORMS": "1",
        "sources-0-title": "A bureau",
        "sources-0-url": "https://bureau.example/",
        "sources-0-accessed_on": "2026-11-01",
    }
    save(editor, address(section), **typed, **{"sources-0-figure_year": year - 2})
    url = reverse("admin:roles_rolesection_changelist")
    assert not editor.get(url, {"figures": "old"}).context["cl"].result_list
    older = as_typed(editor, address(section), **{"sources-0-figure_year": year - 3})
    response = editor.post(address(section), older, follow=True)
    said = " ".join(str(message) for message in response.context["messages"])
    assert f"“A bureau” gives figures of {year - 3}, more than 2 years old." in said
    assert list(editor.get(url, {"figures": "old"}).context["cl"].result_list) == [section]
    assert f"of {year - 3}" in editor.get(url).text
    bad = save(editor, address(section), **{"sources-0-figure_year": "1066"})
    assert "between 1900 and 2100" in errors(bad)


def test_nothing_of_this_is_in_the_list_of_guides(editor: Client, foreign: Guide) -> None:
    act(editor, "make_preview_link", foreign)
    assert not PreviewLink.objects.exists()
