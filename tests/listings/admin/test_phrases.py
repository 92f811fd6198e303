"""An editor's workbench: phrases checked, tried, compared with postings and applied."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from jobboard.models import TimetableEntry
from listings.editing.services import ENTRY
from listings.models import (
    EventKind,
    Level,
    LevelWord,
    Listing,
    OccupationWord,
    Skill,
    SkillAlias,
)
from listings.words.moves import read_concerned
from roles.models import Role, RoleAlias
from tests.admin_pages import address, as_typed
from tests.listings.factories import make_listing, make_skill
from tests.listings.importers.boards import job, run
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

LEVEL_ADD = "admin:listings_levelword_add"


@pytest.fixture
def role(db: None) -> Role:
    role = Role.objects.create(name="Pastry Cook", slug="pastry-cook")
    RoleAlias.objects.create(role=role, phrase="(cake|pastry) baker")
    return role


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in("editor")


def send(client: Client, url: str, **changes: Any) -> Any:
    return client.post(url, as_typed(client, url, **changes))


def with_alias(phrase: str) -> dict[str, str]:
    """A second alias beside the one of ``role``."""
    return {"aliases-TOTAL_FORMS": "2", "aliases-1-phrase": phrase}


class TestChecked:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (with_alias("senior cook (pastry"), "Column 13: this bracket is never closed."),
            ({"name": "Cook (pastry"}, "Column 6: this bracket is never closed."),
            ({"exclusions": "cook book\ncook *"}, "Line 2, column 6: a star needs a word"),
        ],
    )
    def test_a_role_with_a_phrase_that_finds_nothing_is_refused(
        self, editor: Client, role: Role, changes: dict[str, str], said: str
    ) -> None:
        response = send(editor, address(role), **changes)
        assert response.status_code == 200
        assert said in response.text
        assert RoleAlias.objects.count() == 1

    @pytest.mark.parametrize("name", ["levelword", "occupationword"])
    def test_so_is_a_word(self, editor: Client, name: str) -> None:
        response = send(editor, reverse(f"admin:listings_{name}_add"), phrase="head|of")
        assert "Column 5: this bar stands outside of brackets." in response.text

    def test_so_is_a_phrase_of_a_skill(self, editor: Client) -> None:
        url = reverse("admin:listings_skill_add")
        aliases = {"aliases-TOTAL_FORMS": "1", "aliases-0-phrase": "knife (k8s"}
        response = send(editor, url, name="Knives", slug="knives", exclusions="knife*", **aliases)
        assert "Column 7: this bracket is never closed." in response.text
        assert "Line 1, column 6: “*” means nothing in a skill" in response.text

    @pytest.mark.slow
    def test_what_stood_there_before_the_rule_keeps_no_editor_from_saving(
        self, editor: Client, role: Role
    ) -> None:
        Role.objects.filter(pk=role.pk).update(exclusions="cook (book")
        assert send(editor, address(role), plural="Pastry Cooks").status_code == 302

    def test_nested_alternatives_are_kept(self, editor: Client, role: Role) -> None:
        response = send(editor, address(role), **with_alias("(cake|(pie|tart)) cook"))
        assert response.status_code == 302

    def test_a_clash_is_told_with_the_other_roles_name(self, editor: Client, role: Role) -> None:
        other = Role.objects.create(name="Baker", slug="baker")
        url = address(other)
        values = {"aliases-TOTAL_FORMS": "1", "aliases-0-phrase": "cake baker"}
        response = editor.post(url, as_typed(editor, url, **values), follow=True)
        assert "“cake baker” is also a phrase of Pastry Cook." in response.text


class TestTried:
    @pytest.mark.slow
    def test_a_title_is_read_by_the_phrases_in_the_form(self, editor: Client, role: Role) -> None:
        response = send(
            editor,
            address(role),
            _try="1",
            try_title="Senior Tart Cook",
            **with_alias("(pie|tart) cook"),
        )
        assert response.status_code == 200
        trial = response.context["trial"]
        assert (trial.roles, trial.level) == (["Pastry Cook"], "no level")
        assert [(line.phrase, line.found.why) for line in trial.phrases] == [
            ("(pie|tart) cook", "decides")
        ]
        assert RoleAlias.objects.count() == 1  # nothing is saved

    def test_phrases_that_lost_say_why(self, editor: Client, role: Role) -> None:
        OccupationWord.objects.create(phrase="baker shop")
        response = send(editor, address(role), _try="1", try_title="Cake Baker Shop")
        assert "none of the roles" in response.text
        assert "other work" in response.text

    def test_a_new_word_is_tried_before_it_is_saved(self, editor: Client, role: Role) -> None:
        response = send(
            editor,
            reverse(LEVEL_ADD),
            phrase="head",
            level=Level.LEAD,
            _try="1",
            try_title="Head Pastry Cook",
        )
        assert response.context["trial"].level == "Staff / Lead"
        assert not LevelWord.objects.exists()

    def test_a_form_with_a_fault_says_so_first(self, editor: Client, role: Role) -> None:
        response = send(editor, address(role), _try="1", try_title="Cook", **with_alias("cook ("))
        assert "Mend what is wrong above first" in response.text

    @pytest.mark.parametrize("name", ["roles_role", "listings_skill", "listings_levelword"])
    def test_any_title_is_tried_without_a_form(self, editor: Client, role: Role, name: str) -> None:
        Skill.objects.create(name="Knives")
        url = reverse(f"admin:{name}_try")
        assert url in editor.get(reverse(f"admin:{name}_changelist")).text
        assert editor.get(url).status_code == 200
        text = {"try_title": "Pastry Cook <b>", "try_text": "Knives and forks."}
        response = editor.post(url, text)
        assert response.context["trial"].skills == ["Knives"]
        assert "“Pastry Cook &lt;b&gt;” is <b>Pastry Cook</b>" in response.text

    def test_whoever_may_not_see_the_words_may_not_try(self, sign_in: SignIn) -> None:
        client = sign_in("moderator")
        user_may = client.get(reverse("admin:listings_levelword_changelist")).status_code
        assert client.get(reverse("admin:listings_levelword_try")).status_code == user_may

    @pytest.mark.slow
    def test_it_costs_few_queries(
        self, editor: Client, role: Role, django_assert_max_num_queries: Any
    ) -> None:
        url = address(role)
        values = as_typed(editor, url, _try="1", try_title="Pastry Cook")
        with django_assert_max_num_queries(75):
            editor.post(url, values)


@pytest.fixture
def postings(role: Role) -> None:
    Skill.objects.create(name="Buoys", slug="buoys")
    sextant = "<p>You have used a sextant at night, and you enjoy it.</p>"
    pilot = job(3, title="Pilot", descriptionHtml=sextant)
    run(job(1, title="Tart Cook"), job(2, title="Pastry Cook"), pilot)


class TestMoves:
    @pytest.mark.slow
    @pytest.mark.usefixtures("postings")
    def test_postings_are_named_before_and_after(self, editor: Client, role: Role) -> None:
        response = send(editor, address(role), _moves="1", **with_alias("tart cook"))
        moves = response.context["moves"]
        facts = [(move.listing.title, move.facts) for move in moves.shown]
        assert [(title, one.name, one.before, one.after) for title, (one,) in facts] == [
            ("Tart Cook", "role", "none", "Pastry Cook")
        ]
        assert (moves.number, moves.is_all) == (1, True)
        assert "Tart Cook" in response.text
        assert RoleAlias.objects.count() == 1
        assert not Listing.objects.get(title="Tart Cook").roles.exists()

    @pytest.mark.slow
    @pytest.mark.usefixtures("postings")
    def test_a_phrase_that_goes_moves_postings_too(self, editor: Client, role: Role) -> None:
        response = send(editor, address(role), _moves="1", name="Sweet Cook")
        (move,) = response.context["moves"].shown
        assert (move.listing.title, move.facts[0].after) == ("Pastry Cook", "none")

    @pytest.mark.usefixtures("postings")
    def test_levels_move(self, editor: Client) -> None:
        response = send(editor, reverse(LEVEL_ADD), phrase="pilot", level=Level.LEAD, _moves="1")
        (move,) = response.context["moves"].shown
        assert (move.listing.title, move.facts[0].before, move.facts[0].after) == (
            "Pilot",
            "no level",
            "Staff / Lead",
        )

    @pytest.mark.usefixtures("postings")
    def test_skills_move_by_the_text(self, editor: Client) -> None:
        skill = Skill.objects.get()
        aliases = {"aliases-TOTAL_FORMS": "1", "aliases-0-phrase": "sextant"}
        response = send(editor, address(skill), _moves="1", **aliases)
        (move,) = response.context["moves"].shown
        facts = [(one.name, one.before, one.after) for one in move.facts]
        assert (move.listing.title, facts) == ("Pilot", [("skills", "none", "Buoys")])

    @pytest.mark.slow
    @pytest.mark.usefixtures("postings")
    def test_what_a_person_edited_does_not_move(self, editor: Client, role: Role) -> None:
        Listing.objects.update(edited_fields=["roles"])
        response = send(editor, address(role), _moves="1", **with_alias("tart cook"))
        assert response.context["moves"].number == 0

    @pytest.mark.slow
    @pytest.mark.usefixtures("postings")
    def test_beyond_a_limit_they_are_counted(
        self, editor: Client, role: Role, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("listings.words.moves.MOST_SHOWN", 1)
        response = send(editor, address(role), _moves="1", **with_alias("(tart cook|pilot)"))
        assert (len(response.context["moves"].shown), response.context["moves"].more) == (1, 1)
        assert "And 1 more." in response.text

    @pytest.mark.slow
    def test_the_number_of_queries_does_not_grow_with_the_postings(
        self, editor: Client, role: Role, django_assert_max_num_queries: Any
    ) -> None:
        run(*(job(number, title=f"Tart Cook {number}") for number in range(30)))
        url = address(role)
        values = as_typed(editor, url, _moves="1", **with_alias("tart cook"))
        with django_assert_max_num_queries(80):
            assert editor.post(url, values).context["moves"].number == 30


class TestApplied:
    def apply(self, client: Client, role: Role, phrase: str) -> str:
        url = address(role)
        values = as_typed(client, url, _apply="1", **with_alias(phrase))
        return str(client.post(url, values, follow=True).text)

    @pytest.mark.usefixtures("postings")
    def test_postings_are_read_again_in_the_background(self, editor: Client, role: Role) -> None:
        said = self.apply(editor, role, "tart cook")
        assert "The worker reads the postings again" in said
        (task,) = DBTaskResult.objects.all()
        read_concerned.call(*task.args_kwargs["args"])
        listing = Listing.objects.get(title="Tart Cook")
        assert list(listing.roles.all()) == [role]
        event = listing.events.get(kind=EventKind.REREAD)
        assert event.reason == "“tart cook” added to Pastry Cook"
        others = Listing.objects.exclude(pk=listing.pk)
        assert not others.filter(events__kind=EventKind.REREAD).exists()

    @pytest.mark.slow
    @pytest.mark.usefixtures("postings")
    def test_more_than_one_task_may_read_go_on_with_the_next(
        self, editor: Client, role: Role, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("listings.words.moves.READ_AT_ONCE", 1)
        self.apply(editor, role, "(tart cook|pilot)")
        read: set[Any] = set()
        while waiting := DBTaskResult.objects.exclude(pk__in=read).first():
            read.add(waiting.pk)
            read_concerned.call(*waiting.args_kwargs["args"])
        assert role.listings.count() == 3

    def test_without_a_changed_phrase_nothing_is_read(self, editor: Client, role: Role) -> None:
        url = address(role)
        values = as_typed(editor, url, _apply="1", plural="Cooks")
        assert "No phrase has changed" in editor.post(url, values, follow=True).text
        assert not DBTaskResult.objects.exists()

    def test_whoever_may_not_change_the_role_applies_nothing(
        self, sign_in: SignIn, role: Role
    ) -> None:
        client = sign_in("moderator")
        response = client.post(address(role), {"_apply": "1", "name": "Cook"})
        assert response.status_code in {302, 403}
        assert not DBTaskResult.objects.exists()
        assert SkillAlias.objects.count() == 0


def test_another_name_is_found_as_soon_as_the_worker_looks(editor: Client) -> None:
    skill = make_skill("Postgres")
    make_listing(skills=(skill,))
    entry = TimetableEntry.objects.filter(name=ENTRY)
    entry.delete()
    TimetableEntry.objects.create(name=ENTRY, next_run_at="2100-01-01T00:00Z")
    assert send(editor, address(skill), name="PostgreSQL").status_code == HTTPStatus.FOUND
    assert entry.get().next_run_at.year < 2100
