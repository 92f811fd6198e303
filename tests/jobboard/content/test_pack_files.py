"""Content packs as files: what they hold, and every problem told at once."""

from pathlib import Path

import pytest

from jobboard.content.folder import PackError
from jobboard.content.reading import read_pack

PACK = Path(__file__).parents[3] / "jobboard" / "demo" / "pack"

FILES = {
    "pack.toml": 'name = "Nurses"\n',
    "skills.toml": '[[skill]]\nname = "Go"\nslug = "go"\ncase_sensitive = ["Go"]\n',
    "levels.toml": 'senior = ["senior"]\nnone = ["chief of staff"]\n',
    "occupations.toml": 'phrases = ["recruiter"]\n',
    "roles/icu-nurse.md": (
        '+++\nname = "ICU Nurse"\naliases = ["icu nurse"]\n+++\n\n'
        "Cares.\n\n## A typical week\n\nLong.\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "roles").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_pack_holds_roles_skills_levels_and_occupations(folder: Path) -> None:
    pack = read_pack(folder)
    (role,) = pack.roles
    assert (role.slug, role.name, role.aliases) == ("icu-nurse", "ICU Nurse", ("icu nurse",))
    assert (role.definition, [(s.heading, s.body) for s in role.sections]) == (
        "Cares.",
        [("week", "Long.")],
    )
    assert [skill.case_sensitive for skill in pack.skills] == [("Go",)]
    assert pack.levels == {"senior": "senior", "chief of staff": ""}
    assert pack.occupations == ("recruiter",)


def test_every_problem_is_told_with_file_and_line(folder: Path) -> None:
    (folder / "pack.toml").write_text('name = "Nurses"\ncolour = "red"\n')
    (folder / "levels.toml").write_text('senior = ["senior"]\nlead = ["senior"]\n')
    (folder / "occupations.toml").write_text("phrases = [\n  1,\n")
    (folder / "roles" / "compare.md").write_text('+++\nname = ""\n+++\nText.\n')
    (folder / "roles" / "a-vs-b.md").write_text("no front matter")
    with pytest.raises(PackError) as error:
        read_pack(folder)
    told = [problem.removeprefix(f"{folder}/") for problem in error.value.problems]
    assert "pack.toml:2: unknown key colour" in told
    assert "levels.toml:2: “senior” has two levels" in told
    assert "roles/compare.md:2: name is missing" in told
    assert "roles/compare.md:1: “compare” cannot stand in the site's addresses" in told
    assert any(problem.startswith("occupations.toml:") for problem in told)
    assert any(problem.startswith("roles/a-vs-b.md:1:") for problem in told)


def test_a_phrase_that_can_find_nothing_is_told_with_its_line_and_column(folder: Path) -> None:
    (folder / "roles" / "icu-nurse.md").write_text(
        '+++\nname = "ICU Nurse"\naliases = [\n  "icu nurse",\n  "(icu|itu nurse",\n]\n'
        'excludes = ["nurse *"]\n+++\nCares.\n'
    )
    (folder / "levels.toml").write_text('senior = [\n  "senior",\n  "head and lead",\n]\n')
    (folder / "occupations.toml").write_text('phrases = ["vet|nurse"]\n')
    (folder / "skills.toml").write_text('[[skill]]\nname = "Go"\nslug = "go"\naliases = ["go*"]\n')
    with pytest.raises(PackError) as error:
        read_pack(folder)
    told = [problem.removeprefix(f"{folder}/") for problem in error.value.problems]
    assert told == [
        "roles/icu-nurse.md:5: “(icu|itu nurse”, column 1: this bracket is never closed",
        (
            "roles/icu-nurse.md:7: “nurse *”, column 7: a star needs a word of the first part "
            "on each side"
        ),
        (
            "levels.toml:3: “head and lead”, column 6: titles are divided at “and”, "
            "so no phrase goes across it"
        ),
        "occupations.toml:1: “vet|nurse”, column 4: this bar stands outside of brackets",
        "skills.toml:4: “go*”, column 3: “*” means nothing in a skill; write each phrase in full",
    ]


def test_a_missing_folder_is_told_and_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"pack\.toml:1: cannot be read"):
        read_pack(tmp_path / "nowhere")


@pytest.mark.slow
@pytest.mark.django_db  # a day without an hour begins on the board's clock
def test_the_demo_pack_is_sound() -> None:
    pack = read_pack(PACK)
    assert len(pack.roles) >= 34
    assert len(pack.skills) >= 180
    assert all(role.plural and role.family for role in pack.roles)
    assert all(len(phrase) <= 300 for role in pack.roles for phrase in role.aliases)
    assert all(len(phrase) <= 300 for phrase in (*pack.levels, *pack.occupations))
    assert all(len(phrase) <= 80 for skill in pack.skills for phrase in skill.aliases)


@pytest.mark.slow
def test_of_very_many_problems_the_first_thousand_are_listed(folder: Path) -> None:
    wrong = "".join(f"colour_{number} = 1\n" for number in range(3000))
    (folder / "occupations.toml").write_text(f'phrases = ["recruiter"]\n{wrong}')
    with pytest.raises(PackError) as error:
        read_pack(folder)
    assert len(error.value.problems) == 1001
    assert error.value.problems[0].endswith("occupations.toml:2: unknown key colour_0")
    assert error.value.problems[-1] == "There are more problems than these."
