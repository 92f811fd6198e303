"""How long, how much and whom the board may ask outside."""

import ipaddress
from dataclasses import dataclass

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard.environment import number
from jobboard.http.networks import Network

HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Limits of whole requests, in seconds and megabytes; ``networks`` inside may be asked too."""

    fetch_seconds: int
    fetch_megabytes: int
    try_seconds: int
    link_seconds: int
    mail_seconds: int
    networks: tuple[Network, ...]


def outgoing(env: environ.Env) -> Outgoing:
    """Return what the environment says of requests to servers outside."""
    return Outgoing(
        fetch_seconds=number(env, "JOBBOARD_FETCH_SECONDS", default=60, least=1, most=HOUR),
        fetch_megabytes=number(env, "JOBBOARD_FETCH_MB", default=50, least=1, most=1_000),
        try_seconds=number(env, "JOBBOARD_SOURCE_TEST_SECONDS", default=8, least=1, most=60),
        link_seconds=number(env, "JOBBOARD_LINK_SECONDS", default=15, least=1, most=HOUR),
        mail_seconds=number(env, "JOBBOARD_MAIL_SECONDS", default=90, least=1, most=HOUR),
        networks=inside(env),
    )


def inside(env: environ.Env) -> tuple[Network, ...]:
    """Return the networks of ``JOBBOARD_FETCH_NETWORKS`` (comma-separated, default none)."""
    try:
        texts = env.list("JOBBOARD_FETCH_NETWORKS", default=[])
        return tuple(ipaddress.ip_network(text.strip()) for text in texts)
    except ValueError as error:
        raise ImproperlyConfigured(f"JOBBOARD_FETCH_NETWORKS: {error}.") from error
