"""``manage.py export_content`` and ``import_content``: all of it, back and forth, without loss."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import DjangoDbBlocker
from reversion.models import Revision, Version

from jobboard.content.sections import escape, unescape
from jobboard.models import Picture, User
from jobboard.site import media
from listings.models import LevelWord, OccupationWord, Skill
from roles.models import (
    Author,
    Guide,
    GuideRole,
    GuideSection,
    OldSlug,
    Role,
    RoleSection,
    SectionSource,
    Series,
    SeriesPart,
    Term,
)
from tests.database import made_once, shared_rows
from tests.jobboard.demo.conftest import load_demo_pack
from tests.listings.factories import make_role
from tests.roles.factories import add_section, make_author, make_guide, make_term

pytestmark = pytest.mark.django_db

PACK = Path(__file__).parents[2] / "packs" / "nursing"
HOSTILE = (
    "+++\n## No heading\n\n```\n## in code\n[source]: a | https://a.example | 2026-01-01\n```\n"
    "\\## escaped once\n\\\\## twice\n##\n[reviewed]: no\n[replaces]: tools\n"
    "hard break  \nüñí 漢字 \u202eright to left\u202c \u2028 sep\n\n+++\n    code\n[[author]]"
)
EVERYTHING: tuple[Any, ...] = (Series, Guide, Term, Role, Author, Skill, LevelWord, OccupationWord)


def export(folder: Path) -> dict[str, bytes]:
    call_command("export_content", str(folder), stdout=StringIO())
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def bring_in(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_content", str(folder), *options, stdout=out)
    return out.getvalue()


def empty() -> None:
    """The database of a new board."""
    for model in (*EVERYTHING, Revision):
        model._default_manager.all().delete()


def there_and_back(folder: Path) -> None:
    first = export(folder / "first")
    empty()
    bring_in(folder / "first")
    assert Revision.objects.count() == 1
    assert export(folder / "second") == first


def load_nursing_pack() -> None:
    call_command("load_pack", str(PACK), stdout=StringIO())


@pytest.mark.parametrize(
    "load",
    [
        pytest.param(load_nursing_pack, id="nursing"),
        pytest.param(load_demo_pack, id="demo", marks=pytest.mark.slow),
    ],
)
def test_a_pack_comes_back_byte_for_byte(tmp_path: Path, load: Callable[[], None]) -> None:
    made_once(load)
    there_and_back(tmp_path)


def hostile_board() -> None:
    """Everything that a row can hold and a file could trip over."""
    nurse, cook = make_role("Nurse"), make_role("Cook")
    Role.objects.filter(pk=cook.pk).update(name="Cook ## “x” = \\")
    Role.objects.filter(pk=nurse.pk).update(
        definition=HOSTILE, exclusions='a "b"\n\\c', plural="Nurses", is_demo=True
    )
    nurse.aliases.create(phrase="* nurse = #")
    section = RoleSection.objects.create(
        role=nurse, kind="week", body=HOSTILE, reviewed_on="2026-01-02"
    )
    RoleSection.objects.create(role=nurse, kind="tools", body="## A watch")
    SectionSource.objects.create(
        section=section,
        title="Odd | https://x.example | 2020-01-01",
        url="https://a.example/?q=a|b",
        accessed_on="2026-01-03",
        figure_year=2024,
    )
    author = make_author()
    Author.objects.update(bio='Two\nlines, "quoted" \\ and a tab\t.')
    guide = make_guide(nurse, cook, title="All of it", deck=" ", introduction=HOSTILE, tips=HOSTILE)
    Guide.objects.filter(pk=guide.pk).update(
        published_at=dt.datetime(2026, 3, 4, 5, 6, 7, 891011, tzinfo=dt.UTC),
        reviewed_on="2026-02-28",
        conclusion="\r\n\r\nWindows\r\nand old\rMac  \n\n",
        slug="all-of-it-anew",
    )
    GuideRole.objects.filter(role=cook).update(choose_if=HOSTILE, position=7)
    special = ("Conclusion", "Practical tips", "Choose nurse")
    for heading in (*special, "\\Odd", "Outlook", "Same", "Same"):
        add_section(guide, heading, HOSTILE)
    GuideSection.objects.filter(heading="Same").update(body="")
    add_section(guide, "Our tools", "Ours.", replaces="tools")
    for text, day in (("Two facts: “x” | y.", "2026-05-06"), ("Later", "2026-05-07")):
        guide.changes.create(on=day, text=text)
    guide.changes.create(on="2026-05-07", text="Later still")
    for status in ("draft", "in_review", "scheduled", "archived"):
        other = make_guide(
            title=f"A guide {status}", slug=status.replace("_", "-"), status=status, author=author
        )
        other.related.add(guide)
    series = Series.objects.create(title='A "series"', slug="a-series")
    SeriesPart.objects.create(series=series, guide=guide, position=3)
    term = make_term("Triage", aliases=["a, b", '"c"'], body=HOSTILE, is_case_sensitive=True)
    term.related.add(make_term("Ward"))
    term.roles.add(nurse)
    guide.unlinked_terms.add(term)
    Skill.objects.create(name="Triage", slug="triage", term=term, is_case_sensitive=True)
    Term.objects.filter(pk=term.pk).update(slug="sorting")
    LevelWord.objects.create(phrase="nobody", level="")
    OccupationWord.objects.create(phrase="a = “b”")


def test_hostile_texts_and_every_field_come_back_byte_for_byte(tmp_path: Path) -> None:
    hostile_board()
    there_and_back(tmp_path)
    nurse = Role.objects.get(slug="nurse")
    assert (nurse.definition, nurse.is_demo) == (HOSTILE, True)
    assert nurse.sections.get(kind="week").body == HOSTILE
    source = SectionSource.objects.get()
    assert (source.title, source.url) == (
        "Odd | https://x.example | 2020-01-01",
        "https://a.example/?q=a|b",
    )
    assert source.figure_year == 2024
    guide = Guide.objects.get(slug="all-of-it-anew")
    assert guide.published_at
    assert guide.published_at.microsecond == 891011
    assert guide.conclusion == "Windows\nand old\nMac"
    assert guide.introduction == guide.tips == HOSTILE
    sections = [(part.heading, part.replaces) for part in guide.sections.all()]
    assert sections[3:] == [
        ("\\Odd", ""),
        ("Outlook", ""),
        ("Same", ""),
        ("Same", ""),
        ("Our tools", "tools"),
    ]
    assert [(one.role.slug, one.choose_if) for one in guide.compared.all()][1][1] == HOSTILE
    assert set(OldSlug.objects.values_list("slug", flat=True)) >= {"all-of-it", "triage"}
    assert SeriesPart.objects.get().guide == guide
    assert [one.text for one in guide.changes.all()] == [
        "Later still",
        "Later",
        "Two facts: “x” | y.",
    ]
    assert guide.unlinked_terms.get().slug == "sorting"
    assert Skill.objects.get().term == Term.objects.get(slug="sorting")


@pytest.mark.parametrize("text", [HOSTILE, "", "\\", "\\\\## x", "## a\n\\## a\n\\\\## a"])
def test_escaping_undoes_itself(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not any(line.startswith("## ") for line in escape(text).split("\n"))


@pytest.mark.slow
def test_importing_what_stands_there_changes_nothing_and_makes_no_revision(tmp_path: Path) -> None:
    hostile_board()
    export(tmp_path)
    bring_in(tmp_path)
    before, revisions = _all_rows(), Revision.objects.count()
    said = bring_in(tmp_path)
    assert _all_rows() == before
    assert Revision.objects.count() == revisions
    assert "created" not in said
    assert "updated" not in said
    assert "5 guide unchanged" in said


def _all_rows() -> list[Any]:
    models = (*EVERYTHING, RoleSection, GuideSection, GuideRole, SectionSource, OldSlug)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_in_no_file_stays_unless_it_is_to_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_term("Ward")
    export(tmp_path)
    make_term("Triage")
    assert "1 term left: triage" in bring_in(tmp_path)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    with pytest.raises(CommandError, match="Nothing was changed"):
        bring_in(tmp_path, "--delete")
    assert Term.objects.count() == 2
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert "1 term deleted: triage" in bring_in(tmp_path, "--delete")
    assert Term.objects.get().slug == "ward"


def test_what_something_leans_on_is_not_deleted(tmp_path: Path) -> None:
    make_term("Ward")
    export(tmp_path)
    make_guide(make_role("Nurse"))
    (tmp_path / "authors.toml").write_text("")
    shutil.rmtree(tmp_path / "roles", ignore_errors=True)
    said = bring_in(tmp_path, "--delete", "--yes")
    assert "1 guide deleted" in said
    assert not Author.objects.exists()


def test_a_guide_that_was_renamed_in_the_files_is_the_same_guide(tmp_path: Path) -> None:
    guide = make_guide(title="First", slug="first")
    export(tmp_path)
    text = (tmp_path / "guides" / "first.md").read_text()
    (tmp_path / "guides" / "first.md").unlink()
    text = text.replace("+++\n", '+++\nold_slugs = ["first"]\n', 1)
    (tmp_path / "guides" / "second.md").write_text(text)
    bring_in(tmp_path)
    assert Guide.objects.get().pk == guide.pk
    assert Guide.objects.get().slug == "second"
    assert OldSlug.objects.get().slug == "first"


def test_accounts_and_times_of_writing_are_no_content(tmp_path: Path) -> None:
    user = User.objects.create_user("ada@desk.example")
    author = make_author()
    author.user = user
    author.save()
    files = export(tmp_path)
    assert b"ada@desk.example" not in b"".join(files.values())
    bring_in(tmp_path)
    author.refresh_from_db()
    assert author.user == user


def test_an_export_takes_away_only_what_an_export_wrote(tmp_path: Path) -> None:
    term = make_term("Triage")
    make_term("Ward")
    export(tmp_path)
    (tmp_path / "README.md").write_text("Ours.")
    (tmp_path / "glossary" / "notes.md").write_text("Ours.")
    with (tmp_path / "export.txt").open("a") as file:
        file.write("../outside.md\nREADME.md\n/etc/passwd\n")
    (tmp_path.parent / "outside.md").write_text("Ours.")
    term.delete()
    files = export(tmp_path)
    assert "glossary/triage.md" not in files
    assert {"README.md", "glossary/notes.md", "glossary/ward.md"} <= files.keys()
    assert (tmp_path.parent / "outside.md").exists()
    assert not [name for name in files if name.startswith(".")]


def test_an_export_follows_no_link(tmp_path: Path) -> None:
    make_term("Ward")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "ward.md").write_text("Theirs.")
    folder = tmp_path / "folder"
    (folder / "glossary").mkdir(parents=True)
    (folder / "glossary" / "ward.md").symlink_to(elsewhere / "ward.md")
    export(folder)
    assert (elsewhere / "ward.md").read_text() == "Theirs."
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "glossary").symlink_to(elsewhere)
    with pytest.raises(CommandError, match="is a link"):
        export(folder)
    assert (elsewhere / "ward.md").read_text() == "Theirs."


def test_an_import_reads_through_no_link_that_leads_out(tmp_path: Path) -> None:
    make_term("Ward")
    folder = tmp_path / "folder"
    export(folder)
    (tmp_path / "secret.md").write_text('+++\nname = "Secret"\nshort = "s"\n+++\n')
    (folder / "glossary" / "secret.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(CommandError, match=r"glossary/secret\.md:1: cannot be read"):
        bring_in(folder)
    assert not Term.objects.filter(name="Secret").exists()


@pytest.mark.slow
def test_files_with_the_line_ends_of_windows_are_the_same_files(tmp_path: Path) -> None:
    hostile_board()
    export(tmp_path)
    bring_in(tmp_path)
    for path in tmp_path.rglob("*.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert "updated" not in bring_in(tmp_path)


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    make_term("Ward")
    with pytest.raises(CommandError, match=r"pack\.toml:1: cannot be read"):
        bring_in(tmp_path, "--delete", "--yes")
    assert Term.objects.exists()


@pytest.mark.parametrize("slug", ["../outside", "/etc/passwd", "a/b", "Odd_One", ""])
def test_a_slug_that_is_no_file_name_is_not_written(tmp_path: Path, slug: str) -> None:
    Term.objects.filter(pk=make_term("Ward").pk).update(slug=slug)
    with pytest.raises(CommandError, match="cannot be a file's name"):
        export(tmp_path / "folder")
    assert not (tmp_path / "outside.md").exists()


@pytest.mark.slow
def test_an_export_is_a_fixed_number_of_queries(tmp_path: Path) -> None:
    hostile_board()
    export(tmp_path)
    with CaptureQueriesContext(connection) as few:
        export(tmp_path)
    for number in range(5):
        role = make_role(f"Extra {number}")
        make_guide(role, title=f"Extra {number}")
        make_term(f"Extra {number}").roles.add(role)
    with CaptureQueriesContext(connection) as many:
        export(tmp_path)
    assert len(many) == len(few)


class TestPictures:
    @pytest.fixture(autouse=True)
    def folder(self, settings: Any, tmp_path: Path) -> Path:
        settings.VAR_DIR = tmp_path / "var"
        return tmp_path / "var" / "media"

    def picture(self, colour: str = "teal", alt: str = 'Bars, "rising" \\ 漢字') -> Picture:
        out = BytesIO()
        Image.new("RGB", (80, 50), colour).save(out, "PNG")
        encoded = media.encode(BytesIO(out.getvalue()), len(out.getvalue()))
        media.store(encoded)
        return Picture.objects.create(
            content_hash=encoded.content_hash,
            format=encoded.format,
            width=encoded.width,
            height=encoded.height,
            alt=alt,
            original_name="Bars (1).png",
        )

    def illustrated(self) -> Picture:
        """A guide, a profile and a term with a picture, and one picture that no text shows."""
        shown, unused = self.picture(), self.picture("red", alt="Unused")
        role = make_role("Nurse")
        text = f'Words.\n\n![Bars]({shown.url} "A \\"caption\\"")'
        RoleSection.objects.create(role=role, kind="week", body=text)
        add_section(make_guide(role, introduction=text), "Outlook", text)
        make_term("Triage", body=text)
        assert unused.alt == "Unused"
        return shown

    @pytest.mark.slow
    def test_an_export_brings_those_that_texts_show_and_an_import_takes_them_back(
        self, tmp_path: Path, folder: Path
    ) -> None:
        shown = self.illustrated()
        content = (folder / shown.file_name).read_bytes()
        first = export(tmp_path / "first")
        assert first[f"media/{shown.file_name}"] == content
        assert [name for name in first if name.startswith("media/")] == [f"media/{shown.file_name}"]
        empty()
        Picture.objects.all().delete()
        shutil.rmtree(folder)
        assert f"1 picture created: {shown.file_name}" in bring_in(tmp_path / "first")
        back = Picture.objects.get()
        assert (back.alt, back.original_name, back.width, back.height) == (
            shown.alt,
            shown.original_name,
            80,
            50,
        )
        assert (folder / shown.file_name).read_bytes() == content
        assert export(tmp_path / "second") == first

    @pytest.mark.slow
    def test_a_pack_brings_its_pictures_too(self, tmp_path: Path, folder: Path) -> None:
        shown = self.illustrated()
        export(tmp_path / "pack")
        empty()
        Picture.objects.all().delete()
        shutil.rmtree(folder)
        call_command("load_pack", str(tmp_path / "pack"), stdout=StringIO())
        assert Picture.objects.get().file_name == shown.file_name
        assert (folder / shown.file_name).exists()

    @pytest.mark.slow
    def test_another_description_is_an_update_and_the_same_again_is_none(
        self, tmp_path: Path
    ) -> None:
        shown = self.illustrated()
        export(tmp_path / "pack")
        assert "1 picture unchanged" in bring_in(tmp_path / "pack")
        Picture.objects.filter(pk=shown.pk).update(alt="Something else")
        assert "1 picture updated" in bring_in(tmp_path / "pack")
        assert Picture.objects.get(pk=shown.pk).alt == shown.alt

    @pytest.mark.slow
    def test_a_check_writes_no_file(self, tmp_path: Path, folder: Path) -> None:
        self.illustrated()
        export(tmp_path / "pack")
        empty()
        Picture.objects.all().delete()
        shutil.rmtree(folder)
        bring_in(tmp_path / "pack", "--check")
        assert not Picture.objects.exists()
        assert not folder.exists()

    def test_all_that_is_wrong_with_pictures_is_told_at_once(
        self, tmp_path: Path, folder: Path
    ) -> None:
        shown = self.illustrated()
        pack = tmp_path / "pack"
        export(pack)
        (pack / "media" / shown.file_name).write_bytes(b"another one")
        listed = (pack / "pictures.toml").read_text()
        rows = (
            f'\n[[picture]]\nfile = "{"a" * 32}.png"\n\n[[picture]]\nfile = "../x.png"\nalt = "x"\n'
        )
        (pack / "pictures.toml").write_text(listed + rows)
        term = pack / "glossary" / "triage.md"
        term.write_text(term.read_text() + f"\n![Lost](/media/{'b' * 32}.webp)\n")
        Picture.objects.all().delete()
        lost = term.read_text().splitlines().index(f"![Lost](/media/{'b' * 32}.webp)") + 1
        with pytest.raises(CommandError) as error:
            bring_in(pack)
        told = str(error.value)
        for expected in (
            "its content is not the one that it is named by",
            "alt is missing",
            f"media/{'a' * 32}.png:1: cannot be read",
            "“../x.png” is no picture of a board",
            f"glossary/triage.md:{lost}: there is no picture {'b' * 32}.webp, here or in",
        ):
            assert expected in told

    def test_a_picture_that_is_none_is_refused_though_its_name_is_right(
        self, tmp_path: Path
    ) -> None:
        self.illustrated()
        pack = tmp_path / "pack"
        export(pack)
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        name = f"{sha256(svg).hexdigest()[:32]}.png"
        (pack / "media" / name).write_bytes(svg)
        with (pack / "pictures.toml").open("a") as file:
            file.write(f'\n[[picture]]\nfile = "{name}"\nalt = "x"\n')
        with pytest.raises(CommandError, match="no picture that can be used here"):
            bring_in(pack)


@pytest.fixture(scope="class")
def exported(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("exported")
    with django_db_blocker.unblock(), shared_rows():
        call_command("load_pack", str(PACK), stdout=StringIO())
        export(folder)
        yield folder


class TestAnEditedFolder:
    """The nurses' content, exported, edited as files, and brought in again."""

    @pytest.fixture
    def folder(self, exported: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(exported, tmp_path / "content"))

    @pytest.mark.slow
    def test_one_import_is_one_revision_and_says_what_it_did(self, folder: Path) -> None:
        change(folder, "roles/midwife.md", "A midwife cares", "A midwife looks")
        change(folder, "glossary/sbar.md", 'short = "', 'short = "New: ')
        (folder / "guides" / "new.md").write_text(
            '+++\ntitle = "New"\nkind = "explainer"\nauthor = "ines-harrowgate"\n'
            'status = "draft"\n+++\n'
        )
        (folder / "roles" / "ward-manager.md").unlink(missing_ok=True)
        before = Revision.objects.count()
        said = bring_in(folder)
        assert "1 role updated: midwife" in said
        assert "1 term updated: sbar" in said
        assert "1 guide created: new" in said
        assert Revision.objects.count() == before + 1
        last = Revision.objects.latest("pk")
        assert last.comment == f"Imported from {folder.name}"
        kinds = {version.content_type.model for version in last.version_set.all()}
        assert {"role", "term", "guide"} <= kinds
        midwife = Role.objects.get(slug="midwife")
        assert Version.objects.get_for_object(midwife).count() == 2

    @pytest.mark.slow
    def test_every_problem_is_told_with_file_and_line_and_nothing_changes(
        self, folder: Path
    ) -> None:
        change(folder, "roles/midwife.md", "A midwife cares", "Changed, but not kept")
        change(folder, "roles/icu-nurse.md", "+++\n", "+++\nname = unquoted\n")
        change(folder, "authors.toml", "name = ", "nome = ")
        change(folder, "glossary/sbar.md", 'name = "', f'name = "{"x" * 90}')
        change(folder, "glossary/triage.md", "+++\n\n", "+++\n\n[bad](javascript:alert)\n\n")
        change(folder, "guides/icu-nurse-vs-theatre-nurse.md", 'kind = "', 'kind = "x')
        (folder / "roles" / "broken.md").write_bytes(b"+++\nname = 'B'\n+++\n\xff\xfe")
        before = _all_rows()
        with pytest.raises(CommandError) as error:
            bring_in(folder)
        told = [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]
        for expected in (
            "roles/icu-nurse.md:2: is not TOML",
            "authors.toml:1: name is missing",
            "authors.toml:3: unknown key nome",
            "glossary/sbar.md:2: name: Ensure this value has at most 80 characters",
            "guides/icu-nurse-vs-theatre-nurse.md:4: kind is one of comparison, explainer",
            "roles/broken.md:1: cannot be read",
        ):
            assert any(line.startswith(expected) for line in told), (expected, told)
        assert any(line.startswith("glossary/triage.md:") and "javascript" in line for line in told)
        assert "nothing was changed" in told[-1]
        assert _all_rows() == before

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("name", "old", "new", "told"),
        [
            ("roles/midwife.md", "A midwife", "{{ nonsense }} A midwife", "There is no figure"),
            ("roles/midwife.md", 'name = "Midwife"', 'name = "ICU Nurse"', "stands twice"),
            (
                "glossary/sbar.md",
                "related = [",
                'roles = ["nowhere"]\nrelated = [',
                "no role “nowhere”",
            ),
            (
                "guides/icu-nurse-vs-theatre-nurse.md",
                "roles = [",
                'roles = ["a", "b", "c", ',
                "3 roles at most",
            ),
            (
                "guides/icu-nurse-vs-theatre-nurse.md",
                "\n## ",
                "\n## Sourced\n\nSaid.\n\n[source]: A | https://a.example/ | 2026-11-23\n\n## ",
                "link to it in the text",
            ),
            ("pack.toml", "name", "nome", "pack.toml:1: "),
            ("skills.toml", 'slug = "triage"', 'slug = "Triage!"', "cannot stand"),
            ("levels.toml", "senior = [", 'chef = ["x"]\nsenior = [', "unknown key chef"),
        ],
    )
    def test_a_problem_of_any_kind_changes_nothing(
        self, folder: Path, name: str, old: str, new: str, told: str
    ) -> None:
        change(folder, name, old, new)
        before = _all_rows()
        with pytest.raises(CommandError, match=told):
            bring_in(folder)
        assert _all_rows() == before

    @pytest.mark.slow
    def test_a_check_says_it_all_and_changes_nothing(self, folder: Path) -> None:
        change(folder, "roles/midwife.md", "A midwife cares", "A midwife looks")
        before = _all_rows()
        said = bring_in(folder, "--check")
        assert "1 role updated: midwife" in said
        assert "Nothing was changed" in said
        assert _all_rows() == before

    def test_names_that_figures_do_not_know_are_told_with_all_the_rest(self, folder: Path) -> None:
        """They were told in two runs: first what the files lack, then what their texts name."""
        change(folder, "roles/midwife.md", "A midwife", "{{ openings no-such-role }} A midwife")
        change(
            folder,
            "roles/care-assistant.md",
            "+++\n\n",
            "+++\n\n{{ share no-such-skill midwife }} ",
        )
        change(folder, "glossary/sbar.md", 'name = "', 'nome = "')
        shutil.copy(folder / "roles" / "midwife.md", folder / "roles" / "doula.md")
        change(folder, "roles/doula.md", 'name = "Midwife"', 'name = "Doula"')
        change(folder, "glossary/triage.md", "+++\n\n", "+++\n\n{{ openings doula }} and ")
        with pytest.raises(CommandError) as error:
            bring_in(folder)
        told = str(error.value)
        assert "no-such-role" in told
        assert "no-such-skill" in told
        assert "name is missing" in told
        assert "“doula”" not in told  # it comes with these very files

    def test_every_line_that_is_no_toml_is_told(self, folder: Path) -> None:
        change(folder, "roles/midwife.md", "+++\n", "+++\none = unquoted\ntwo == 2\nthird\n")
        with pytest.raises(CommandError) as error:
            bring_in(folder)
        lines = [line for line in str(error.value).splitlines() if "is not TOML" in line]
        assert [line.partition("midwife.md:")[2].partition(":")[0] for line in lines] == [
            "2",
            "3",
            "4",
        ]
        change(folder, "roles/midwife.md", "one = unquoted\ntwo == 2\nthird\n", 'text = """\n')
        with pytest.raises(CommandError) as error:
            bring_in(folder)
        assert str(error.value).count("is not TOML") == 1
