"""Forms of the admin: preview of what is not saved, text that is kept, two people at one guide."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.admin_forms.open_forms import ACTION
from jobboard.models import UnsavedText, User
from roles.models import Guide, Role
from tests.admin_pages import address, as_typed, errors, opened
from tests.connections import first
from tests.roles.factories import add_section, make_guide, make_profiled_role, make_term
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
KEY = "a" * 32


def url(kind: str, model: str = "guide") -> str:
    return reverse(f"admin:roles_{model}_{kind}")


@pytest.fixture
def guide(db: None) -> Guide:
    nurse = make_profiled_role("Nurse", tools="Scales.", skills="Calm.")
    guide = make_guide(nurse, introduction="Old words.", status="draft", published_at=None)
    add_section(guide, "First", "One.")
    add_section(guide, "Second", "Two.")
    return guide


# Preview


@pytest.mark.slow
def test_the_preview_is_the_page_of_what_is_typed_and_writes_nothing(
    editor: Client, guide: Guide
) -> None:
    typed = opened(editor, guide, introduction="New *words*.", title="New title")
    answer = editor.post(url("preview"), typed, headers=JSON).json()
    assert "New <em>words</em>." in answer["html"]
    assert "<h1>New title</h1>" in answer["html"]
    guide.refresh_from_db()
    assert (guide.title, guide.introduction) == ("Nurse vs. Midwife", "Old words.")
    assert not LogEntry.objects.exists()
    assert not UnsavedText.objects.exists()


@pytest.mark.slow
def test_the_preview_knows_where_each_section_stands(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, **{"sections-1-replaces": "tools"})
    answer = editor.post(url("preview"), typed, headers=JSON).json()
    first = guide.sections.get(heading="First")
    assert answer["anchors"]["sections-0"] == f"part-{first.pk}"
    assert answer["anchors"]["sections-1"] == "tools"
    for anchor in answer["anchors"].values():
        if anchor not in {"tips", "conclusion"}:  # not written yet
            assert f'id="{anchor}"' in answer["html"]


def test_a_new_guide_is_previewed_before_it_exists(editor: Client, guide: Guide) -> None:
    typed = as_typed(editor, reverse("admin:roles_guide_add"))
    typed |= {"title": "Fresh", "slug": "fresh", "author": guide.author_id, "tips": "Do it."}
    answer = editor.post(url("preview"), typed, headers=JSON)
    assert "Do it." in answer.json()["html"]
    assert not Guide.objects.filter(slug="fresh").exists()


def test_a_form_with_errors_has_no_preview_and_says_why(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="{{ nonsense }}", title="")
    answer = editor.post(url("preview"), typed, headers=JSON)
    assert answer.status_code == 422
    assert any("nonsense" in one for one in answer.json()["problems"])
    assert any(one.startswith("Title") for one in answer.json()["problems"])
    assert "nonsense" in editor.post(url("preview"), typed).content.decode()  # in a tab of its own


def test_without_scripts_the_preview_is_a_page(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="New words.")
    assert "New words." in editor.post(url("preview"), typed).text


def test_whoever_may_not_change_a_guide_does_not_preview_it(
    writer: Client, editor: Client, foreign: Guide, own: Guide
) -> None:
    typed = opened(editor, foreign)
    assert writer.post(url("preview"), typed).status_code == 404
    assert writer.post(url("preview"), opened(writer, own)).status_code == 200
    assert writer.get(url("preview")).status_code == 405
    assert Client().post(url("preview"), typed).status_code == 302


@pytest.mark.slow
def test_a_profile_is_previewed_on_its_page_and_on_its_guides(editor: Client, guide: Guide) -> None:
    section = Role.objects.get().sections.get(kind="tools")
    typed = opened(editor, section, body="A stethoscope.")
    at = url("preview", "rolesection")
    assert "A stethoscope." in editor.post(at, typed).text
    on_guide = editor.post(f"{at}?on=guide-{guide.pk}", typed, headers=JSON).json()
    assert "A stethoscope." in on_guide["html"]
    assert guide.title in on_guide["html"]
    for bad in ("guide-0", "guide-x", "guide-99999999999999999999", "%00"):
        assert editor.post(f"{at}?on={bad}", typed).status_code == 404


@pytest.mark.slow
def test_a_role_and_a_term_are_previewed(editor: Client, guide: Guide) -> None:
    typed = opened(editor, Role.objects.get(), definition="Cares.")
    answer = editor.post(url("preview", "role"), typed, headers=JSON).json()
    assert "Cares." in answer["html"]
    assert "tools" in answer["anchors"].values()
    typed = opened(editor, make_term("Triage"), body="Who comes first.")
    assert "Who comes first." in editor.post(url("preview", "term"), typed).text


@pytest.mark.slow
@pytest.mark.parametrize("model", ["guide", "role", "rolesection", "term"])
def test_every_text_is_seen_as_if_no_figure_had_a_sample(
    editor: Client, guide: Guide, model: str
) -> None:
    text = 'Calm. {{ openings nurse }} wait. {{ openings nurse else="Many" }} hurry.'
    role = Role.objects.get()
    row, field = {
        "guide": (guide, "introduction"),
        "role": (role, "definition"),
        "rolesection": (role.sections.get(kind="tools"), "body"),
        "term": (make_term("Triage"), "body"),
    }[model]
    typed = opened(editor, row, **{field: text})
    page = editor.post(f"{url('preview', model)}?figures=absent", typed).text
    assert "<p>Calm. Many hurry.</p>" in page
    assert editor.get(address(row)).context["preview_has_figures"]


# What a change of a profile touches


def test_a_profile_names_the_guides_that_it_changes(editor: Client, guide: Guide) -> None:
    role = Role.objects.get()
    live = make_guide(role, title="A live one")
    replaced = make_guide(role, title="Own words")
    add_section(replaced, "Tools", "x", replaces="tools")
    make_profiled_role("Midwife", tools="Scales.")
    found = editor.get(address(role)).context["touched"]
    assert found.guides[0] == live
    assert set(found.guides) == {live, guide, replaced}
    assert found.comparisons == 1
    section = role.sections.get(kind="tools")
    assert set(editor.get(address(section)).context["touched"].guides) == {live, guide}


# Two people


def test_who_saves_second_sees_both_versions_and_overwrites_nothing(
    editor: Client, sign_in: SignIn, guide: Guide
) -> None:
    mine = opened(editor, guide, introduction="Mine.", title="My title")
    other = sign_in("administrator")
    theirs = opened(other, guide, introduction="Theirs.", deck="Their deck.")
    assert other.post(address(guide), {**theirs, "_save": "1"}).status_code == 302
    page = editor.post(address(guide), {**mine, "_save": "1"})
    assert page.status_code == 200
    held = page.context["editing"]["withheld"]
    assert "administrator@desk.example saved this at" in held.title
    [both] = held.merge.both
    assert (both.label, both.theirs, both.mine) == ("Introduction", "Theirs.", "Mine.")
    assert held.merge.taken == ["Deck"]
    form = page.context["adminform"].form
    assert form["introduction"].value() == "Mine."
    assert form["deck"].value() == "Their deck."
    guide.refresh_from_db()
    assert guide.introduction == "Theirs."
    # and now it is saved, knowingly
    again = {**mine, "deck": "Their deck.", "_version": page.context["editing"]["version"]}
    assert editor.post(address(guide), {**again, "_save": "1"}).status_code == 302
    guide.refresh_from_db()
    assert (guide.title, guide.deck, guide.introduction) == ("My title", "Their deck.", "Mine.")


@pytest.mark.slow
def test_sections_added_and_deleted_there_meet_changes_here(editor: Client, guide: Guide) -> None:
    mine = opened(editor, guide, **{"sections-0-body": "One, mine."})
    guide.sections.get(heading="First").delete()
    add_section(guide, "Third", "Three.")
    guide.sections.filter(heading="Second").update(body="Two, theirs.")
    page = editor.post(address(guide), {**mine, "_save": "1"})
    merged = page.context["editing"]["withheld"].merge
    told = " ".join(merged.notes)
    assert "“Third” was added there." in told
    assert "“First” was deleted there while you changed it" in told
    again = {**merged.data.dict(), "_version": page.context["editing"]["version"], "_save": "1"}
    assert editor.post(address(guide), again).status_code == 302
    bodies = {one.heading: one.body for one in guide.sections.all()}
    assert bodies == {"First": "One, mine.", "Second": "Two, theirs.", "Third": "Three."}


@pytest.mark.slow
def test_a_section_saved_on_its_own_page_meets_the_form_of_its_role(
    editor: Client, guide: Guide
) -> None:
    role = Role.objects.get()
    mine = opened(editor, role, **{"sections-0-body": "Mine."})
    section = role.sections.get(pk=mine["sections-0-id"])
    typed = opened(editor, section, body="Theirs.")
    assert editor.post(address(section), {**typed, "_save": "1"}).status_code == 302
    page = editor.post(address(role), {**mine, "_save": "1"})
    [both] = page.context["editing"]["withheld"].merge.both
    assert (both.theirs, both.mine) == ("Theirs.", "Mine.")


@pytest.mark.slow
def test_the_same_change_twice_is_no_conflict(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="The same.", _save="1")
    for _ in range(2):
        assert editor.post(address(guide), typed).status_code in {200, 302}
    guide.refresh_from_db()
    assert guide.introduction == "The same."


def test_saving_what_was_deleted_goes_on_as_a_new_one(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="Not lost.", _save="1")
    gone = address(guide)
    guide.delete()
    page = editor.post(gone, typed, follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("admin:roles_guide_add"))
    assert page.context["adminform"].form["introduction"].value() == "Not lost."
    sections = page.context["inline_admin_formsets"][1].formset
    assert [one["body"].value() for one in sections.forms] == ["One.", "Two."]


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_while_it_is_being_saved_goes_on_as_a_new_one(
    editor: Client, guide: Guide
) -> None:
    typed = opened(editor, guide, introduction="Not lost.", _save="1")
    gone = address(guide)
    with first(guide.delete, lambda: editor.post(gone, typed)) as outcome:
        pass
    assert outcome.result().url.startswith(reverse("admin:roles_guide_add"))


@pytest.mark.first(3)
@pytest.mark.parametrize("version", ["", "x", "[]", '{"": 1}', '{"": {"": 1}}', "null"])
def test_a_version_that_is_none_of_ours_does_no_harm(
    editor: Client, guide: Guide, version: str
) -> None:
    typed = opened(editor, guide, _version=version, _save="1")
    assert editor.post(address(guide), typed).status_code in {200, 302}


# What is not saved yet


@pytest.mark.slow
def test_unsaved_text_is_kept_and_offered_with_its_differences(
    editor: Client, guide: Guide
) -> None:
    typed = opened(editor, guide, introduction="Not saved yet.")
    answer = editor.post(url("unsaved"), typed)
    assert answer.json()["saved_at"] == timezone.localtime().strftime("%H:%M")
    page = editor.get(address(guide))
    [offer] = page.context["editing"]["offers"]
    [one] = offer.differences
    assert (one.theirs, one.mine) == ("Old words.", "Not saved yet.")
    back = editor.get(address(guide), {"unsaved": typed["_draft"]})
    assert back.context["adminform"].form["introduction"].value() == "Not saved yet."
    assert back.context["editing"]["key"] == typed["_draft"]
    guide.refresh_from_db()
    assert guide.introduction == "Old words."


@pytest.mark.slow
def test_saving_clears_what_was_kept(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="Saved.")
    editor.post(url("unsaved"), typed)
    editor.post(address(guide), {**typed, "title": "", "_save": "1"})
    assert UnsavedText.objects.count() == 1  # it was not saved
    editor.post(address(guide), {**typed, "_save": "1"})
    assert not UnsavedText.objects.exists()


@pytest.mark.slow
def test_two_tabs_keep_two_texts_and_one_is_discarded(editor: Client, guide: Guide) -> None:
    first, second = (opened(editor, guide, introduction=words) for words in ("A.", "B."))
    for typed in (first, second):
        editor.post(url("unsaved"), typed)
    assert len(editor.get(address(guide)).context["editing"]["offers"]) == 2
    answer = editor.post(url("unsaved"), {"_object": guide.pk, "discard": first["_draft"]})
    assert answer["Location"] == address(guide)
    [left] = editor.get(address(guide)).context["editing"]["offers"]
    assert left.text.key == second["_draft"]


@pytest.mark.slow
def test_text_for_a_new_guide_is_offered_on_the_page_for_new_ones(editor: Client) -> None:
    editor.post(url("unsaved"), {"_draft": KEY, "_object": "", "title": "An idea"})
    page = editor.get(reverse("admin:roles_guide_add"))
    [offer] = page.context["editing"]["offers"]
    assert offer.differences[0].mine == "An idea"
    back = editor.get(reverse("admin:roles_guide_add"), {"unsaved": KEY})
    assert back.context["adminform"].form["title"].value() == "An idea"


@pytest.mark.slow
def test_unsaved_text_meets_what_was_saved_since(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide, introduction="Mine.")
    editor.post(url("unsaved"), typed)
    Guide.objects.filter(pk=guide.pk).update(introduction="Theirs.", deck="Their deck.")
    back = editor.get(address(guide), {"unsaved": typed["_draft"]})
    merged = back.context["editing"]["withheld"].merge
    assert [(one.theirs, one.mine) for one in merged.both] == [("Theirs.", "Mine.")]
    assert back.context["adminform"].form["deck"].value() == "Their deck."


def test_nobody_reads_or_discards_what_another_person_keeps(
    editor: Client, sign_in: SignIn, guide: Guide
) -> None:
    typed = opened(editor, guide, introduction="Private.")
    editor.post(url("unsaved"), typed)
    other = sign_in("administrator")
    other.post(url("unsaved"), {"_object": guide.pk, "discard": typed["_draft"]})
    assert UnsavedText.objects.count() == 1
    page = other.get(address(guide), {"unsaved": typed["_draft"]})
    assert page.context["adminform"].form["introduction"].value() == "Old words."
    assert page.context["editing"]["offers"] == []


@pytest.mark.slow
def test_text_is_kept_for_thirty_days(editor: Client, guide: Guide) -> None:
    editor.post(url("unsaved"), opened(editor, guide, introduction="Old."))
    UnsavedText.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert editor.get(address(guide)).context["editing"]["offers"] == []
    editor.post(url("unsaved"), opened(editor, guide, introduction="New."))
    assert UnsavedText.objects.count() == 1


def test_too_much_text_and_odd_input_are_refused_with_words(
    editor: Client, writer: Client, guide: Guide
) -> None:
    long = editor.post(url("unsaved"), {"_object": guide.pk, "introduction": "x" * 1_000_001})
    assert long.status_code == 413
    assert "too long" in long.json()["problem"]
    assert editor.post(url("unsaved"), {"_object": "9" * 30, "a\0": "b\0"}).status_code == 200
    assert writer.post(url("unsaved"), {"_object": guide.pk}).status_code == 200  # as a new one
    assert Client().post(url("unsaved"), {}).status_code == 302


def test_whoever_is_signed_in_gets_a_token_for_the_form(editor: Client) -> None:
    assert editor.get(url("unsaved")).json()["token"]


def test_actions_do_not_ask_for_versions(editor: Client, guide: Guide) -> None:
    typed = opened(editor, guide)
    Guide.objects.filter(pk=guide.pk).update(deck="Changed.")
    chosen = {ACTION: "publish_now", "_selected_action": guide.pk}
    response = editor.post(address(guide), {**typed, **chosen})
    assert response.status_code == 302
    guide.refresh_from_db()
    assert guide.is_live


@pytest.mark.slow
def test_a_step_saves_first_what_was_typed(editor: Client, guide: Guide) -> None:
    chosen = {ACTION: "publish_now", "_selected_action": guide.pk}
    typed = opened(editor, guide, introduction="New words.", **chosen)
    assert editor.post(address(guide), typed).status_code == 302
    guide.refresh_from_db()
    assert (guide.introduction, guide.is_live) == ("New words.", True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "typed", "stored"), [("title", "", "Nurse"), ("deck", "Mine", "Theirs")]
)
def test_what_cannot_be_saved_is_not_published_either(
    editor: Client, guide: Guide, field: str, typed: str, stored: str
) -> None:
    chosen = {ACTION: "publish_now", "_selected_action": guide.pk}
    form = opened(editor, guide, **{field: typed}, **chosen)
    Guide.objects.filter(pk=guide.pk).update(**{field: stored})
    response = editor.post(address(guide), form)
    assert response.status_code == 200
    guide.refresh_from_db()
    assert (getattr(guide, field), guide.status) == (stored, "draft")


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", ["send_to_review", "publish_now", "schedule", "archive"]),
        ("in_review", ["publish_now", "schedule", "back_to_draft", "archive"]),
        ("published", ["back_to_draft", "archive", "still_right"]),
        ("archived", ["publish_now", "schedule", "back_to_draft"]),
    ],
)
def test_a_guide_offers_the_steps_of_its_state(
    editor: Client, guide: Guide, status: str, offered: list[str]
) -> None:
    Guide.objects.update(status=status, published_at=guide.updated_at)
    steps = [name for name, _ in editor.get(address(guide)).context["steps"]]
    assert [name for name in steps if "link" not in name] == offered


def test_a_writer_is_offered_no_way_out(writer: Client, own: Guide) -> None:
    steps = [name for name, _ in writer.get(address(own)).context["steps"]]
    assert steps[0] == "send_to_review"
    assert not {"publish_now", "schedule", "archive", "still_right"}.intersection(steps)


@pytest.mark.parametrize(("status", "is_offered"), [("in_review", True), ("published", False)])
def test_a_writer_is_offered_to_take_back_what_is_not_out(
    writer: Client, own: Guide, status: str, is_offered: bool
) -> None:
    Guide.objects.update(status=status, published_at=own.updated_at)
    steps = [name for name, _ in writer.get(address(own)).context["steps"]]
    assert ("back_to_draft" in steps) is is_offered


def test_a_person_who_only_looks_has_no_form(sign_in: SignIn, guide: Guide) -> None:
    writer = sign_in("writer")
    page = writer.get(address(Role.objects.get()))
    assert page.status_code == 200
    assert "editing" not in page.context
    assert User.objects.filter(email="writer@desk.example").exists()


@pytest.mark.slow
def test_the_page_of_a_guide_costs_few_queries(
    editor: Client, guide: Guide, django_assert_max_num_queries: Any
) -> None:
    version = editor.get(address(guide)).context["editing"]["version"]
    assert len(json.dumps(version)) < 4_000
    with django_assert_max_num_queries(45):
        editor.get(address(guide))
    assert errors(editor.post(address(guide), opened(editor, guide, title="")))


@pytest.mark.slow
def test_neither_a_preview_nor_unsaved_text_renews_a_page_for_readers(
    client: Client, editor: Client, guide: Guide
) -> None:
    live = make_guide(title="Live", introduction="Words.")
    before = client.get(live.get_absolute_url())["ETag"]
    typed = opened(editor, live, introduction="New words.")
    assert editor.post(url("preview"), typed).status_code == 200
    assert editor.post(url("unsaved"), typed).status_code == 200
    assert client.get(live.get_absolute_url())["ETag"] == before
