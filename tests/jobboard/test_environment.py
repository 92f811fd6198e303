"""What the environment may say, and how a wrong word is refused by its name."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment

README = environment.BASE_DIR / "README.md"


def env(monkeypatch: pytest.MonkeyPatch, **values: str) -> environ.Env:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return environ.Env()


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("JOBBOARD_URL", "jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "ftp://jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://jobs.example.com/path", environment.public_address),
        ("JOBBOARD_TIME_ZONE", "Middle/Earth", environment.time_zone),
        ("JOBBOARD_TIME_ZONE", "../etc/passwd", environment.time_zone),
        ("JOBBOARD_TRUSTED_PROXIES", "10.0.0.0/8,proxy", environment.trusted_proxies),
        ("JOBBOARD_VAR", "/proc/nothing/here", environment.var_folder),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    read: Callable[[environ.Env], object],
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read(env(monkeypatch, **{name: value}))


def test_the_public_address_decides_host_and_security(monkeypatch: pytest.MonkeyPatch) -> None:
    address = environment.public_address(env(monkeypatch, JOBBOARD_URL="https://jobs.example.com/"))
    assert (address.host, address.is_secure, address.is_local) == ("jobs.example.com", True, False)
    local = environment.public_address(env(monkeypatch, JOBBOARD_URL="http://127.0.0.1:9000"))
    assert (local.url, local.is_secure, local.is_local) == ("http://127.0.0.1:9000", False, True)


def test_codes_have_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    read = env(monkeypatch, JOBBOARD_COUNTRY="de", JOBBOARD_CURRENCY="EURO")
    assert environment.code(read, "JOBBOARD_COUNTRY", default="US", length=2) == "DE"
    with pytest.raises(ImproperlyConfigured, match="JOBBOARD_CURRENCY"):
        environment.code(read, "JOBBOARD_CURRENCY", default="USD", length=3)


def test_a_switch_is_0_or_1(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="JOBBOARD_DEBUG"):
        environment.switch(env(monkeypatch, JOBBOARD_DEBUG="yes"), "JOBBOARD_DEBUG")


class TestSecretKey:
    def test_it_is_made_once_for_the_owner_only(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("JOBBOARD_SECRET_KEY", raising=False)
        first = environment.secret_key(environ.Env(), tmp_path)
        assert environment.secret_key(environ.Env(), tmp_path) == first
        assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]

    def test_a_short_one_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match="JOBBOARD_SECRET_KEY"):
            environment.secret_key(env(monkeypatch, JOBBOARD_SECRET_KEY="short"), tmp_path)


def test_the_readme_lists_every_variable() -> None:
    folder = environment.BASE_DIR / "jobboard"
    source = "".join(
        path.read_text()
        for name in ("environment", "settings", "serve")
        for path in [folder / f"{name}.py"]
    )
    names = set(re.findall(r'"(JOBBOARD_[A-Z_]+|DATABASE_URL|HOST|PORT|DEMO)"', source))
    listed = README.read_text()
    assert {name for name in names if f"`{name}`" not in listed} == set()
    assert len(names) > 10
