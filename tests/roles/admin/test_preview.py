"""``/guides/<slug>/preview/``: a guide before it is out."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from jobboard.models import User
from roles.models import Guide
from tests.admin_pages import address, as_typed
from tests.connections import first
from tests.roles.factories import make_guide
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


def preview(guide: Guide) -> str:
    return reverse("guide-preview", args=[guide.slug])


@pytest.mark.parametrize("group", ["editor", "administrator"])
def test_an_editor_sees_a_draft_as_readers_will(
    sign_in: SignIn, foreign: Guide, group: str
) -> None:
    response = sign_in(group).get(preview(foreign))
    assert response.status_code == 200
    assert "<b>Preview.</b>" in response.text
    assert "noindex" in response.text
    assert "application/ld+json" not in response.text
    assert "no-store" in response["Cache-Control"]


def test_a_writer_previews_own_drafts_only(writer: Client, own: Guide, foreign: Guide) -> None:
    assert writer.get(preview(own)).status_code == 200
    assert writer.get(preview(foreign)).status_code == 404


def test_a_stranger_finds_nothing(client: Client, foreign: Guide) -> None:
    assert client.get(preview(foreign)).status_code == 404
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_rights_without_being_staff_open_nothing(client: Client, foreign: Guide) -> None:
    user = User.objects.create_user("reader@desk.example")
    rights = ("view_guide", "change_guide", "publish_guide")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    assert client.get(preview(foreign)).status_code == 404


def test_a_live_guide_has_its_own_page(editor: Client) -> None:
    guide = make_guide()
    response = editor.get(preview(guide))
    assert response["Location"] == guide.get_absolute_url()


def test_a_preview_is_only_looked_at(editor: Client, foreign: Guide) -> None:
    assert editor.post(preview(foreign)).status_code == 405
    assert editor.get("/guides/no-such-guide/preview/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_slug_that_is_taken_at_this_moment_is_said_and_no_fault(editor: Client) -> None:
    guide = make_guide()
    typed = as_typed(editor, address(guide), slug="taken") | {"_object": guide.pk}

    def beside_the_form() -> Any:
        return editor.post(reverse("admin:roles_guide_preview"), typed)

    with first(lambda: make_guide(slug="taken"), beside_the_form) as answer:
        pass
    assert answer.result().status_code == 409
    assert "saved a moment ago" in answer.result().text
