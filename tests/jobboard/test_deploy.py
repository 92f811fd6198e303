"""What ``deploy/`` says agrees with the board: limits, headers, and where it listens."""

import re

from jobboard.environment import BASE_DIR, ClientLimits
from jobboard.http.proxies import FORWARDED
from jobboard.port import address
from tests.jobboard.test_gunicorn import config

NGINX = (BASE_DIR / "deploy" / "nginx.conf").read_text()
CADDY = (BASE_DIR / "deploy" / "Caddyfile").read_text()
LIMITS = ClientLimits()


def said(text: str, pattern: str) -> list[str]:
    """What a directive says, wherever it stands outside of a comment."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [found[1] for line in lines if (found := re.fullmatch(pattern, line))]


def test_both_ask_where_the_board_listens() -> None:
    bind = address({})
    assert said(NGINX, r"server (\S+);") == [bind]
    assert said(CADDY, r"reverse_proxy (\S+) \{") == [bind]


def test_both_take_as_much_as_the_board() -> None:
    assert said(NGINX, r"client_max_body_size (\d+)m;") == [str(LIMITS.megabytes)]
    assert said(CADDY, r"max_size (\d+)MB") == [str(LIMITS.megabytes)]
    assert said(CADDY, r"max_buffer_size (\d+)MB") == [str(LIMITS.megabytes)]


def test_both_buffer_requests() -> None:
    assert said(NGINX, r"proxy_request_buffering (\w+);") == ["on"]
    assert "buffer_requests" in said(CADDY, r"(\w+)")


def test_both_let_a_long_address_reach_the_page_that_the_board_has_for_it() -> None:
    longest = config().limit_request_line
    assert int(said(NGINX, r"large_client_header_buffers 4 (\d+)k;")[0]) * 1024 > longest
    assert int(said(CADDY, r"max_header_size (\d+)KB")[0]) * 1000 > longest


def test_slow_heads_are_waited_for_by_the_proxy() -> None:
    assert said(NGINX, r"client_header_timeout (\d+)s;") == ["10"]
    assert said(CADDY, r"read_header (\d+)s") == ["10"]


def test_the_proxy_waits_no_longer_than_the_board() -> None:
    assert said(NGINX, r"send_timeout (\d+)s;") == [str(LIMITS.send)]
    assert said(CADDY, r"read_body (\d+)s") == [str(LIMITS.body)]


def test_forwarded_headers_are_set_and_never_appended_to() -> None:
    """Of each header that the board looks at, a client's own words are overwritten or dropped."""
    nginx = dict(
        line.removeprefix("proxy_set_header ").rstrip(";").split(" ", 1)
        for line in said(NGINX, r"(proxy_set_header .*)")
    )
    caddy = said(CADDY, r"header_up (.*)")
    for name in FORWARDED:
        header = name.removeprefix("HTTP_").replace("_", "-").lower()
        assert header in {one.lower() for one in nginx}
        assert any(one.lower().lstrip("-").startswith(header) for one in caddy)
    assert nginx["X-Forwarded-For"] == "$remote_addr"
    assert nginx["X-Forwarded-Proto"] == "$scheme"
    assert nginx["X-Forwarded-Host"] == '""'
    assert "X-Forwarded-For {remote_host}" in caddy
    assert "X-Forwarded-Proto {scheme}" in caddy
    assert "proxy_add_x_forwarded_for" not in NGINX


def test_addresses_with_secrets_are_in_no_log() -> None:
    assert set(said(NGINX, r"access_log (\w+);")) == {"off"}
    assert said(CADDY, r"(log\b.*)") == []
