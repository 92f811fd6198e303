"""An update of the program never overwrites what a person wrote."""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from reversion.models import Revision

from jobboard.content.load import load_pack
from jobboard.management.commands import demo
from jobboard.models import ShippedText, User
from roles.models import Author, Guide, Role, Term
from tests.database import shared_rows
from tests.listings.factories import make_listing
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

PACK = Path(__file__).parents[2] / "packs" / "nursing"
GUIDE = "guides/icu-nurse-vs-theatre-nurse.md"
LIST = "admin:jobboard_shippedtext_changelist"


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        load_pack(PACK)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The nurses' pack, which is loaded, as a folder that the program's next version changes."""
    return Path(shutil.copytree(PACK, tmp_path / PACK.name))


def next_version(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def offers() -> list[str]:
    return [str(offer) for offer in ShippedText.objects.exclude(offered="")]


def midwife() -> Role:
    return Role.objects.get(slug="midwife")


@pytest.mark.slow
def test_what_nobody_edited_follows_the_program(folder: Path) -> None:
    before = Revision.objects.count()
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    next_version(folder, "glossary/sbar.md", 'short = "', 'short = "Anew: ')
    next_version(folder, GUIDE, 'title = "', 'title = "Anew: ')
    loaded = load_pack(folder)
    assert loaded.offered == 0
    assert midwife().definition.startswith("Anew")
    assert Term.objects.get(slug="sbar").short.startswith("Anew")
    assert Guide.objects.get().title.startswith("Anew")
    assert Revision.objects.count() == before + 1
    assert Revision.objects.latest("pk").comment.startswith("Shipped with the pack")


@pytest.mark.slow
def test_what_a_person_edited_stays_and_the_newer_version_is_offered(folder: Path) -> None:
    Role.objects.filter(slug="midwife").update(definition="Ours.")
    load_pack(folder)
    assert offers() == []
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    assert load_pack(folder).offered == 1
    assert midwife().definition == "Ours."
    assert offers() == ["role midwife"]
    assert load_pack(folder).offered == 0
    assert offers() == ["role midwife"]


@pytest.mark.slow
@pytest.mark.parametrize("part", ["section", "source", "alias", "order"])
def test_a_change_of_any_part_is_an_edit(folder: Path, part: str) -> None:
    role = Role.objects.get(slug="icu-nurse")
    section = role.sections.get(kind="week")
    if part == "section":
        section.delete()
    elif part == "source":
        section.sources.create(title="T", url="https://a.example/", accessed_on="2026-01-01")
    elif part == "alias":
        role.aliases.create(phrase="intensive nurse")
    else:
        Guide.objects.get().compared.update(position=0, choose_if="Ours.")
    for name in ("roles/icu-nurse.md", GUIDE):
        next_version(folder, name, "\n## ", "\nAnew.\n\n## ")
    load_pack(folder)
    assert offers() == ["guide icu-nurse-vs-theatre-nurse" if part == "order" else "role icu-nurse"]


@pytest.mark.slow
def test_publishing_is_no_edit_and_is_not_undone(folder: Path) -> None:
    Guide.objects.update(status="archived", published_at=None)
    next_version(folder, GUIDE, 'title = "', 'title = "Anew: ')
    load_pack(folder)
    guide = Guide.objects.get()
    assert (guide.title[:4], guide.status, guide.published_at) == ("Anew", "archived", None)
    assert offers() == []


@pytest.mark.slow
def test_a_row_that_was_renamed_keeps_its_address(folder: Path) -> None:
    role = midwife()
    role.slug = "birth-nurse"
    role.save()
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    load_pack(folder)
    role.refresh_from_db()
    assert (role.slug, role.definition[:4]) == ("birth-nurse", "Anew")
    assert not Role.objects.filter(slug="midwife").exists()


@pytest.mark.slow
def test_a_demo_of_a_program_that_remembered_nothing_follows_unless_somebody_touched_it(
    folder: Path, sign_in: SignIn
) -> None:
    Role.objects.update(is_demo=True)
    sign_in("editor")
    user = User.objects.get(email="editor@desk.example")
    LogEntry.objects.log_actions(user.pk, [Role.objects.get(slug="icu-nurse")], CHANGE)
    ShippedText.objects.all().delete()
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    next_version(folder, "roles/icu-nurse.md", "\n## ", "\nAnew.\n\n## ")
    load_pack(folder)
    assert midwife().definition.startswith("Anew")
    assert offers() == ["role icu-nurse"]


@pytest.mark.slow
def test_what_a_person_deleted_does_not_come_back(folder: Path) -> None:
    Term.objects.get(slug="sbar").delete()
    next_version(folder, "glossary/sbar.md", 'short = "', 'short = "Anew: ')
    load_pack(folder)
    assert not Term.objects.filter(slug="sbar").exists()


def test_preparing_brings_the_newer_texts_of_a_demo_and_nothing_to_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PACK", folder)
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    call_command("demo", "refresh", stdout=StringIO())
    assert not midwife().definition.startswith("Anew")
    Role.objects.update(is_demo=True)
    make_listing(is_demo=True)  # without one the demonstration was removed
    call_command("demo", "refresh", stdout=StringIO())
    assert midwife().definition.startswith("Anew")


def an_offer(folder: Path) -> str:
    """The address of a newer version that waits beside a person's words."""
    Role.objects.filter(slug="midwife").update(definition="Ours, <b>bold</b>.")
    next_version(folder, "roles/midwife.md", "A midwife cares", "Anew: a midwife cares")
    load_pack(folder)
    offer = ShippedText.objects.exclude(offered="").get()
    return reverse("admin:jobboard_shippedtext_change", args=[offer.pk])


@pytest.mark.slow
def test_an_offer_is_shown_word_by_word_and_taken_with_one_click(
    folder: Path, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    url = an_offer(folder)
    editor = sign_in("editor")
    assert "midwife" in editor.get(reverse(LIST)).text
    with django_assert_max_num_queries(30):
        html = editor.get(url).text
    assert "Anew" in html
    assert "&lt;b&gt;bold" in html
    assert editor.post(url, {"accept": ""}).status_code == 302
    assert midwife().definition.startswith("Anew")
    assert offers() == []
    assert editor.get(url).status_code == 404
    last = Revision.objects.latest("pk")
    assert last.user == User.objects.get(email="editor@desk.example")
    history = editor.get(reverse("admin:roles_role_history", args=[midwife().pk])).text
    assert "Accepted the version" in history
    assert "As it stood before" in history
    next_version(folder, "roles/midwife.md", "Anew: a", "Once more: a")
    load_pack(folder)
    assert midwife().definition.startswith("Once more")


@pytest.mark.slow
def test_a_dismissed_offer_does_not_come_again_but_a_newer_one_does(
    folder: Path, sign_in: SignIn
) -> None:
    url = an_offer(folder)
    sign_in("editor").post(url, {"dismiss": ""})
    assert midwife().definition.startswith("Ours")
    load_pack(folder)
    assert offers() == []
    next_version(folder, "roles/midwife.md", "Anew: a", "Once more: a")
    load_pack(folder)
    assert offers() == ["role midwife"]


@pytest.mark.slow
def test_an_offer_that_names_what_is_gone_says_so(folder: Path, sign_in: SignIn) -> None:
    Guide.objects.update(title="Ours")
    next_version(folder, GUIDE, 'title = "', 'title = "Anew: ')
    load_pack(folder)
    Guide.objects.update(author=Author.objects.create(name="Other", slug="other"))
    Author.objects.exclude(slug="other").delete()
    offer = ShippedText.objects.exclude(offered="").get()
    url = reverse("admin:jobboard_shippedtext_change", args=[offer.pk])
    said = sign_in("editor").post(url, {"accept": ""}, follow=True).text
    assert "names what is not there: the author" in said
    assert Guide.objects.get().title == "Ours"


@pytest.mark.slow
@pytest.mark.parametrize("group", ["writer", "moderator"])
def test_only_editors_see_and_decide(folder: Path, sign_in: SignIn, group: str) -> None:
    url = an_offer(folder)
    client = sign_in(group)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(url).status_code == 403
    assert client.post(url, {"accept": ""}).status_code == 403
    assert offers() == ["role midwife"]
