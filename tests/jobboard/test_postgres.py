"""The embedded server: it starts, survives and stops as `jobboard.postgres` promises."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from jobboard.postgres import Address, PostgresError, Server
from jobboard.postgres.account import (
    INSTALLATION,
    POINTER,
    Account,
    namespaced,
    package_folder,
    unprivileged,
)
from jobboard.postgres.data_folder import find_postmaster, prepare, socket_folder
from tests.processes import wait_for

ROOT = Path(__file__).parents[2]
PROGRAMS = package_folder() / INSTALLATION / "bin"
CLIENT = """
import sys
from pathlib import Path
from jobboard.postgres import ensure_running
address = ensure_running(Path(sys.argv[1]))
print(address.host, flush=True)
sys.stdin.read()
"""
is_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty data folder to copy, since making one takes longest."""
    folder = tmp_path_factory.mktemp("made-once")
    yield data_of(folder)
    remove_what_is_kept_elsewhere(folder)


def remove_what_is_kept_elsewhere(folder: Path) -> None:
    """Where namespaces are forbidden, data lies outside of the test's folder."""
    for pointer in folder.rglob(POINTER):
        shutil.rmtree(pointer.read_text())


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_what_is_kept_elsewhere(tmp_path)


@pytest.fixture
def var(tmp_path: Path, made_once: Path) -> Path:
    """A board's folder whose database is empty."""
    return with_data(tmp_path / "var", made_once)


def with_data(var: Path, made_once: Path) -> Path:
    """Copy the data, unless an unprivileged user must keep it: then it is made when needed."""
    if made_once.parent.name == "postgres":
        shutil.copytree(made_once, var / "postgres" / "data")
    return var


def data_of(var: Path) -> Path:
    """The folder's data, made if need be, wherever it is kept."""
    return prepare(Server(var).account)


@pytest.fixture
def start() -> Iterator[Callable[[Path], Server]]:
    """Start the server of a folder in this process; it is stopped after the test."""
    servers: list[Server] = []

    def start_one(var: Path) -> Server:
        servers.append(Server(var))
        servers[-1].ensure_running()
        return servers[-1]

    yield start_one
    for server in servers:
        server.leave()


@contextlib.contextmanager
def other_process(var: Path, script: str = CLIENT) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until it is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(var)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.communicate()


def wait_until_up(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline()


def connect(address: Address) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        dbname=address.database,
        autocommit=True,
    )


def value(address: Address, query: str) -> object:
    with connect(address) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def pid(server: Server) -> int:
    found = find_postmaster(server.account.home / "data")
    assert found is not None
    return found.pid


def is_stopped(server: Server) -> bool:
    return find_postmaster(server.account.home / "data") is None


def kill(server: Server) -> None:
    number = pid(server)
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: is_stopped(server))


def test_a_new_folder_gets_an_empty_database(tmp_path: Path, start: Callable) -> None:
    address = start(tmp_path / "var").ensure_running()
    assert value(address, "SELECT current_database()") == "jobboard"
    assert value(address, "SELECT datlocale FROM pg_database WHERE datlocprovider = 'b'") == (
        "C.UTF-8"
    )
    assert value(address, "SHOW jit") == "off"


@pytest.mark.slow
def test_only_the_owner_can_reach_data_and_socket(var: Path, start: Callable) -> None:
    server = start(var)
    address = server.ensure_running()
    assert value(address, "SHOW listen_addresses") == ""
    for folder in (server.home, data_of(var), Path(address.host)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid in {os.geteuid(), server.account.owner}


@pytest.mark.slow
def test_a_second_start_finds_the_first(var: Path, start: Callable) -> None:
    first, second = start(var), start(var)
    assert first.ensure_running() == second.ensure_running()
    assert pid(first) == pid(second)


@pytest.mark.slow
def test_starts_at_the_same_moment_make_one_server(tmp_path: Path, start: Callable) -> None:
    var = tmp_path / "new"
    with contextlib.ExitStack() as stack:
        for process in [stack.enter_context(other_process(var)) for _ in range(4)]:
            wait_until_up(process)
        assert value(start(var).ensure_running(), "SELECT 1") == 1


@pytest.mark.slow
def test_whoever_started_it_leaves_it_to_the_others(var: Path) -> None:
    second = Server(var)
    with other_process(var) as first:
        wait_until_up(first)
        second.ensure_running()
        number = pid(second)
    assert pid(second) == number, "the first client's end must not stop it"
    assert second.leave()
    assert is_stopped(second)


def test_a_killed_client_holds_nothing_back(var: Path, start: Callable) -> None:
    server = start(var)
    with other_process(var) as other:
        wait_until_up(other)
        assert not server.leave()
        server.ensure_running()
        other.kill()
        other.wait()
        assert server.leave()


def test_the_last_process_stops_it_at_its_end(var: Path) -> None:
    with other_process(var) as only:
        wait_until_up(only)
    assert is_stopped(Server(var))


@pytest.mark.slow
def test_a_forked_worker_that_outlives_its_master_stops_it(var: Path) -> None:
    script = CLIENT.replace(
        "print(address",
        "if os.fork(): os._exit(0)\nensure_running(Path(sys.argv[1]))\nprint(address",
    )
    with other_process(var, "import os" + script) as master:
        wait_until_up(master)
        assert not is_stopped(Server(var))
    wait_for(lambda: is_stopped(Server(var)))


def test_ctrl_c_does_not_reach_the_server(var: Path, start: Callable) -> None:
    server = start(var)
    assert os.getsid(pid(server)) != os.getsid(0)


@pytest.mark.slow
def test_a_killed_server_comes_back_with_all_data(var: Path, start: Callable) -> None:
    server = start(var)
    with connect(server.ensure_running()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kill(server)
    assert value(server.ensure_running(), "SELECT answer FROM kept") == 42


def test_the_number_of_a_killed_server_may_be_anothers_by_now(var: Path, start: Callable) -> None:
    data = data_of(var)
    marks = f"{os.getpid()}\n{data}\n1\n5432\n{data.parent}\n\n0 0\nready\n"
    (data / "postmaster.pid").write_text(marks)
    (data.parent / ".s.PGSQL.5432.lock").write_text(marks)
    assert value(start(var).ensure_running(), "SELECT 1") == 1


@pytest.mark.slow
def test_a_start_killed_half_way_is_begun_again(tmp_path: Path, start: Callable) -> None:
    half = Server(tmp_path / "var").account.home / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    assert value(start(tmp_path / "var").ensure_running(), "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x" * 120, "a board, and another", 'quoted "board" $HOME `id`'])
def test_any_path_will_do(name: str, tmp_path: Path, made_once: Path, start: Callable) -> None:
    var = with_data(tmp_path / name, made_once)
    assert value(start(var).ensure_running(), "SELECT 1") == 1


def test_a_strangers_socket_folder_is_refused(tmp_path: Path) -> None:
    account = Account(tmp_path / ("x" * 120), PROGRAMS)
    folder = socket_folder(account)
    try:
        folder.chmod(0o777)
        with pytest.raises(PostgresError, match="only we can enter"):
            socket_folder(account)
        folder.rmdir()
        folder.symlink_to(tmp_path)
        with pytest.raises(PostgresError, match="only we can enter"):
            socket_folder(account)
    finally:
        folder.unlink()


@pytest.mark.slow
def test_data_of_another_version_is_refused_and_kept(var: Path) -> None:
    version = data_of(var) / "PG_VERSION"
    version.write_text("17\n")
    before = sorted(path.name for path in version.parent.iterdir())
    with pytest.raises(
        PostgresError, match=r"PostgreSQL 17.*make backup.*make restore FILE="
    ) as no:
        Server(var).ensure_running()
    assert str(version.parent) in str(no.value)
    assert sorted(path.name for path in version.parent.iterdir()) == before


def test_a_server_that_cannot_start_shows_its_last_words(var: Path) -> None:
    with (data_of(var) / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(PostgresError, match=r"no_such_setting[\s\S]*server\.log"):
        Server(var).ensure_running()


@is_root
def test_a_folder_of_another_user_is_refused(var: Path) -> None:
    (var / "postgres").mkdir(parents=True, exist_ok=True)
    os.chown(var / "postgres", 1, 1)
    with pytest.raises(PostgresError, match="belongs to another user"):
        Server(var)


@is_root
def test_root_needs_no_other_user_where_namespaces_are_allowed(tmp_path: Path) -> None:
    account = namespaced(tmp_path, PROGRAMS)
    if account is None:
        pytest.skip("user namespaces are forbidden here")
    status, said = account.run("postgres", "--version")
    assert (status, account.user) == (0, None), said


@pytest.mark.slow
@is_root
def test_where_namespaces_are_forbidden_an_unprivileged_user_keeps_the_data(
    capfd: pytest.CaptureFixture[str], start: Callable
) -> None:
    with tempfile.TemporaryDirectory(prefix="jobboard-test-") as place:
        base, home = Path(place), Path(place) / "var" / "postgres"
        base.chmod(0o755)  # as /var/lib is
        home.mkdir(mode=0o700, parents=True)
        account = unprivileged(home, base)
        assert f"in {account.home}" in capfd.readouterr().err
        server = start(home.parent)
        assert server.account == account, "it stays where it began"
        assert value(server.ensure_running(), "SELECT 1") == 1
        assert (account.home / "data").stat().st_uid == account.user
        assert server.leave()


def test_programs_in_a_folder_that_the_namespace_cannot_enter_are_noticed(tmp_path: Path) -> None:
    assert namespaced(tmp_path, tmp_path / "nowhere") is None
