"""``manage.py demo remove``: the demo's articles and roles go, a person's stay."""

from collections.abc import Iterator

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from jobboard.demo.market import remove
from jobboard.management.commands.prepare import Command
from jobboard.models import User
from listings.models import Listing
from roles.models import Author, Guide, GuideRole, Role, Series, Term
from tests.database import made_once, shared_rows
from tests.jobboard.demo.conftest import load_demo_pack
from tests.listings.factories import make_listing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True, scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        made_once(load_demo_pack)
        yield


def edit(row: Model) -> None:
    """As the admin's log has it after somebody saved the row there."""
    user = User.objects.create(email="editor@example.org", is_staff=True)
    LogEntry.objects.create(
        user=user,
        action_flag=CHANGE,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=str(row),
    )


def test_guides_glossary_roles_and_authors_of_the_demo_go() -> None:
    done = remove()
    assert done.guides
    assert done.terms
    assert done.kept == []
    for model in (Guide, Series, Term, Role, Author):
        assert not model.objects.exists()


def test_a_guide_that_a_person_edited_stays_with_its_roles_and_author() -> None:
    guide = Guide.objects.exclude(compared=None).earliest("pk")
    compared = set(guide.roles.all())
    edit(guide)
    done = remove()
    assert list(Guide.objects.all()) == [guide]
    assert set(Role.objects.all()) == compared
    assert list(Author.objects.all()) == [guide.author]
    assert any("guides (edited)" in line for line in done.kept)


def test_a_role_that_a_guide_of_ones_own_compares_stays() -> None:
    role = Role.objects.earliest("pk")
    author = Author.objects.create(name="Ada", slug="ada")
    guide = Guide.objects.create(title="Ours", slug="ours", author=author)
    GuideRole.objects.create(guide=guide, role=role)
    remove()
    assert list(Role.objects.all()) == [role]
    assert list(Guide.objects.all()) == [guide]
    assert list(Author.objects.all()) == [author]


def test_a_start_brings_nothing_of_a_removed_demo_back() -> None:
    role = Role.objects.earliest("pk")
    real = make_listing(roles=(role,))
    make_listing(is_demo=True)
    edited = make_listing(is_demo=True, edited_fields=["title"])
    remove()
    Command().demo()
    assert not Guide.objects.exists()
    assert not Term.objects.exists()
    assert list(Role.objects.all()) == [role]
    assert set(Listing.objects.all()) == {real, edited}


def test_a_term_that_a_person_edited_stays() -> None:
    term = Term.objects.earliest("pk")
    edit(term)
    remove()
    assert list(Term.objects.all()) == [term]
