"""Roles, their profiles, the glossary, figures, and what waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import User
from listings.models import Skill, Statistic
from roles.admin.guide_actions import guides_waiting_for
from roles.models import Role, RoleSection, SectionSource, Term
from tests.admin_pages import act, address, errors, save
from tests.listings.factories import make_role
from tests.roles.factories import make_guide, make_profiled_role, make_term
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(db: None) -> Role:
    return make_profiled_role("Nurse", tools="Scales.", outlook="Good.", skills="Calm.")


def test_a_role_shows_its_sections_in_the_order_of_the_page(editor: Client, nurse: Role) -> None:
    inlines = editor.get(address(nurse)).context["inline_admin_formsets"]
    kinds = [form.instance.kind for form in inlines[0].formset.initial_forms]
    assert kinds == ["skills", "tools", "outlook"]


def test_a_role_leads_to_its_page_openings_and_pay(editor: Client, nurse: Role) -> None:
    html = editor.get(address(nurse)).text
    for url in (nurse.get_absolute_url(), nurse.browse_url, f"/salaries/{nurse.slug}/"):
        assert f'href="{url}"' in html


def test_bad_markdown_in_a_definition_is_refused_with_its_line(editor: Client) -> None:
    typed = {"name": "Nurse", "slug": "nurse", "definition": "x\n\n{{ nonsense }}"}
    response = save(editor, reverse("admin:roles_role_add"), **typed)
    assert "Line 3" in str(response.context["adminform"].form.errors["definition"])


@pytest.mark.slow
def test_a_second_section_of_a_kind_is_refused(editor: Client, nurse: Role) -> None:
    typed = {
        "sections-TOTAL_FORMS": "5",
        **{f"sections-{number}-kind": "week" for number in (3, 4)},
        **{f"sections-{number}-body": "x" for number in (3, 4)},
    }
    assert "duplicate" in errors(save(editor, address(nurse), **typed))
    typed = {"sections-TOTAL_FORMS": "4", "sections-3-kind": "tools", "sections-3-body": "x"}
    assert "already" in errors(save(editor, address(nurse), **typed))
    assert nurse.sections.count() == 3


def test_a_section_that_was_checked_is_reviewed_today(editor: Client, nurse: Role) -> None:
    section = nurse.sections.get(kind="tools")
    assert act(editor, "still_right", section) == ["1 section reviewed today."]
    assert section.reviewed_on == timezone.localdate()


@pytest.mark.slow
def test_a_section_keeps_its_sources_on_its_own_page(editor: Client, nurse: Role) -> None:
    section = nurse.sections.get(kind="tools")
    typed = {
        "sources-TOTAL_FORMS": "1",
        "sources-0-title": "A study",
        "sources-0-url": "https://study.example/",
        "sources-0-accessed_on": "2026-11-01",
    }
    assert save(editor, address(section), **typed).status_code == 302
    assert SectionSource.objects.get().section == section
    assert "A study" in editor.get(address(nurse)).text
    bad = {**typed, "sources-0-url": "javascript:alert(1)"}
    assert "URL" in errors(save(editor, address(section), **bad))


@pytest.mark.parametrize("age", ["never", "old", "due", "fresh"])
def test_sections_are_found_by_when_they_were_checked(
    editor: Client, nurse: Role, age: str
) -> None:
    RoleSection.objects.filter(kind="tools").update(reviewed_on=date(2020, 1, 1))
    RoleSection.objects.filter(kind="skills").update(reviewed_on=timezone.localdate())
    kinds = {"never": ["outlook"], "old": ["tools"], "due": ["tools"], "fresh": ["skills"]}[age]
    response = editor.get(reverse("admin:roles_rolesection_changelist"), {"reviewed": age})
    assert [row.kind for row in response.context["cl"].result_list] == kinds


def _statistic(role: Role, **fields: Any) -> Statistic:
    today, counts = timezone.localdate(), ("on_target", "wide", "other_currency", "other_series")
    facts = {"total": 9, "n": 9, "employers": 4, "largest": 3, "median": 60_000, "currency": "EUR"}
    return Statistic.objects.create(
        role=role,
        window_from=today - timedelta(days=365),
        window_to=today,
        method_version=1,
        taken_at=timezone.now(),
        **dict.fromkeys(counts, 0) | facts | fields,
    )


def test_figures_are_looked_at_only(sign_in: SignIn, nurse: Role) -> None:
    row = _statistic(nurse)
    client = sign_in("administrator")
    url = reverse("admin:listings_statistic_change", args=[row.pk])
    assert "EUR 60,000" in client.get(reverse("admin:listings_statistic_changelist")).text
    assert client.get(url).status_code == 200
    assert client.post(url, {"median": "1"}).status_code == 403
    assert client.get(reverse("admin:listings_statistic_add")).status_code == 403


def test_figures_of_the_past_are_told_from_those_shown_now(editor: Client, nurse: Role) -> None:
    past = _statistic(nurse, superseded_at=timezone.now())
    latest = _statistic(nurse)
    nothing = {"median": None, "currency": "", "withheld": "few-employers"}
    withheld = _statistic(make_role("Midwife"), **nothing)
    url = reverse("admin:listings_statistic_changelist")
    found = {"past": {past}, "latest": {latest, withheld}, "shown": {latest}}
    for state, rows in found.items():
        assert set(editor.get(url, {"state": state}).context["cl"].result_list) == rows


def test_a_role_goes_with_its_figures_unless_a_guide_compares_it(
    editor: Client, nurse: Role
) -> None:
    _statistic(nurse)
    guide = make_guide(nurse)
    url = reverse("admin:roles_role_delete", args=[nurse.pk])
    editor.post(url, {"post": "yes"})
    assert Role.objects.exists()
    guide.delete()
    assert editor.post(url, {"post": "yes"}).status_code == 302
    assert not Role.objects.exists()


def test_a_term_is_written_with_aliases_between_commas(editor: Client, nurse: Role) -> None:
    typed = {
        "name": "Triage",
        "slug": "triage",
        "short": "Who comes first.",
        "aliases": "triaging, sorting,, triaging ,",
        "roles": [nurse.pk],
    }
    assert save(editor, reverse("admin:roles_term_add"), **typed).status_code == 302
    term = Term.objects.get()
    assert term.aliases == ["triaging", "sorting"]
    assert list(term.roles.all()) == [nurse]
    assert "triaging, sorting" in editor.get(address(term)).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("aliases", "x" * 81), ("short", ""), ("name", "Taken"), ("body", "{{ nonsense }}")],
)
def test_a_bad_term_is_refused_beside_the_field(editor: Client, field: str, value: str) -> None:
    make_term("Taken")
    typed = {"name": "Triage", "slug": "triage", "short": "Who comes first.", field: value}
    response = save(editor, reverse("admin:roles_term_add"), **typed)
    assert list(response.context["adminform"].form.errors) == [field]


def test_a_term_is_found_by_an_alias_and_leads_to_its_skill(editor: Client) -> None:
    term = make_term("Triage", aliases=["sorting"])
    skill = Skill.objects.create(name="Triage", term=term)
    make_term("Other")
    response = editor.get(reverse("admin:roles_term_changelist"), {"q": "sorting"})
    assert list(response.context["cl"].result_list) == [term]
    url = reverse("admin:listings_skill_change", args=[skill.pk])
    assert f'href="{url}"' in editor.get(address(term)).text


def test_what_waits_for_an_editor_leads_to_its_list(editor: Client) -> None:
    year = timezone.now() - timedelta(days=400)
    waiting = make_guide(title="In review", status="in_review", published_at=None)
    make_guide(title="Fresh", published_at=year, reviewed_on=timezone.localdate())
    make_guide(title="Old draft", status="draft", published_at=None, reviewed_on=year.date())
    stale = [
        make_guide(title="Checked long ago", published_at=year, reviewed_on=year.date()),
        make_guide(title="Never checked", published_at=year - timedelta(days=1)),
    ]
    found = guides_waiting_for(User.objects.get(email="editor@desk.example"))
    assert [one.count for one in found] == [1, 2]
    lists = [list(editor.get(one.url).context["cl"].result_list) for one in found]
    assert lists == [[waiting], stale]
    assert "Guides in review" in editor.get(reverse("admin:index")).text


def test_nothing_of_this_waits_for_a_writer(writer: Client, django_assert_num_queries: Any) -> None:
    writer.get(reverse("admin:index"))
    assert guides_waiting_for(User.objects.get(email="writer@desk.example")) == []


def test_a_role_without_openings_has_its_place_in_the_list(editor: Client, nurse: Role) -> None:
    make_role("Midwife")
    rows = editor.get(reverse("admin:roles_role_changelist")).context["cl"].result_list
    assert {row.name: row.section_count for row in rows} == {"Midwife": 0, "Nurse": 3}
