"""Two people at one form: what only one of them changed is kept, where both did they choose."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.models import (
    MailWording,
    OpenForm,
    Picture,
    SiteIdentity,
    SitePage,
    UnsavedText,
    User,
)
from listings.models import LevelWord, Listing, OccupationWord, PayTransparencyRule, Skill
from listings.models.pay import Disclosure
from roles.models import Series
from tests.admin_pages import address, as_typed, opened
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill
from tests.roles.factories import make_author, make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """A form, a field that both change, and one that each changes alone."""

    make: Callable[[], Model]
    both: str
    theirs: tuple[str, Any] | None
    mine: tuple[str, Any] | None
    values: tuple[str, str] = ("Theirs", "Mine")


CASES = {
    "posting": Case(
        lambda: make_listing("Cook", text="Old."),
        "title",
        ("description_html", "<p>New.</p>"),
        ("department", "Kitchen"),
    ),
    "company": Case(
        lambda: make_company("Umbra"),
        "description",
        ("website", "https://umbra.example"),
        ("country", "DE"),
    ),
    "skill": Case(
        lambda: make_skill("Knots"),
        "name",
        ("exclusions", "knot hair"),
        ("is_case_sensitive", "on"),
    ),
    "place": Case(
        lambda: make_city("Bonn", "DE"),
        "sort_name",
        ("population", "300000"),
        ("names", "Bonn,Bonna"),
        ("theirs", "mine"),
    ),
    "rule": Case(
        lambda: PayTransparencyRule.objects.create(
            jurisdiction="Atlantis",
            law="Pay Act",
            country="US",
            since_on="2026-01-01",
            why="Everybody.",
            demands=[Disclosure.PAY],
        ),
        "law",
        ("why", "Because."),
        ("source_title", "Gazette"),
    ),
    "level word": Case(
        lambda: LevelWord.objects.create(phrase="chief cook", level="lead"),
        "phrase",
        ("level", "senior"),
        None,
        ("their cook", "my cook"),
    ),
    "occupation word": Case(
        lambda: OccupationWord.objects.create(phrase="recruiter"),
        "phrase",
        None,
        None,
        ("theirs", "mine"),
    ),
    "identity": Case(
        lambda: SiteIdentity.objects.create(name="Board"),
        "name",
        ("contact", "a@b.example"),
        ("country", "DE"),
    ),
    "page": Case(lambda: SitePage.objects.get(slug="about"), "title", ("body", "Theirs."), None),
    "mail wording": Case(
        lambda: MailWording.objects.get(kind="test"), "subject", ("body", "Their words."), None
    ),
    "person": Case(
        lambda: User.objects.create_user("p@desk.example", name="Old"),
        "name",
        ("is_staff", "on"),
        ("email", "q@desk.example"),
    ),
    "group": Case(lambda: Group.objects.create(name="Cooks"), "name", None, None),
    "role": Case(
        lambda: make_profiled_role("Nurse", tools="Scales."),
        "definition",
        ("family", "Care"),
        ("abbreviation", "N"),
    ),
    "guide": Case(
        lambda: make_guide(make_role("Nurse"), title="A guide"),
        "introduction",
        ("deck", "Their deck."),
        ("tips", "My tips."),
    ),
    "term": Case(
        lambda: make_term("Triage"), "short", ("body", "Their body."), ("aliases", "sorting")
    ),
    "author": Case(make_author, "bio", ("name", "Other Name"), None),
    "series": Case(lambda: Series.objects.create(title="One", slug="one"), "title", None, None),
    "picture": Case(
        lambda: Picture.objects.create(
            alt="Old", content_hash="a" * 32, format="png", width=1, height=1
        ),
        "alt",
        None,
        None,
    ),
}

# tests/browser/test_two_people.py walks two browsers through the other forms; here the posting
# stands for all of them, sent without scripts
HERE = [
    *("posting", "level word", "occupation word", "identity", "mail wording", "person", "group"),
    *("series", "picture"),
]


@pytest.fixture
def two() -> tuple[Client, Client]:
    """Two administrators, each with a browser."""
    return _browser("ada"), _browser("ben")


def _browser(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(f"{name}@desk.example", name=name.title()))
    return client


def stored(row: Model, field: str) -> str:
    return str(getattr(type(row)._base_manager.get(pk=row.pk), field))


@pytest.mark.first(3)
@pytest.mark.parametrize("name", HERE)
def test_what_both_changed_is_shown_side_by_side_and_nothing_is_overwritten(
    two: tuple[Client, Client], name: str
) -> None:
    ada, ben = two
    case = CASES[name]
    row = case.make()
    theirs, mine = case.values
    late = opened(ben, row, **{case.both: mine}, **dict([case.mine] if case.mine else []))
    soon = opened(ada, row, **{case.both: theirs}, **dict([case.theirs] if case.theirs else []))
    assert ada.post(address(row), soon).status_code == 302
    page = ben.post(address(row), late)
    assert page.status_code == 200
    [both] = page.context["editing"]["withheld"].merge.both
    assert (both.input_name, both.theirs, both.mine) == (case.both, theirs, mine)
    assert theirs in page.text
    assert mine in page.text
    assert stored(row, case.both) == theirs
    decided = {**late, **page.context["editing"]["withheld"].merge.data.dict()}
    lists = page.context["editing"]["withheld"].merge.data
    decided |= {key: lists.getlist(key) for key in lists if len(lists.getlist(key)) > 1}
    decided["_version"] = page.context["editing"]["version"]
    assert ben.post(address(row), decided).status_code == 302
    assert stored(row, case.both) == mine
    if case.theirs and case.theirs[1] != "on":
        assert case.theirs[1] in stored(row, case.theirs[0])


@pytest.mark.first(3)
@pytest.mark.parametrize("name", [name for name in HERE if CASES[name].theirs])
def test_what_only_one_changed_is_kept_from_each_without_a_question(
    two: tuple[Client, Client], name: str
) -> None:
    ada, ben = two
    case = CASES[name]
    row = case.make()
    assert case.theirs
    mine = case.mine or (case.both, case.values[1])
    late = opened(ben, row, **dict([mine]))
    assert ada.post(address(row), opened(ada, row, **dict([case.theirs]))).status_code == 302
    kept = stored(row, case.theirs[0])
    answer = ben.post(address(row), late, follow=True)
    assert answer.redirect_chain, answer.context["errors"]
    assert stored(row, case.theirs[0]) == kept
    told = " ".join(str(one) for one in answer.context["messages"])
    assert "Kept from there" in told


def test_rows_within_a_form_are_merged_too(two: tuple[Client, Client]) -> None:
    ada, ben = two
    skill = make_skill("Knots")
    skill.aliases.create(phrase="rope work")
    late = opened(ben, skill, **{"aliases-0-phrase": "my ropes"})
    soon = opened(ada, skill, **{"aliases-0-phrase": "their ropes", "aliases-1-phrase": "hitches"})
    assert ada.post(address(skill), soon).status_code == 302
    page = ben.post(address(skill), late)
    merged = page.context["editing"]["withheld"].merge
    assert [(one.theirs, one.mine) for one in merged.both] == [("their ropes", "my ropes")]
    assert any("hitches" in note for note in merged.notes)
    assert {one.phrase for one in skill.aliases.all()} == {"their ropes", "hitches"}


@pytest.mark.slow
def test_choices_of_several_are_merged_as_one_value(two: tuple[Client, Client]) -> None:
    ada, ben = two
    listing = make_listing("Cook", workplaces=["onsite"])
    cook, baker = make_role("Cook"), make_role("Baker")
    late = opened(ben, listing, workplaces=["hybrid"], department="Kitchen")
    soon = opened(ada, listing, roles=[cook.pk, baker.pk], workplaces=["remote"])
    assert ada.post(address(listing), soon).status_code == 302
    page = ben.post(address(listing), late)
    merged = page.context["editing"]["withheld"].merge
    assert [(one.theirs, one.mine) for one in merged.both] == [("Remote", "Hybrid")]
    assert merged.taken == ["Roles"]
    assert set(merged.data.getlist("roles")) == {str(cook.pk), str(baker.pk)}
    assert set(listing.roles.all()) == {cook, baker}


def test_an_error_in_the_form_loses_nothing_of_theirs(two: tuple[Client, Client]) -> None:
    ada, ben = two
    company = make_company("Umbra")
    late = opened(ben, company, website="no address")
    assert (
        ada.post(address(company), opened(ada, company, description="Theirs.")).status_code == 302
    )
    page = ben.post(address(company), late)
    form = page.context["adminform"].form
    assert (form["description"].value(), form["website"].value()) == ("Theirs.", "no address")
    again = {**late, "description": "Theirs.", "website": "https://umbra.example"}
    again["_version"] = page.context["editing"]["version"]
    assert ben.post(address(company), again).status_code == 302
    assert stored(company, "description") == "Theirs."


@pytest.mark.slow
def test_two_people_who_write_the_one_identity_first_lose_nothing(
    two: tuple[Client, Client],
) -> None:
    ada, ben = two
    add = reverse("admin:jobboard_siteidentity_add")
    late = as_typed(ben, add, name="Ben’s board", country="DE")
    soon = as_typed(ada, add, name="Ada’s board", contact="ada@board.example")
    assert ada.post(add, soon).status_code == 302
    page = ben.post(add, late)
    [both] = page.context["editing"]["withheld"].merge.both
    assert (both.theirs, both.mine) == ("Ada’s board", "Ben’s board")
    merged = page.context["editing"]["withheld"].merge.data.dict()
    assert merged["contact"] == "ada@board.example"
    again = {**merged, "_version": page.context["editing"]["version"]}
    assert ben.post(add, again).status_code == 302
    row = SiteIdentity.objects.get()
    assert (row.name, row.contact, row.country) == ("Ben’s board", "ada@board.example", "DE")


def test_every_form_that_somebody_may_change_loses_nothing(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_superuser("root@desk.example")
    without = [
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, SafeEditingAdmin) and may_be_written(model_admin, request)
    ]
    assert without == []


def may_be_written(model_admin: admin.ModelAdmin, request: Any) -> bool:
    return model_admin.has_change_permission(
        request, model_admin.model()
    ) or model_admin.has_add_permission(request)


@pytest.mark.first(3)
@pytest.mark.parametrize("name", CASES)
def test_every_form_carries_what_keeps_it(two: tuple[Client, Client], name: str) -> None:
    row = CASES[name].make()
    page = two[0].get(address(row))
    begun = json.loads(page.context["editing"]["version"])
    assert begun[""][""]
    for part in ('name="_version"', "data-unsaved=", "data-here=", "js/admin/change_form"):
        assert part in page.text


# Text that keeps itself


@pytest.mark.slow
@pytest.mark.parametrize("name", ["posting", "company", "skill", "identity", "person"])
def test_text_left_in_a_form_is_offered_when_one_comes_back(
    two: tuple[Client, Client], name: str
) -> None:
    case = CASES[name]
    row = case.make()
    typed = opened(two[0], row, **{case.both: "Not saved yet"})
    assert two[0].post(address(row, "unsaved"), typed).status_code == 200
    [offer] = two[0].get(address(row)).context["editing"]["offers"]
    assert [one.mine for one in offer.differences] == ["Not saved yet"]
    back = two[0].get(address(row), {"unsaved": typed["_draft"]})
    assert back.context["adminform"].form[case.both].value() == "Not saved yet"
    assert two[1].get(address(row)).context["editing"]["offers"] == []


def test_passwords_are_never_kept(two: tuple[Client, Client]) -> None:
    typed = {
        "_draft": "a" * 32,
        "email": "new@desk.example",
        "password1": "Hush!",
        "password2": "Hush!",
    }
    two[0].post(reverse("admin:jobboard_user_unsaved"), typed)
    assert UnsavedText.objects.get().data == {"_draft": ["a" * 32], "email": ["new@desk.example"]}


# Who else is there


def here(client: Client, row: Model, key: str, **more: Any) -> Any:
    sent = {"_draft": key * 32, "_object": row.pk, "_seen": "0", **more}
    return client.post(address(row, "here"), sent)


def test_a_colleague_in_the_same_form_is_shown_with_the_field_they_write_in(
    two: tuple[Client, Client],
) -> None:
    ada, ben = two
    company = make_company("Umbra")
    assert here(ada, company, "a").json()["others"] == []
    assert here(ada, company, "a", _field="description").status_code == 200
    [other] = here(ben, company, "b").json()["others"]
    assert (other["who"], other["field"]) == ("Ada", "description")
    assert "Ada has this form open too" in ben.get(address(company)).text
    assert "has this form open" not in ada.get(address(make_company("Other"))).text
    here(ada, company, "a", gone="1")
    assert here(ben, company, "b").json()["others"] == []


def test_a_form_that_was_left_is_not_opened_by_what_its_page_sent_before(
    two: tuple[Client, Client],
) -> None:
    ada, ben = two
    company = make_company("Umbra")
    here(ada, company, "a", _sent_ms="1000")
    here(ada, company, "a", _sent_ms="3000", gone="1")
    here(ada, company, "a", _sent_ms="2000", _field="description")
    assert here(ben, company, "b").json()["others"] == []
    assert "has this form open" not in ben.get(address(company)).text
    here(ada, company, "a", _sent_ms="4000")  # she comes back by the browser's button
    assert [one["who"] for one in here(ben, company, "b").json()["others"]] == ["Ada"]


def test_a_form_that_was_left_first_of_all_is_not_opened_either(two: tuple[Client, Client]) -> None:
    ada, ben = two
    company = make_company("Umbra")
    here(ada, company, "a", _sent_ms="3000", gone="1")
    here(ada, company, "a", _sent_ms="2000")
    assert here(ben, company, "b").json()["others"] == []


def test_that_a_form_was_left_is_forgotten_after_some_minutes(two: tuple[Client, Client]) -> None:
    company = make_company("Umbra")
    here(two[0], company, "a", gone="1")
    here(two[1], company, "b")
    assert OpenForm.objects.filter(is_left=True).count() == 1
    OpenForm.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
    here(two[1], company, "c")
    assert [form.key[0] for form in OpenForm.objects.all()] == ["c"]


@pytest.mark.parametrize("sent", ["", "-1", "soon", "9" * 30, "1e3"])
def test_a_moment_that_is_none_counts_as_now(two: tuple[Client, Client], sent: str) -> None:
    company = make_company("Umbra")
    assert here(two[0], company, "a", _sent_ms="5000").status_code == 200
    assert here(two[0], company, "a", _sent_ms=sent, gone="1").status_code == 200
    assert here(two[1], company, "b").json()["others"] == []


def test_text_that_comes_late_does_not_go_over_what_was_typed_after_it(
    two: tuple[Client, Client],
) -> None:
    company = make_company("Umbra")
    for sent, text in (("2000", "Two words"), ("1000", "Two"), ("", "Two words more")):
        form = {"_draft": "a" * 32, "_object": company.pk, "description": text}
        two[0].post(address(company, "unsaved"), {**form, "_sent_ms": sent})
        kept = UnsavedText.objects.get().data["description"]
        assert kept == [text if sent != "1000" else "Two words"]


def test_a_colleague_who_saved_is_told_of_at_once(two: tuple[Client, Client]) -> None:
    ada, ben = two
    company = make_company("Umbra")
    ada.post(address(company), opened(ada, company, description="Theirs."))
    assert here(ben, company, "b").json()["saved"].startswith("Ada saved this at ")
    seen = LogEntry.objects.latest("pk").pk
    assert here(ben, company, "b", _seen=seen).json()["saved"] == ""
    assert here(ada, company, "a").json()["saved"] == ""


def test_a_section_and_its_role_are_one_text(two: tuple[Client, Client]) -> None:
    role = make_profiled_role("Nurse", tools="Scales.")
    section = role.sections.get()
    here(two[0], section, "a")
    assert [one["who"] for one in here(two[1], role, "b").json()["others"]] == ["Ada"]
    here(two[1], role, "b")
    assert [one["who"] for one in here(two[0], section, "a").json()["others"]] == ["Ben"]


def test_a_form_that_is_not_heard_of_counts_as_closed(
    two: tuple[Client, Client], settings: Any
) -> None:
    company = make_company("Umbra")
    here(two[0], company, "a")
    settings.PRESENCE_SECONDS = 0
    assert here(two[1], company, "b").json()["others"] == []
    assert not OpenForm.objects.filter(user__name="Ada").exists()


@pytest.mark.slow
def test_nobody_says_they_are_in_a_form_that_they_may_not_change(
    two: tuple[Client, Client],
) -> None:
    company = make_company("Umbra")
    writer = User.objects.create_user("w@desk.example", is_staff=True)
    writer.user_permissions.add(Permission.objects.get(codename="view_company"))
    client = Client()
    client.force_login(writer)
    assert here(client, company, "a").status_code == 404
    assert here(two[0], company, "x").status_code == 404  # no key of ours
    assert here(Client(), company, "a").status_code == 302
    assert two[0].get(address(company, "here")).status_code == 405
    assert not OpenForm.objects.exists()


# What is wrong


@pytest.mark.slow
def test_what_is_wrong_stands_at_the_top_and_leads_to_its_field(two: tuple[Client, Client]) -> None:
    skill = make_skill("Knots")
    skill.aliases.create(phrase="rope work")
    page = two[0].post(
        address(skill), opened(two[0], skill, name="", **{"aliases-0-phrase": "x" * 500})
    )
    assert 'href="#id_name"' in page.text
    assert 'href="#id_aliases-0-phrase"' in page.text
    assert [one.label for one in page.context["problems"]] == ["Name", "Skill alias 1, phrase"]
    assert 'id="id_aliases-0-phrase"' in page.text


@pytest.mark.slow
def test_a_choice_of_several_boxes_and_a_date_with_a_time_can_be_reached(
    two: tuple[Client, Client],
) -> None:
    rule = CASES["rule"].make()
    page = two[0].post(address(rule), opened(two[0], rule, demands=[]))
    assert 'href="#id_demands"' in page.text
    assert 'id="id_demands"' in page.text
    listing = make_listing("Cook")
    page = two[0].post(address(listing), opened(two[0], listing, expires_at_0="nonsense"))
    assert 'href="#id_expires_at_0"' in page.text
    assert Listing.objects.get().title == "Cook"
    assert Skill.objects.count() == 0
