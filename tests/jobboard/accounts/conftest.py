"""People at the door: who they are, and what their mail and their phone say."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable
from hashlib import sha1

import pytest
from django.test import Client
from django.urls import reverse

from jobboard.models import OutgoingMail, User

PASSWORD = "three-plain-words"
CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")

type CodeFromMail = Callable[[], str]


@pytest.fixture
def employer(db: None) -> User:
    return User.objects.create_user("jobs@employer.example", name="Emma")


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("root@desk.example", PASSWORD)


@pytest.fixture
def code_from_mail() -> CodeFromMail:
    def read() -> str:
        found = CODE.search(OutgoingMail.objects.latest("pk").text)
        assert found
        return found[0]

    return read


def ask_for_code(client: Client, address: str, **fields: str) -> str:
    """Ask for a code and return the page that the browser then shows."""
    url = reverse("account_request_login_code")
    response = client.post(url, {"email": address, **fields}, follow=True)
    return response.text


def app_code(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238, SHA-1, 30 s, 6 digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, sha1)
    start = digest[-1] & 15
    return str((struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)
