"""What the environment says: every variable is read here, once, and refused by name when wrong.

Those of mail, of the database and of limits are read in files of their own beside this one.
``docs/settings.md`` lists them; ``tests/jobboard/test_environment.py`` holds the two together.
"""

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard.http.networks import Network

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

HOUR, DAY, YEAR = 3_600, 86_400, 31_536_000  # seconds
BASE_DIR = Path(__file__).resolve().parents[2]
HOST_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


@dataclass(frozen=True)
class PublicAddress:
    """Where the board is reached, as ``JOBBOARD_URL`` gives it: scheme and host, no path."""

    url: str
    host: str
    is_secure: bool
    is_local: bool


def public_address(env: environ.Env) -> PublicAddress:
    """Return the checked ``JOBBOARD_URL``, in small letters as browsers send it."""
    url = env.str("JOBBOARD_URL", default="http://127.0.0.1:8000").rstrip("/").lower()
    host = _host_of(url)
    if not host:
        raise ImproperlyConfigured(
            f"JOBBOARD_URL must be http(s)://host[:port] without a path, not {url!r}; a host has "
            "letters from a to z, digits, dots and hyphens (one with others is written xn--…)."
        )
    is_local = host in {"127.0.0.1", "localhost", "::1"}
    return PublicAddress(url, host, url.startswith("https:"), is_local)


def _host_of(url: str) -> str:
    """Return the host of an address without a path that Django takes; of any other nothing."""
    try:
        parts = urlsplit(url)
        is_whole = url == f"{parts.scheme}://{parts.netloc}" and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        return ""
    host = parts.hostname or ""
    is_known = parts.scheme in {"http", "https"} and parts.username is None
    fits = HOST_NAME.fullmatch(host) or (":" in host and parts.netloc.startswith("["))
    return host if is_whole and is_known and fits else ""


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` (a name or an address) can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def var_folder(env: environ.Env) -> Path:
    """Return the folder for everything that a running board writes; it is made when missing."""
    folder = Path(env.str("JOBBOARD_VAR", default="") or BASE_DIR / "var").expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"JOBBOARD_VAR: cannot make {folder}: {error}.") from error
    return folder


def secret_key(env: environ.Env, var: Path) -> str:
    """Return ``JOBBOARD_SECRET_KEY``, or the key that the first start left in ``var`` (0600)."""
    given = env.str("JOBBOARD_SECRET_KEY", default="")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("JOBBOARD_SECRET_KEY must have at least 50 characters.")
        return given
    path = var / "secret-key"
    try:
        _make_once(path, secrets.token_urlsafe(64))
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"JOBBOARD_VAR: {path} cannot be read or made ({error.strerror}). The folder and all "
            "in it must belong to the user who runs the board."
        ) from error


def _make_once(path: Path, content: str) -> None:
    """Write ``path`` unless it exists; of several processes at once exactly one wins."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def networks(env: environ.Env, name: str) -> tuple[Network, ...]:
    """Return comma-separated networks, none by default."""
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in env.list(name, default=[]))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}.") from error


@dataclass(frozen=True)
class Hsts:
    """How long browsers are told to come by https only, and what else they are to believe."""

    seconds: int
    include_subdomains: bool
    preload: bool


def hsts(env: environ.Env, public: PublicAddress) -> Hsts:
    """Return what ``JOBBOARD_HSTS_…`` asks for; nothing at an address without https."""
    name = "JOBBOARD_HSTS_SECONDS"
    seconds = number(env, name, default=3_600, most=10 * YEAR)
    include_subdomains = switch(env, "JOBBOARD_HSTS_INCLUDE_SUBDOMAINS")
    preload = switch(env, "JOBBOARD_HSTS_PRELOAD")
    if preload and not (include_subdomains and seconds >= YEAR):
        raise ImproperlyConfigured(
            "JOBBOARD_HSTS_PRELOAD needs JOBBOARD_HSTS_INCLUDE_SUBDOMAINS=1 and a year in "
            f"{name}: {YEAR}."
        )
    return Hsts(seconds, include_subdomains, preload) if public.is_secure else Hsts(0, False, False)


def setting(name: str, default: int, *, least: int, most: int) -> Any:
    """Make a dataclass field that ``read`` fills from a variable."""
    return field(default=default, metadata={"name": name, "least": least, "most": most})


def read[T: "DataclassInstance"](kind: type[T], env: environ.Env, **given: Any) -> T:
    """Return a dataclass of settings with what the environment says of each."""
    found = {
        one.name: number(env, default=cast("int", one.default), **one.metadata)
        for one in fields(kind)
        if one.metadata
    }
    return kind(**found, **given)


@dataclass(frozen=True)
class Web:
    """How many processes serve pages, and how many requests each of them serves at once."""

    workers: int = setting("JOBBOARD_WEB_WORKERS", 2, least=1, most=1_000)
    threads: int = setting("JOBBOARD_WEB_THREADS", 4, least=2, most=1_000)


@dataclass(frozen=True)
class Metrics:
    """What opens ``/metrics``, if anything, and where several processes count together."""

    token: str
    folder: str


@dataclass(frozen=True)
class ClientLimits:
    """Seconds for a body and for an answer, and megabytes of a body."""

    body: int = setting("JOBBOARD_BODY_SECONDS", 60, least=1, most=3_600)
    send: int = setting("JOBBOARD_SEND_SECONDS", 30, least=1, most=3_600)
    megabytes: int = setting("JOBBOARD_BODY_MEGABYTES", 12, least=1, most=1_000)

    @property
    def most_bytes(self) -> int:
        """How many bytes a body may have."""
        return self.megabytes * 1_000_000


def time_zone(env: environ.Env) -> str:
    """Return the checked ``JOBBOARD_TIME_ZONE``."""
    name = env.str("JOBBOARD_TIME_ZONE", default="UTC")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"JOBBOARD_TIME_ZONE: no time zone is named {name!r}; Europe/Berlin is one."
        ) from error
    return name


def code(env: environ.Env, name: str, *, default: str, length: int) -> str:
    """Return an upper-case letter code such as ``US`` (``length`` 2) or ``EUR`` (3)."""
    value = env.str(name, default=default).upper()
    if len(value) != length or not (value.isascii() and value.isalpha()):
        raise ImproperlyConfigured(f"{name} must be a code of {length} letters, not {value!r}.")
    return value


def number(env: environ.Env, name: str, *, default: int, least: int = 0, most: int) -> int:
    """Return a whole number from ``least`` to ``most``."""
    value = env.str(name, default=str(default))
    if not (value.isascii() and value.isdecimal()) or len(value) > 12:
        value = "-1"
    if not least <= int(value) <= most:
        given = env.str(name, default="")
        raise ImproperlyConfigured(f"{name} must be from {least} to {most}, not {given!r}.")
    return int(value)


def choice[T: str](env: environ.Env, name: str, options: tuple[T, ...], default: T) -> T:
    """Return the value of ``name``, which must be one of ``options``."""
    value = env.str(name, default=default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")
    return cast("T", value)


def switch(env: environ.Env, name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no variable."""
    options: tuple[Literal["0", "1"], ...] = ("0", "1")
    return choice(env, name, options, "1" if default else "0") == "1"
