"""The list of what a new board still needs, on the admin's first page."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobboard.models import Picture, SiteIdentity
from jobboard.site import identity
from tests.listings.factories import make_listing, make_source
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


EVERY_STEP = ["name", "logo", "country", "sources", "postings", "mail", "backup"]


@pytest.fixture
def administrator(sign_in: SignIn, settings: Any, tmp_path: Path) -> Client:
    settings.VAR_DIR = tmp_path
    return sign_in("administrator")


def steps(client: Client) -> dict[str, bool]:
    """Each step that is shown, and whether it is done."""
    identity.forget()
    shown = client.get(reverse("admin:index")).context["steps"]
    return {step.key: step.is_done for step in shown}


def hide(client: Client, step: str) -> None:
    answered = client.post(reverse("admin:put-step-away"), {"step": step})
    assert answered.status_code == 302


def make_picture() -> Picture:
    return Picture.objects.create(content_hash="0" * 32, format="png", width=9, height=9, alt="Us")


def test_a_new_board_has_all_of_it_before_it(administrator: Client) -> None:
    assert steps(administrator) == dict.fromkeys(EVERY_STEP, False)


@pytest.mark.slow
def test_each_step_is_done_by_what_the_board_holds(
    administrator: Client, settings: Any, tmp_path: Path
) -> None:
    SiteIdentity.objects.create(name="Ward & Wage", country="GB", logo=make_picture())
    make_source()
    make_listing()
    settings.MAILERS = {"transport": {"BACKEND": "jobboard.mail.smtp.Backend"}}
    assert [key for key, is_done in steps(administrator).items() if not is_done] == ["backup"]
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "board-20260101-000000-000000.tar").touch()
    assert steps(administrator) == {}


def test_an_old_backup_is_none(administrator: Client, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    file = tmp_path / "backups" / "board-20260101-000000-000000.tar"
    file.touch()
    long_ago = time.time() - 30 * 86_400
    os.utime(file, (long_ago, long_ago))
    assert not steps(administrator)["backup"]


def test_invented_openings_are_none(administrator: Client) -> None:
    make_listing(is_demo=True)
    assert not steps(administrator)["postings"]


def test_a_step_can_be_hidden_and_so_can_all(administrator: Client) -> None:
    hide(administrator, "logo")
    hide(administrator, "nothing")
    assert list(steps(administrator)) == [step for step in EVERY_STEP if step != "logo"]
    hide(administrator, "all")
    assert steps(administrator) == {}


@pytest.mark.slow
def test_every_step_leads_to_a_page(administrator: Client) -> None:
    shown = administrator.get(reverse("admin:index")).context["steps"]
    for step in shown:
        answered = administrator.get(step.url.partition("#")[0], follow=True)
        assert answered.status_code == 200, step.key


def test_only_administrators_see_and_hide_it(sign_in: SignIn) -> None:
    writer = sign_in("writer")
    assert steps(writer) == {}
    assert writer.post(reverse("admin:put-step-away"), {"step": "all"}).status_code == 403
