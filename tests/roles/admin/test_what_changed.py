"""“What changed”: an editor tells the readers of a published guide, who see it with its date."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from roles.models import Author, Guide, GuideChange
from tests.admin_pages import address, as_typed, save
from tests.roles.factories import make_guide

pytestmark = pytest.mark.django_db


def test_what_an_editor_says_stands_at_the_end_with_its_date(
    editor: Client, client: Client
) -> None:
    guide = make_guide(introduction="Old.")
    said = "Pay is now <b>posted</b> in more states."
    save(editor, address(guide), introduction="New.", tell_readers=said)
    change = GuideChange.objects.get()
    assert (change.guide, change.on, change.text) == (guide, timezone.localdate(), said)
    html = client.get(guide.get_absolute_url()).text
    assert "What changed" in html
    assert "Pay is now &lt;b&gt;posted&lt;/b&gt; in more states." in html
    assert "editor@desk.example" not in html


def test_a_change_of_a_comma_tells_nobody_anything(editor: Client, client: Client) -> None:
    guide = make_guide(introduction="Old.")
    save(editor, address(guide), introduction="New.")
    assert not GuideChange.objects.exists()
    assert "What changed" not in client.get(guide.get_absolute_url()).text


def test_the_day_that_was_told_is_the_day_of_modification(client: Client) -> None:
    guide = make_guide()
    guide.changes.create(on=dt.date(2026, 3, 4), text="A fact.")
    guide.changes.create(on=dt.date(2026, 2, 1), text="An older one.")
    html = client.get(guide.get_absolute_url()).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    article = next(b for b in map(json.loads, blocks) if b["@type"] == "Article")
    assert article["dateModified"] == "2026-03-04"
    assert html.index("A fact.") < html.index("An older one.")


def test_a_page_that_was_told_of_is_another_page(client: Client) -> None:
    guide = make_guide()
    etag = client.get(guide.get_absolute_url()).headers["ETag"]
    again = {"If-None-Match": etag}
    assert client.get(guide.get_absolute_url(), headers=again).status_code == 304
    guide.changes.create(text="A fact.")
    assert client.get(guide.get_absolute_url(), headers=again).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_nobody_is_told_of_a_guide_that_nobody_reads(editor: Client, status: str) -> None:
    guide = make_guide(status=status)
    assert 'name="tell_readers"' not in editor.get(address(guide)).text
    save(editor, address(guide), tell_readers="Something.")
    assert not GuideChange.objects.exists()


@pytest.mark.slow
def test_a_line_is_put_right_afterwards_and_its_history_kept(editor: Client) -> None:
    guide = make_guide()
    guide.changes.create(text="A typpo.")
    save(editor, address(guide), **{"changes-0-text": "A typo."})
    assert GuideChange.objects.get().text == "A typo."
    save(editor, address(guide), **{"changes-0-DELETE": "on"})
    assert not GuideChange.objects.exists()


def test_a_guide_with_lines_is_previewed_as_any_other(editor: Client) -> None:
    guide = make_guide()
    guide.changes.create(text="A fact.")
    typed = as_typed(editor, address(guide)) | {"_object": guide.pk}
    assert editor.post(reverse("admin:roles_guide_preview"), typed).status_code == 200


@pytest.mark.slow
def test_going_back_takes_no_word_from_readers(editor: Client) -> None:
    guide = make_guide(introduction="Old.")
    save(editor, address(guide), introduction="New.", tell_readers="A fact.")
    first = Version.objects.get_for_object(guide).order_by("pk").values_list("revision", flat=True)
    editor.post(f"{address(guide).removesuffix('change/')}history/{first[0]}/back/")
    guide.refresh_from_db()
    assert guide.introduction == "Old."
    assert GuideChange.objects.get().text == "A fact."


def test_too_long_a_line_is_said_beside_its_field_and_loses_nothing(editor: Client) -> None:
    guide = make_guide(introduction="Old.")
    response = save(editor, address(guide), introduction="New.", tell_readers="x" * 301)
    form = response.context["adminform"].form
    assert "at most 300" in str(form.errors["tell_readers"])
    assert form["introduction"].value() == "New."


@pytest.mark.slow
def test_a_writer_tells_readers_nothing(writer: Client, own: Guide) -> None:
    html = writer.get(address(own)).text
    assert 'name="tell_readers"' not in html
    assert "What changed" not in html
    save(writer, address(own), tell_readers="Something.")
    assert not GuideChange.objects.exists()
    assert Author.objects.get(slug="wim-writer").guides.get() == own
