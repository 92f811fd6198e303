"""``manage.py load_pack``: problems with their place, and a person's words before a pack's."""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from jobboard.content.load import load_pack
from jobboard.demo.market import remove
from jobboard.models import ShippedText
from listings.models import LevelWord, OccupationWord, Skill
from roles.models import Author, Guide, Role, RoleSection, Term
from tests.database import shared_rows

pytestmark = pytest.mark.django_db

PACK = Path(__file__).parents[2] / "packs" / "nursing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the nurses' pack that a test may change."""
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def load(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_pack", str(folder), *options, stdout=out)
    return out.getvalue()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that a pack can write, its number and its times included."""
    models = [
        model
        for label in ("roles", "listings")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models
    }


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_pack_becomes_rows_and_says_how_many() -> None:
    said = load(PACK)
    for line in ("10 new roles", "17 new skills", "8 new glossary terms", "1 new guide\n"):
        assert line in said
    guide = Guide.objects.live().get()
    assert [role.slug for role in guide.roles.order_by("comparisons__position")] == [
        "icu-nurse",
        "theatre-nurse",
    ]
    assert LevelWord.objects.get(phrase="charge nurse").level == "lead"
    assert Term.objects.get(slug="triage").skill == Skill.objects.get(slug="triage")
    assert OccupationWord.objects.exists()


@pytest.mark.slow
def test_a_phrase_that_means_another_role_too_is_told(folder: Path) -> None:
    role = Role.objects.create(name="Head of Ward", slug="head-of-ward")
    role.aliases.create(phrase="icu nurse")
    assert "Clash: “ICU Nurse” is also a phrase of Head of Ward." in load(folder)


@pytest.mark.slow
def test_a_row_of_ones_own_with_the_name_of_a_packs_is_not_doubled() -> None:
    Role.objects.create(name="midwife", slug="ours")
    Skill.objects.create(name="TRIAGE", slug="our-triage")
    Term.objects.create(name="sbar", slug="our-sbar", short="Ours.")
    load(PACK)
    assert Role.objects.filter(name__iexact="midwife").get().slug == "ours"
    assert Skill.objects.filter(name__iexact="triage").get().slug == "our-triage"
    assert Term.objects.filter(name__iexact="sbar").get().slug == "our-sbar"


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("pack.toml", "languages", "colour", "pack.toml:3: unknown key colour"),
        ("roles/midwife.md", 'name = "Midwife"', 'name = ""', ":2: name is missing"),
        (
            "roles/icu-nurse.md",
            "## Required skills",
            "## Perks",
            "roles/icu-nurse.md:24: “Perks” is none of",
        ),
        ("levels.toml", '"charge nurse"', '"matron"', "levels.toml:"),
        ("skills.toml", 'slug = "triage"', 'slug = "Triage!"', "skills.toml:"),
        (
            "guides/icu-nurse-vs-theatre-nurse.md",
            "ines-harrowgate",
            "nobody",
            "there is no author “nobody”",
        ),
        ("glossary/sbar.md", '"handover"', '"handunder"', "there is no term “handunder”"),
        ("occupations.toml", "phrases = [", "phrases = ", "is not TOML"),
    ],
)
def test_a_problem_is_told_with_its_file_and_line_and_nothing_is_loaded(
    folder: Path, name: str, old: str, new: str, told: str
) -> None:
    change(folder, name, old, new)
    with pytest.raises(CommandError) as error:
        load(folder)
    lines = [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]
    assert any(told in line and line.startswith(f"{name}:") for line in lines), lines
    assert all(line.split(":")[1].isdigit() for line in lines)
    assert not Role.objects.exists()


@pytest.mark.slow
def test_a_row_of_ones_own_under_a_shipped_slug_is_offered_the_programs() -> None:
    Role.objects.create(name="Our Midwife", slug="midwife", definition="Ours.")
    load(PACK)
    assert Role.objects.get(slug="midwife").definition == "Ours."
    [offer] = ShippedText.objects.exclude(offered="")
    assert str(offer) == "role midwife"


@pytest.mark.slow
def test_a_demo_that_was_removed_can_be_loaded_again() -> None:
    load_pack(PACK, is_demo=True)
    remove()
    assert not ShippedText.objects.filter(kind="role").exists()
    load_pack(PACK, is_demo=True)
    assert Role.objects.filter(slug="midwife").exists()


@pytest.fixture(scope="class")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        load(PACK)
        yield


@pytest.mark.usefixtures("_loaded")
class TestAgain:
    """A pack that has been loaded is loaded once more."""

    @pytest.mark.slow
    def test_loading_twice_changes_nothing(self) -> None:
        before = everything()
        said = load(PACK)
        assert everything() == before
        assert {line.split()[0] for line in said.splitlines()} == {"0"}

    def test_what_a_person_edited_stays(self) -> None:
        Role.objects.filter(slug="midwife").update(definition="Ours.", plural="Midwifes")
        RoleSection.objects.filter(role__slug="icu-nurse", kind="week").update(
            body="A week of ours."
        )
        Skill.objects.filter(slug="triage").update(name="Sorting")
        LevelWord.objects.filter(phrase="matron").update(level="lead")
        Term.objects.filter(slug="sbar").update(short="Ours.")
        Guide.objects.update(title="Ours")
        Author.objects.update(bio="Ours.")
        before = everything()
        load(PACK)
        assert everything() == before

    @pytest.mark.slow
    def test_update_brings_the_packs_words(self) -> None:
        Role.objects.filter(slug="midwife").update(definition="Ours.")
        Role.objects.get(slug="midwife").aliases.all().delete()
        RoleSection.objects.filter(role__slug="icu-nurse").delete()
        Skill.objects.filter(slug="triage").update(name="Sorting")
        LevelWord.objects.filter(phrase="matron").update(level="lead")
        Term.objects.filter(slug="sbar").update(short="Ours.")
        Guide.objects.update(title="Ours")
        said = load(PACK, "--update")
        assert "2 updated roles" in said
        role = Role.objects.get(slug="midwife")
        assert role.definition.startswith("A midwife cares")
        assert role.aliases.exists()
        assert Role.objects.get(slug="icu-nurse").sections.count() == 5
        assert Skill.objects.get(slug="triage").name == "Triage"
        assert LevelWord.objects.get(phrase="matron").level == "executive"
        assert Term.objects.get(slug="sbar").short.startswith("Situation")
        assert Guide.objects.get().title == "ICU Nurse vs. Theatre Nurse"

    def test_update_leaves_what_is_not_the_packs(self) -> None:
        ours = Role.objects.create(name="Ward Cat", slug="ward-cat", definition="Sleeps.")
        load(PACK, "--update")
        assert Role.objects.get(pk=ours.pk).definition == "Sleeps."

    @pytest.mark.slow
    @pytest.mark.parametrize("options", [(), ("--update",)])
    def test_what_a_person_gave_another_slug_does_not_come_again(
        self, options: tuple[str, ...]
    ) -> None:
        for model in (Author, Guide, Role, Term):
            for row in model.objects.all():
                row.slug = f"our-{row.slug}"
                row.save()
        load(PACK, *options)
        for model in (Author, Guide, Role, Term):
            slugs = set(model.objects.values_list("slug", flat=True))
            assert slugs
            assert all(slug.startswith("our-") for slug in slugs)
