"""What the editor's scripts ask the server for."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from jobboard.models import Picture, User
from jobboard.site.media import path_of
from tests.listings.factories import make_demand, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("editor@desk.example", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client


def check(client: Client, *texts: str, kind: str = "article") -> list[Any]:
    typed = {"text": list(texts), "kind": [kind] * len(texts)}
    return client.post(reverse("admin:editor-check"), typed).json()["texts"]


def picture(
    size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any
) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG", **options)
    return SimpleUploadedFile("chart.png", out.getvalue())


def upload(client: Client, file: Any, alt: str = "A chart of pay") -> Any:
    return client.post(reverse("admin:editor-pictures"), {"file": file, "alt": alt})


def test_texts_are_checked_by_line_and_counted_in_one_request(editor: Client) -> None:
    first, second, empty = check(editor, "One two.\n\n{{ nonsense }}", "word " * 500, "")
    assert first["problems"][0]["line"] == 3
    assert "nonsense" in first["problems"][0]["message"]
    assert (second["words"], second["minutes"], second["problems"]) == (500, 3, [])
    assert empty["words"] == 0


def test_site_pages_know_the_facts_of_the_board(editor: Client) -> None:
    [known] = check(editor, "{{ site.name }}", kind="page")
    assert known["problems"] == []
    [unknown] = check(editor, "{{ site.nmae }}", kind="page")
    assert "site.name" in unknown["problems"][0]["message"]


def test_hostile_texts_are_answered(editor: Client) -> None:
    for text in ("x" * 200_000, "- " * 5_000, "\0", "[" * 3_000, "<script>"):
        assert len(check(editor, text)) == 1
    assert len(check(editor, *["x"] * 200)) == 100
    assert check(editor, "x", kind="no such kind")[0]["words"] == 1


def test_a_figure_says_what_is_wrong_with_it(editor: Client) -> None:
    url = reverse("admin:editor-figure")
    assert "nonsense" in editor.post(url, {"source": "{{ nonsense }}"}).json()["problem"]
    assert "problem" in editor.post(url, {"source": "x" * 200_000}).json()


def test_a_figure_whose_condition_does_not_hold_says_what_it_would_show(editor: Client) -> None:
    make_demand(make_role("Nurse"))
    url, known = reverse("admin:editor-figure"), "24 openings (at 8 employers, "
    shown = editor.post(url, {"source": "{{ openings nurse above=9 }}"}).json()
    assert (shown["shown"][: len(known)], shown["sample"][: len(known)]) == (known, known)
    failed = editor.post(url, {"source": '{{ openings nurse above=90 else="Few." }}'}).json()
    assert (failed["shown"], failed["sample"][: len(known)]) == ("", known)
    unknown = editor.post(url, {"source": "{{ pay nurse above=9K }}"}).json()
    assert unknown == {"shown": "", "sample": ""}


def test_a_picture_becomes_markdown(editor: Client) -> None:
    answer = upload(editor, picture(), alt="Pay [2026]\nby role")
    stored = Picture.objects.get()
    assert answer.json()["markdown"] == f"![Pay \\[2026\\] by role]({stored.url})"
    assert path_of(stored.file_name).exists()
    again = upload(editor, picture(), alt="The same again")
    assert again.json()["markdown"] == f"![The same again]({stored.url})"
    assert Picture.objects.count() == 1


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("file", "alt", "field"),
    [
        (picture(), "", "alt"),
        (picture(), "  ", "alt"),
        (picture(), "x" * 251, "alt"),
        ("", "A chart", "file"),
        (SimpleUploadedFile("x.png", b"no picture"), "A chart", "file"),
        (SimpleUploadedFile("x.svg", b"<svg/>"), "A chart", "file"),
        (picture((6_000, 6_000), "1"), "A chart", "file"),
        (SimpleUploadedFile("x.png", b"x" * 10_500_000), "A chart", "file"),
        (picture(save_all=True, append_images=[Image.new("RGB", (40, 30))]), "A chart", "file"),
    ],
)
def test_a_bad_picture_is_refused_beside_its_field(
    editor: Client, file: Any, alt: str, field: str
) -> None:
    answer = upload(editor, file, alt)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Picture.objects.exists()


def test_strangers_and_those_without_the_right_upload_nothing(editor: Client) -> None:
    assert upload(Client(), picture()).status_code == 302
    user = User.objects.create_user("new@desk.example", is_staff=True)
    editor.force_login(user)
    assert upload(editor, picture()).status_code == 403
    assert editor.get(reverse("admin:editor-pictures")).status_code == 405
    assert editor.get(reverse("admin:editor-check")).status_code == 405
