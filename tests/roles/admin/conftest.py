import pytest
from django.test import Client

from jobboard.models import User
from roles.models import Author, Guide, GuideStatus
from tests.roles.factories import make_guide
from tests.staff import SignIn


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in("editor")


@pytest.fixture
def writer(sign_in: SignIn) -> Client:
    """Somebody who writes as Wim Writer."""
    client = sign_in("writer")
    user = User.objects.get(email="writer@desk.example")
    Author.objects.create(name="Wim Writer", slug="wim-writer", user=user)
    return client


@pytest.fixture
def own(writer: Client) -> Guide:
    """A draft of the writer's."""
    author = Author.objects.get(slug="wim-writer")
    return make_guide(title="Own draft", author=author, status=GuideStatus.DRAFT, published_at=None)


@pytest.fixture
def foreign(db: None) -> Guide:
    """A draft of somebody else's."""
    return make_guide(title="Foreign draft", status=GuideStatus.DRAFT, published_at=None)
