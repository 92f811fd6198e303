"""Every change in the admin is kept, shown in words, and brought back with one click."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version

from jobboard.models import User
from roles.admin.history import revision_time
from roles.models import Author, Guide, Role, RoleSection, Term
from tests.admin_pages import act, address, save
from tests.listings.factories import make_role
from tests.roles.factories import add_section, make_guide, make_profiled_role, make_term
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

PARTS = {"sections-TOTAL_FORMS": "1", "sections-0-heading": "Nights", "sections-0-body": "Long."}


def at(name: str, row: Any, *args: Any) -> str:
    return reverse(f"admin:roles_{row._meta.model_name}_{name}", args=[row.pk, *args])


def numbers(row: Any) -> list[int]:
    """Revisions of a row, oldest first."""
    versions = Version.objects.get_for_object(row).order_by("revision_id")
    return list(versions.values_list("revision_id", flat=True))


def back(client: Client, row: Any, number: int) -> Any:
    return client.post(at("back", row, number), follow=True)


@pytest.mark.slow
def test_a_saved_form_is_one_revision_that_says_who_and_what(editor: Client) -> None:
    guide = make_guide(make_role("Nurse"), introduction="Old words.")
    save(editor, address(guide), introduction="New words.", **PARTS)
    before, after = Revision.objects.order_by("pk")
    assert before.comment == "As it stood before"
    assert after.comment == "Changed Introduction. Added guide section “Nights”."
    assert after.user == User.objects.get(email="editor@desk.example")
    html = editor.get(at("history", guide)).text
    assert "Added guide section “Nights”" in html
    assert "editor@desk.example" in html


@pytest.mark.slow
def test_the_difference_shows_the_words_that_changed_and_no_others(editor: Client) -> None:
    guide = make_guide(introduction="We <b>sort</b> ships.", conclusion="Untouched.")
    save(editor, address(guide), introduction="We <b>port</b> ships.")
    html = editor.get(at("revision", guide, numbers(guide)[-1])).text
    changed = html.partition("What it changed")[2].partition("<details")[0]
    assert '<del><span class="visually-hidden">[removed: </span>sort<' in changed
    assert '<ins><span class="visually-hidden">[added: </span>port<' in changed
    assert "&lt;b&gt;" in changed
    assert "Untouched" not in changed


def test_line_ends_as_browsers_send_them_are_no_change(editor: Client) -> None:
    guide = make_guide(introduction="One\ntwo", deck="Three\nfour")
    add_section(guide, "Part", "Five\nsix")
    typed = {
        "introduction": "One\r\ntwo",
        "deck": "Three\r\nfour",
        "sections-0-body": "Five\r\nsix",
    }
    save(editor, address(guide), **typed)
    assert Revision.objects.latest("pk").comment == "No fields changed."
    guide.refresh_from_db()
    assert guide.introduction == "One\ntwo"


@pytest.mark.slow
def test_sections_that_come_go_and_move_are_named(editor: Client) -> None:
    guide = make_guide()
    parts = [add_section(guide, name, f"On {name}.") for name in ("One", "Two", "Three")]
    typed = {"sections-0-DELETE": "on", "sections-1-position": "30", "sections-2-position": "1"}
    new = {"sections-3-heading": "Four", "sections-3-body": "On Four."}
    save(editor, address(guide), **typed, **new, **{"sections-TOTAL_FORMS": "4"})
    html = editor.get(at("revision", guide, numbers(guide)[-1])).text
    changed = " ".join(html.partition("What it changed")[2].partition("<details")[0].split())
    assert f'{parts[0].heading} <span class="state">guide section removed' in changed
    assert 'Four <span class="state">guide section added' in changed
    assert changed.count("guide section moved") == 1


def test_one_click_brings_the_text_back_and_loses_nothing(editor: Client) -> None:
    guide = make_guide(make_role("Nurse"), introduction="First.")
    save(editor, address(guide), introduction="Second.", **PARTS)
    save(editor, address(guide), introduction="Third.", **{"sections-0-DELETE": "on"})
    said = back(editor, guide, numbers(guide)[1]).text
    assert "back to what it said on" in said
    guide.refresh_from_db()
    assert guide.introduction == "Second."
    assert [part.heading for part in guide.sections.all()] == ["Nights"]
    assert [row.role.name for row in guide.compared.all()] == ["Nurse"]
    assert len(numbers(guide)) == 4
    back(editor, guide, numbers(guide)[2])
    guide.refresh_from_db()
    assert (guide.introduction, guide.sections.count()) == ("Third.", 0)


@pytest.mark.slow
def test_what_a_script_wrote_since_is_kept_before_going_back(editor: Client) -> None:
    guide = make_guide(introduction="First.")
    save(editor, address(guide), introduction="Second.")
    Guide.objects.update(introduction="By a script.")
    back(editor, guide, numbers(guide)[0])
    kept = [json.loads(v.serialized_data)[0]["fields"]["introduction"] for v in _versions(guide)]
    assert kept == ["First.", "Second.", "By a script.", "First."]


def _versions(row: Any) -> Any:
    return Version.objects.get_for_object(row).order_by("pk")


@pytest.mark.slow
def test_going_back_neither_publishes_nor_takes_off_nor_moves(editor: Client) -> None:
    guide = make_guide(slug="first", status="draft", published_at=None, introduction="Old.")
    save(editor, address(guide), introduction="New.", slug="second")
    act(editor, "publish_now", guide)
    out = guide.published_at
    back(editor, guide, numbers(guide)[0])
    guide.refresh_from_db()
    assert (guide.introduction, guide.slug) == ("Old.", "second")
    assert (guide.status, guide.published_at) == ("published", out)


def test_what_going_back_would_change_is_what_it_changes(editor: Client) -> None:
    guide = make_guide(slug="first", status="draft", published_at=None, introduction="Old.")
    save(editor, address(guide), introduction="New.", slug="second")
    act(editor, "publish_now", guide)
    first = numbers(guide)[0]
    told = editor.get(at("revision", guide, first)).context["to_now"]
    assert [change.label for group in told for change in group.texts] == ["Introduction"]
    said = back(editor, guide, first).text
    at_the_time = revision_time(Revision.objects.get(pk=first))
    assert f"back to what it said on {at_the_time}." in said
    assert editor.get(at("revision", guide, first)).context["to_now"] == []


@pytest.mark.slow
def test_a_role_comes_back_with_its_sections_sources_and_aliases(editor: Client) -> None:
    role = make_profiled_role("Nurse", week="Nights.", tools="A watch.")
    role.aliases.create(phrase="ward nurse")
    week = role.sections.get(kind="week")
    week.sources.create(title="Rota", url="https://a.example/", accessed_on="2026-11-01")
    save(editor, address(role), definition="Other.", **{"sections-0-DELETE": "on"})
    week.delete()
    role.aliases.all().delete()
    save(editor, address(role), definition="Again.")
    back(editor, role, numbers(role)[0])
    role.refresh_from_db()
    assert role.definition == "The work of a Nurse."
    assert {section.kind for section in role.sections.all()} == {"week", "tools"}
    assert role.sections.get(kind="week").sources.get().title == "Rota"
    assert role.aliases.get().phrase == "ward nurse"


@pytest.mark.slow
def test_a_part_that_was_made_anew_is_changed_not_doubled(editor: Client) -> None:
    role = make_profiled_role("Nurse", week="Nights.")
    save(editor, address(role), plural="Nurses")
    role.sections.all().delete()
    anew = RoleSection.objects.create(role=role, kind="week", body="Days.")
    back(editor, role, numbers(role)[0])
    assert [(s.pk, s.body) for s in role.sections.all()] == [(anew.pk, "Nights.")]


@pytest.mark.slow
def test_a_section_on_its_own_page_is_part_of_its_roles_history(editor: Client) -> None:
    role = make_profiled_role("Nurse", week="Nights.")
    section = role.sections.get()
    save(editor, address(section), body="Days.")
    history = editor.get(at("history", section), follow=True)
    assert history.redirect_chain[0][0] == at("history", role)
    back(editor, role, numbers(role)[0])
    section.refresh_from_db()
    assert section.body == "Nights."
    act(editor, "still_right", section)
    assert Revision.objects.latest("pk").comment == "Checked, still right"
    editor.post(at("delete", section), {"post": "yes"})
    assert Revision.objects.latest("pk").comment == "Deleted “Nurse: A typical week”"


@pytest.mark.slow
def test_terms_and_authors_have_their_history_too(editor: Client) -> None:
    term = make_term("Triage", aliases=["sorting", "order"])
    save(editor, address(term), short="Other.", aliases="sorting")
    back(editor, term, numbers(term)[0])
    term = Term.objects.get()
    assert (term.short, term.aliases) == ("What Triage is.", ["sorting", "order"])
    author = Author.objects.create(name="Ada", slug="ada", bio="Old.")
    save(editor, address(author), bio="New.")
    back(editor, author, numbers(author)[0])
    author.refresh_from_db()
    assert author.bio == "Old."


def test_actions_leave_a_revision_that_says_what_was_done(editor: Client) -> None:
    guide = make_guide(status="draft", published_at=None)
    act(editor, "publish_now", guide)
    assert Revision.objects.get().comment == "Published"


def test_a_deleted_guide_comes_back_as_a_draft(editor: Client) -> None:
    guide = make_guide(make_role("Nurse"), introduction="Dear.")
    key = guide.pk
    editor.post(at("delete", guide), {"post": "yes"})
    assert "Nurse vs. Midwife" in editor.get(reverse("admin:roles_guide_deleted")).text
    [number] = Revision.objects.values_list("pk", flat=True)
    url = reverse("admin:roles_guide_back", args=[key, number])
    assert "Bring it back" in editor.get(url.removesuffix("back/")).text
    assert editor.post(url).status_code == 302
    again = Guide.objects.get(pk=key)
    assert (again.introduction, again.status, again.compared.count()) == ("Dear.", "draft", 1)


@pytest.mark.slow
def test_what_can_no_longer_come_back_is_shown_as_text_with_the_reason(editor: Client) -> None:
    role = make_role("Night Nurse")
    guide = make_guide(role, introduction="About nights.")
    save(editor, address(guide), introduction="New.", **{"compared-0-DELETE": "on"})
    save(editor, address(role), plural="Night Nurses")
    role.delete()
    number = numbers(guide)[0]
    html = editor.get(at("revision", guide, number)).text
    assert "can be read, but not brought back" in html
    assert "Night Nurse: deleted since" in html
    assert "About nights." in html
    said = back(editor, guide, number).text
    assert "cannot come back" in said
    guide.refresh_from_db()
    assert guide.introduction == "New."


def rewrite(row: Any, **changes: Any) -> int:
    """Make the oldest version of a row what another program would have written."""
    version = _versions(row)[0]
    [one] = json.loads(version.serialized_data)
    one["fields"] |= changes
    version.serialized_data = json.dumps([one])
    version.save()
    return version.revision_id


def test_fields_of_an_older_program_are_shown_and_left_out_of_the_way_back(editor: Client) -> None:
    term = make_term("Triage")
    save(editor, address(term), short="New.")
    number = rewrite(term, pronunciation="tree-ahzh")
    html = editor.get(at("revision", term, number)).text
    assert "Pronunciation (no longer a field)" in html
    assert "tree-ahzh" in html
    back(editor, term, number)
    assert Term.objects.get().short == "What Triage is."


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes", [{"kind": "poem"}, {"author": "x"}, {"published_at": "noon"}, {"deck": "x" * 999}]
)
def test_values_that_fit_no_longer_are_a_reason_not_an_error(
    editor: Client, changes: dict[str, Any]
) -> None:
    guide = make_guide(introduction="Old.")
    save(editor, address(guide), introduction="New.")
    number = rewrite(guide, **changes)
    assert editor.get(at("revision", guide, number)).status_code == 200
    assert back(editor, guide, number).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("data", ["", "[]", "{}", "nonsense", '[{"pk": 1}]', '[{"fields": 3}]'])
def test_what_cannot_be_read_at_all_says_so(editor: Client, data: str) -> None:
    guide = make_guide(introduction="Old.")
    save(editor, address(guide), introduction="New.")
    Version.objects.filter(pk=_versions(guide)[0].pk).update(serialized_data=data)
    url = at("revision", guide, numbers(guide)[0])
    assert "cannot be read any more" in editor.get(url).text
    assert "cannot come back" in back(editor, guide, numbers(guide)[0]).text


@pytest.mark.slow
def test_two_hundred_revisions_are_paged_and_take_few_queries(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    role = make_profiled_role("Nurse", week="Nights.")
    guide = make_guide(role)
    save(editor, address(guide), introduction="0")
    last = _versions(guide).last()
    assert last
    for _ in range(200):
        last.revision.pk = last.pk = None
        last.revision.save()
        last.revision = last.revision
        last.save()
    with django_assert_max_num_queries(10):
        html = editor.get(at("history", guide)).text
    assert html.count('class="when"') == 25
    assert "Page 1 of 9" in html
    for page in ("9", "99", "x", ""):
        assert editor.get(at("history", guide), {"p": page}).status_code == 200
    with django_assert_max_num_queries(45):
        editor.get(at("revision", guide, numbers(guide)[0]))


@pytest.mark.slow
def test_strangers_numbers_are_not_found(editor: Client) -> None:
    guide, other = make_guide(), make_guide(title="Other")
    save(editor, address(other), introduction="x")
    for number in (0, numbers(other)[0], 10**12):
        assert editor.get(at("revision", guide, number)).status_code == 404
        assert editor.post(at("back", guide, number)).status_code == 404
    assert editor.get(at("back", other, numbers(other)[0])).status_code == 405


@pytest.mark.slow
def test_a_writer_goes_back_within_the_own_draft_only(
    sign_in: SignIn, writer: Client, own: Guide, foreign: Guide
) -> None:
    editor = sign_in("editor")
    save(writer, address(own), introduction="Better.")
    save(editor, address(foreign), introduction="Better.")
    assert writer.get(at("history", own)).status_code == 200
    assert back(writer, own, numbers(own)[0]).status_code == 200
    own.refresh_from_db()
    assert own.introduction == ""
    for url in (at("history", foreign), at("revision", foreign, numbers(foreign)[0])):
        assert writer.get(url).status_code == 404
    assert writer.post(at("back", foreign, numbers(foreign)[0])).status_code == 404
    act(editor, "publish_now", own)
    html = writer.get(at("revision", own, numbers(own)[0])).text
    assert "Back to this text" not in html
    assert writer.post(at("back", own, numbers(own)[1])).status_code == 403
    assert writer.get(reverse("admin:roles_guide_deleted")).status_code == 403


@pytest.mark.slow
def test_a_moderator_reads_the_history_of_roles_and_changes_nothing(
    sign_in: SignIn, editor: Client
) -> None:
    role = make_role("Nurse")
    save(editor, address(role), plural="Nurses")
    moderator = sign_in("moderator")
    assert moderator.get(at("history", role)).status_code == 200
    assert "Back to this" not in moderator.get(at("history", role)).text
    assert moderator.post(at("back", role, numbers(role)[0])).status_code == 403
    guide = make_guide()
    assert moderator.get(at("history", guide)).status_code in {403, 404}
    assert Role.objects.get().plural == "Nurses"
