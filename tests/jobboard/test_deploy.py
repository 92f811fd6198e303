"""What ``deploy/`` says agrees with the board: limits, headers, and where it listens."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jobboard.environment import BASE_DIR, ClientLimits
from jobboard.http.proxies import FORWARDED
from jobboard.port import address
from jobboard.postgres import account
from jobboard.worker import jobs, worker
from listings.reading import gazetteer
from tests.jobboard.test_gunicorn import config
from tests.processes import PATIENCE

DEPLOY = BASE_DIR / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
CADDY = (DEPLOY / "Caddyfile").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
UNITS = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir()}
SERVICES = {name: text for name, text in UNITS.items() if name.endswith(".service")}
LIMITS = ClientLimits()


def said(text: str, pattern: str) -> list[str]:
    """What a directive says, wherever it stands outside of a comment."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [found[1] for line in lines if (found := re.fullmatch(pattern, line))]


def test_both_ask_where_the_board_listens() -> None:
    bind = address({})
    assert said(NGINX, r"server (\S+);") == [bind]
    assert said(CADDY, r"reverse_proxy \{\$BOARD_ADDRESS:(\S+)\} \{") == [bind]
    assert said(UNITS["jobboard-web.socket"], r"ListenStream=(\S+)") == [bind]


def test_both_take_as_much_as_the_board() -> None:
    assert said(NGINX, r"client_max_body_size (\d+)m;") == [str(LIMITS.megabytes)]
    assert said(CADDY, r"max_size (\d+)MB") == [str(LIMITS.megabytes)]
    assert said(CADDY, r".*request_buffers (\d+)MB\}") == [str(LIMITS.megabytes)]


def test_both_buffer_requests() -> None:
    assert said(NGINX, r"proxy_request_buffering (\w+);") == ["on"]
    assert "{$BOARD_BUFFERING:request_buffers 12MB}" in said(CADDY, r"(\{\$BOARD_BUFFERING:.*\})")


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


WEB = "gunicorn -c deploy/gunicorn.conf.py"
WORK = "python manage.py work"
RELEASE = "python manage.py prepare --no-demo"
BACKUP = "python manage.py backup"


def of_unit(name: str, directive: str) -> list[str]:
    return said(SERVICES[name], rf"{directive}=(.*)")


def test_all_ways_start_the_same_web_server_and_the_same_worker() -> None:
    commands = {name: of_unit(name, "ExecStart")[0].split("/bin/")[-1] for name in SERVICES}
    assert commands == {
        "jobboard-web.service": WEB,
        "jobboard-worker.service": WORK,
        "jobboard-release.service": RELEASE,
        "jobboard-backup.service": BACKUP,
    }
    assert command(DOCKERFILE.splitlines()[-1].removeprefix("CMD ")) == WEB
    found = [command(text) for text in said(COMPOSE, r"command: (.*)")]
    assert found == [WORK, RELEASE]


def command(text: str) -> str:
    return " ".join(re.findall(r'"([^"]+)"', text))


def test_migrating_and_installing_are_steps_of_a_release_and_never_of_a_start() -> None:
    starts = [UNITS["jobboard-web.service"], UNITS["jobboard-worker.service"]]
    for text in (*starts, config().wsgi_app):
        assert not re.search(r"prepare|migrate|collectstatic|pip|ExecStartPre", text)
    assert "profiles:\n      - release" in COMPOSE
    assert of_unit("jobboard-release.service", "Type") == ["oneshot"]
    assert "WantedBy" not in UNITS["jobboard-release.service"]


def test_a_backup_is_made_each_night_also_where_the_machine_was_off() -> None:
    timer = UNITS["jobboard-backup.timer"]
    assert said(timer, r"OnCalendar=(.*)") == ["*-*-* 03:30"]
    assert said(timer, r"Persistent=(.*)") == ["yes"]
    assert of_unit("jobboard-backup.service", "Type") == ["oneshot"]


def test_caddy_waits_for_a_web_server_that_restarts() -> None:
    (seconds,) = said(CADDY, r"lb_try_duration (\d+)s")
    assert int(seconds) > config().graceful_timeout


def test_the_image_keeps_the_data_that_the_board_opens() -> None:
    (removed,) = re.findall(r"RUN rm -r((?:.|\\\n)+?)\n\n", DOCKERFILE)
    parts = {part.rpartition("/")[2] for part in removed.split()}
    assert "cities500.json" in parts
    assert not parts & {gazetteer.CITIES_FILE, account.INSTALLATION}


def test_nothing_of_the_board_runs_as_root() -> None:
    assert said(DOCKERFILE, r"USER (\d+):\d+") == ["10001"]
    assert "no-new-privileges:true" in COMPOSE
    for name in SERVICES:
        assert of_unit(name, "User") == ["jobboard"]
        assert of_unit(name, "NoNewPrivileges") == ["yes"]
        assert of_unit(name, "ProtectSystem") == ["strict"]


def test_a_stop_waits_for_the_graces_of_web_server_and_worker() -> None:
    web, work = int(config().graceful_timeout), worker.GRACE_SECONDS + jobs.GRACE_SECONDS
    assert int(of_unit("jobboard-web.service", "TimeoutStopSec")[0]) > web
    assert int(of_unit("jobboard-worker.service", "TimeoutStopSec")[0]) > work
    graces = [int(seconds) for seconds in said(COMPOSE, r"stop_grace_period: (\d+)s")]
    assert graces[0] > web
    assert graces[1] > work


def test_the_network_of_compose_is_the_trusted_one() -> None:
    (network,) = said(COMPOSE, r"- subnet: (\S+)")
    assert said(COMPOSE, r"JOBBOARD_TRUSTED_PROXIES: (\S+)") == [network]


def test_services_never_start_a_database_of_their_own() -> None:
    assert "    JOBBOARD_EMBEDDED_DATABASE=0 \\\n" in DOCKERFILE
    for name in SERVICES:
        (variables,) = of_unit(name, "Environment")
        assert "JOBBOARD_EMBEDDED_DATABASE=0" in variables.split()


def test_certificates_of_the_database_are_looked_for_where_the_services_may_look() -> None:
    """Below /home they may not, and a connection that has to be encrypted failed there."""
    for name in SERVICES:
        assert of_unit(name, "ProtectHome") == ["yes"]
        assert "HOME=/var/lib/jobboard" in of_unit(name, "Environment")[0].split()
    assert "--home-dir /var/lib/jobboard" in DOCKERFILE


def test_passwords_and_backups_beside_the_files_are_not_committed() -> None:
    ignored = (BASE_DIR / ".gitignore").read_text().splitlines()
    assert {".env", "/deploy/board.env", "/deploy/backups/"} <= set(ignored)


def test_a_command_by_hand_runs_as_the_services_do() -> None:
    unit = "jobboard-release.service"
    (interpreter,) = of_unit(unit, "ExecStart")
    asked = [
        f"--uid={of_unit(unit, 'User')[0]}",
        f"--gid={of_unit(unit, 'Group')[0]}",
        f"--working-directory={of_unit(unit, 'WorkingDirectory')[0]}",
        *(f"--setenv={variable}" for variable in of_unit(unit, "Environment")[0].split()),
        *(
            f"--property={name}={of_unit(unit, name)[0]}"
            for name in ("EnvironmentFile", "StateDirectory", "StateDirectoryMode", "UMask")
        ),
        f"{interpreter.partition(' ')[0]} manage.py ",
    ]
    script = DEPLOY / "manage"
    assert [part for part in asked if part not in script.read_text()] == []
    assert os.access(script, os.X_OK)


def test_one_service_builds_the_image_of_all() -> None:
    """Two that build it under one name collide on a machine that has not got it yet."""
    assert len(said(COMPOSE, r"(build:)")) == 1
    assert said(COMPOSE, r"image: (jobboard:\S+)") == ["jobboard:${BOARD_VERSION:-latest}"]
    assert said(COMPOSE, r"pull_policy: (\w+)") == ["never"]


def test_a_missing_variable_of_compose_is_told_with_its_file() -> None:
    needed = dict(re.findall(r"\$\{(\w+):\?([^}]*)\}", COMPOSE))
    assert set(needed) == {"BOARD_HOST", "DATABASE_PASSWORD"}
    for name, message in needed.items():
        assert re.fullmatch(rf"write {name}=.* into deploy/\.env", message)


def test_a_password_of_any_signs_reaches_the_database() -> None:
    assert said(COMPOSE, r"DATABASE_URL: (\S+)") == ["postgres://jobboard@database:5432/jobboard"]
    assert said(COMPOSE, r"POSTGRES_PASSWORD: (\S+)") == ["${DATABASE_PASSWORD}"]


def test_the_image_holds_what_the_board_needs_and_no_board() -> None:
    wanted = {
        line.removeprefix("!")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert {"jobboard", "listings", "roles", "static", "templates", "manage.py"} <= wanted
    assert all((BASE_DIR / path).exists() for path in wanted)
    assert not wanted & {"var", ".venv", "tests", ".git"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, text in UNITS.items():
        program = text.replace("/opt/jobboard/current/.venv/bin/", "/bin/true ")
        (tmp_path / name).write_text(program.replace("/opt/jobboard/current", "/"))
    units = sorted(map(str, tmp_path.iterdir()))
    done = run("systemd-analyze", "verify", *units)
    assert done.stdout + done.stderr == ""


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy here")
def test_caddy_understands_its_file() -> None:
    adapt = ("caddy", "adapt", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile")
    tries = [run(*adapt), run(*adapt, BOARD_BUFFERING="buffer_requests")]  # new and old ones
    assert 0 in {done.returncode for done in tries}, tries


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    made = run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=board"),
        *("-keyout", str(certificate) + ".key", "-out", str(certificate)),
    )
    assert made.returncode == 0, made.stderr
    text = (DEPLOY / "nginx.conf").read_text()
    for path in re.findall(r"/etc/ssl/\S+?(?=;)", text):
        text = text.replace(path, f"{certificate}.key" if "privkey" in path else str(certificate))
    for path in set(re.findall(r"/var/(?:cache|log/nginx)/", text)):  # which a new nginx has
        text = text.replace(path, f"{tmp_path}/")
    (tmp_path / "board.conf").write_text(text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}\n"
        f"http {{ include {tmp_path}/board.conf; }}\n"
    )
    done = run("nginx", "-t", "-c", str(whole))
    assert done.returncode == 0, done.stderr


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
