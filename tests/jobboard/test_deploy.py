"""What ``deploy/`` says agrees with the board: limits, headers, and where it listens."""

import re

import pytest

from jobboard.environment import BASE_DIR, ClientLimits
from jobboard.http.proxies import FORWARDED
from jobboard.request_line import LONGEST_LINE
from jobboard.serve import plan

NGINX = (BASE_DIR / "deploy" / "nginx.conf").read_text()
CADDY = (BASE_DIR / "deploy" / "Caddyfile").read_text()
LIMITS = ClientLimits()


def said(text: str, pattern: str) -> list[str]:
    """What a directive says, wherever it stands outside of a comment."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [found[1] for line in lines if (found := re.fullmatch(pattern, line))]


def test_both_ask_where_make_run_listens() -> None:
    board = plan({})
    bind = f"{board.host}:{board.port}"
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
    assert said(NGINX, r"large_client_header_buffers 4 (\d+)k;") == [str(LONGEST_LINE // 1024)]
    assert int(said(CADDY, r"max_header_size (\d+)KB")[0]) * 1000 > LONGEST_LINE


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("client_header_timeout", LIMITS.head), ("send_timeout", LIMITS.send)],
)
def test_nginx_waits_no_longer_than_the_board(name: str, seconds: int) -> None:
    assert said(NGINX, rf"{name} (\d+)s;") == [str(seconds)]


def test_caddy_waits_no_longer_than_the_board() -> None:
    assert said(CADDY, r"read_header (\d+)s") == [str(LIMITS.head)]
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
