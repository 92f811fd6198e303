"""What the environment may say, and how a wrong word is refused by its name."""

import re
import stat
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment
from jobboard.environment import services
from jobboard.environment.limits import Limits, limits, variable
from listings.models.posting_draft import HIGHEST

SETTINGS = environment.BASE_DIR / "docs" / "settings.md"
READERS = "settings", "serve", "port"


def env(monkeypatch: pytest.MonkeyPatch, **values: str) -> environ.Env:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return environ.Env()


def trusted_proxies(env: environ.Env) -> object:
    return environment.networks(env, "JOBBOARD_TRUSTED_PROXIES")


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("JOBBOARD_URL", "jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "ftp://jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://jobs.example.com/path", environment.public_address),
        ("JOBBOARD_URL", "https://https://jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://jobs.example.com:http", environment.public_address),
        ("JOBBOARD_URL", "https://jobs.example.com:99999", environment.public_address),
        ("JOBBOARD_URL", "https://our jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://our_jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://*.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://münchen.example", environment.public_address),
        ("JOBBOARD_URL", "https://me:secret@jobs.example.com", environment.public_address),
        ("JOBBOARD_URL", "https://[::1", environment.public_address),
        ("JOBBOARD_URL", "https://jobs.example.com?", environment.public_address),
        ("JOBBOARD_TIME_ZONE", "Middle/Earth", environment.time_zone),
        ("JOBBOARD_TIME_ZONE", "../etc/passwd", environment.time_zone),
        ("JOBBOARD_TRUSTED_PROXIES", "10.0.0.0/8,proxy", trusted_proxies),
        ("JOBBOARD_VAR", "/proc/nothing/here", environment.var_folder),
        ("JOBBOARD_CACHE_URL", "memcached://127.0.0.1", services.shared_cache),
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
    shouted = environment.public_address(env(monkeypatch, JOBBOARD_URL="HTTPS://Jobs.Example.com"))
    assert shouted == address
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


class TestHsts:
    public = environment.PublicAddress("https://jobs.example.org", "jobs.example.org", True, False)
    local = environment.PublicAddress("http://127.0.0.1:8000", "127.0.0.1", False, True)

    def test_it_starts_with_an_hour_for_this_host_alone(self) -> None:
        assert environment.hsts(environ.Env(), self.public) == environment.Hsts(3600, False, False)

    def test_it_is_not_sent_without_https(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = env(monkeypatch, JOBBOARD_HSTS_SECONDS="31536000")
        assert environment.hsts(read, self.local).seconds == 0

    def test_more_is_promised_where_it_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = env(
            monkeypatch,
            JOBBOARD_HSTS_SECONDS="31536000",
            JOBBOARD_HSTS_INCLUDE_SUBDOMAINS="1",
            JOBBOARD_HSTS_PRELOAD="1",
        )
        assert environment.hsts(read, self.public) == environment.Hsts(31_536_000, True, True)

    def test_the_preload_list_takes_nothing_less(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = env(monkeypatch, JOBBOARD_HSTS_PRELOAD="1")
        with pytest.raises(ImproperlyConfigured, match="JOBBOARD_HSTS_PRELOAD needs"):
            environment.hsts(read, self.public)


class TestDatabase:
    def test_a_server_is_read_from_its_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DATABASE_PASSWORD", raising=False)
        url = "postgres://board:se%2Fcr%40t@db.example:5433/jobs"
        found = services.database(env(monkeypatch, DATABASE_URL=url))
        assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "jobs")
        assert (found["USER"], found["PASSWORD"]) == ("board", "se/cr@t")

    def test_a_password_of_its_own_is_taken_as_it_stands(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url, password = "postgres://board@db.example/jobs", "a@b/c#d$e%2Ff?g"
        read = env(monkeypatch, DATABASE_URL=url, DATABASE_PASSWORD=password)
        assert services.database(read)["PASSWORD"] == password

    @pytest.mark.parametrize(
        "url",
        [
            "mysql://board:secret@db.example/jobs",
            "postgres://board:secret@db.example",
            "postgres://board:secret@db.example:port/jobs",
            "postgres://board:secret/@db.example/jobs",
            "postgres://board:secret?@db.example/jobs",
            "postgres://board:sec@ret/secret@db.example/jobs",
        ],
    )
    def test_a_wrong_server_is_refused_without_repeating_its_password(
        self, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
            services.database(env(monkeypatch, DATABASE_URL=url))
        assert "secret" not in str(refusal.value)

    def test_a_service_is_not_given_an_embedded_server(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        assert services.database(environ.Env())["NAME"] == "jobboard"
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is missing"):
            services.database(env(monkeypatch, JOBBOARD_EMBEDDED_DATABASE="0"))


class TestSecretKey:
    def test_it_is_made_once_for_the_owner_only(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("JOBBOARD_SECRET_KEY", raising=False)
        first = environment.secret_key(environ.Env(), tmp_path)
        assert environment.secret_key(environ.Env(), tmp_path) == first
        assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]

    def test_a_folder_that_is_not_ours_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("JOBBOARD_SECRET_KEY", raising=False)
        (tmp_path / "secret-key").mkdir()  # no user, root neither, can read it as a file
        with pytest.raises(
            ImproperlyConfigured, match=r"JOBBOARD_VAR: .*secret-key cannot be read"
        ):
            environment.secret_key(environ.Env(), tmp_path)

    def test_a_short_one_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match="JOBBOARD_SECRET_KEY"):
            environment.secret_key(env(monkeypatch, JOBBOARD_SECRET_KEY="short"), tmp_path)


class TestMail:
    local = environment.PublicAddress("http://127.0.0.1:8000", "127.0.0.1", False, True)
    public = environment.PublicAddress("https://jobs.example.org", "jobs.example.org", True, False)

    @pytest.mark.parametrize(
        ("url", "options"),
        [
            ("smtp://127.0.0.1:2525", {"host": "127.0.0.1", "port": 2525, "use_tls": False}),
            (
                "starttls://a%40b:p%2Fw@mx.example",
                {"port": 587, "use_tls": True, "password": "p/w"},
            ),
            ("smtps://a:b@mx.example", {"port": 465, "use_ssl": True, "username": "a"}),
        ],
    )
    def test_a_server_is_read_from_its_address(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, options: dict[str, object]
    ) -> None:
        read = env(monkeypatch, JOBBOARD_SMTP_URL=url, JOBBOARD_MAIL_FROM="jobs@example.org")
        found = services.mail(read, self.public, tmp_path)
        assert options.items() <= found.mailers["transport"]["OPTIONS"].items()
        assert found.sender == "jobs@example.org"

    @pytest.mark.parametrize(
        "url",
        [
            "mx.example",
            "http://mx.example",
            "smtps://",
            "smtps://a@mx.example",
            "smtps://a:se/cret@mx.example",
            "smtps://a:secret@mx.example/#x",
            "smtps://a:secret@mx.example:99999",
            "smtp://a:secret@mx.example",
        ],
    )
    def test_a_wrong_server_is_refused_without_repeating_its_password(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
    ) -> None:
        read = env(monkeypatch, JOBBOARD_SMTP_URL=url, JOBBOARD_MAIL_FROM="jobs@example.org")
        with pytest.raises(ImproperlyConfigured, match="JOBBOARD_SMTP_URL") as refusal:
            services.mail(read, self.public, tmp_path)
        assert "secret" not in str(refusal.value)

    @pytest.mark.parametrize("sender", ["", "jobs", "Jobs <jobs@example.org>"])
    def test_a_server_needs_a_sender(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sender: str
    ) -> None:
        read = env(monkeypatch, JOBBOARD_SMTP_URL="smtp://mx.example", JOBBOARD_MAIL_FROM=sender)
        with pytest.raises(ImproperlyConfigured, match="JOBBOARD_MAIL_FROM"):
            services.mail(read, self.public, tmp_path)

    def test_without_a_server_mail_goes_to_files_here_and_nowhere_in_public(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("JOBBOARD_SMTP_URL", raising=False)
        here = services.mail(environ.Env(), self.local, tmp_path)
        assert here.mailers["transport"]["OPTIONS"] == {"folder": tmp_path / "mail"}
        assert "transport" not in services.mail(environ.Env(), self.public, tmp_path).mailers


def test_the_settings_page_lists_every_variable_and_no_other() -> None:
    folder = environment.BASE_DIR / "jobboard"
    files = *(folder / "environment").glob("*.py"), *(folder / f"{f}.py" for f in READERS)
    source = "".join(path.read_text() for path in files)
    names = set(re.findall(r'"(JOBBOARD_[A-Z0-9_]+|DATABASE_[A-Z]+|HOST|PORT|DEMO)"', source))
    names |= {variable(field.name) for field in fields(Limits)}
    rows = (line.split("|")[1] for line in SETTINGS.read_text().splitlines() if "|" in line)
    assert set(re.findall("`([A-Z0-9_]+)`", " ".join(rows))) == names


@pytest.mark.parametrize("given", ["", "-1", "4", "601", "ten", "1e2", "9" * 5_000])
def test_a_number_out_of_its_bounds_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("JOBBOARD_EXAMPLE", given)
    with pytest.raises(ImproperlyConfigured, match="JOBBOARD_EXAMPLE must be from 5 to 600"):
        environment.number(environ.Env(), "JOBBOARD_EXAMPLE", default=60, least=5, most=600)


def test_a_number_within_its_bounds_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBBOARD_EXAMPLE", "600")
    env = environ.Env()
    assert environment.number(env, "JOBBOARD_EXAMPLE", default=60, least=5, most=600) == 600
    monkeypatch.delenv("JOBBOARD_EXAMPLE")
    assert environment.number(env, "JOBBOARD_EXAMPLE", default=60, least=5, most=600) == 60


def test_the_settings_page_lists_every_limit_with_its_default() -> None:
    listed = SETTINGS.read_text()
    for field in fields(Limits):
        row = f"| `{variable(field.name)}` | `{getattr(Limits(), field.name)}` |"
        assert row in listed, row


def test_a_limit_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    read = limits(env(monkeypatch, JOBBOARD_LIMIT_DRAFTS_NETWORK="7"))
    assert (read.drafts_network, read.codes_board) == (7, 2_000)
    with pytest.raises(ImproperlyConfigured, match="JOBBOARD_LIMIT_PRESSES"):
        limits(env(monkeypatch, JOBBOARD_LIMIT_PRESSES="0"))


@pytest.mark.parametrize("name", ["codes_posting", "code_tries"])
def test_a_limit_that_the_database_holds_too_goes_no_further(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert getattr(limits(env(monkeypatch, **{variable(name): str(HIGHEST)})), name) == HIGHEST
    with pytest.raises(ImproperlyConfigured, match=variable(name)):
        limits(env(monkeypatch, **{variable(name): str(HIGHEST + 1)}))
