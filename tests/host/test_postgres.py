"""The embedded server is started once, shared, adopted, and loses nothing when anything is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from danshu.host.cluster import process_alive
from danshu.host.errors import HostError
from danshu.host.postgres import EmbeddedPostgres

Make = Callable[..., EmbeddedPostgres]
HOLDER = """
import sys, time
from pathlib import Path
from danshu.host.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.acquire()
print("ready", flush=True)
time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    """Kill it as hard as possible."""
    process.kill()
    process.communicate()


def server_pid(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


@pytest.mark.slow
def test_the_last_user_stops_the_server_and_a_new_start_finds_the_rows(server: Make) -> None:
    first = server(durable=False)
    with psycopg.connect(first.acquire()) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    pid = server_pid(first)

    assert first.release() is True
    assert not process_alive(pid)

    with psycopg.connect(server(durable=False).acquire()) as connection:
        assert connection.execute("select n from kept").fetchall() == [(7,)]


@pytest.mark.slow
def test_two_processes_share_one_server_and_a_killed_one_holds_nothing(server: Make, folder: Path) -> None:
    other = holder(folder)
    mine = server(durable=False)
    mine.acquire()
    pid = server_pid(mine)

    assert mine.release() is False, "the other process still uses it"
    assert process_alive(pid)

    kill(other)
    mine.acquire()
    assert server_pid(mine) == pid, "the running server is adopted"
    assert mine.release() is True
    assert not process_alive(pid)


@pytest.mark.slow
def test_six_processes_that_start_at_once_share_one_server(server: Make, folder: Path) -> None:
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    try:
        assert [process.stdout.readline() for process in holders if process.stdout] == ["ready\n"] * 6
        mine = server(durable=False)
        with psycopg.connect(mine.acquire()) as connection:
            assert connection.execute("select count(*) from pg_database where datname = 'danshu'").fetchone() == (1,)
    finally:
        for process in holders:
            kill(process)


@pytest.mark.slow
def test_a_killed_server_is_healed_and_committed_rows_are_there(server: Make) -> None:
    mine = server()
    address = mine.acquire()
    with psycopg.connect(address) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept select generate_series(1, 1000)")
    assert mine.heal() is False, "nothing to do while it lives"
    killed = server_pid(mine)
    os.kill(killed, signal.SIGKILL)
    end = time.monotonic() + 10
    while process_alive(killed) and time.monotonic() < end:
        time.sleep(0.05)

    assert mine.heal() is True

    with psycopg.connect(address, connect_timeout=10) as connection:
        assert connection.execute("select count(*), sum(n) from kept").fetchone() == (1000, 500500)


@pytest.mark.slow
def test_a_server_without_fsync_is_not_shared_with_somebody_who_needs_safety(server: Make) -> None:
    fast = server(durable=False)
    fast.acquire()

    with pytest.raises(HostError, match="runs without fsync"):
        server(durable=True).acquire()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another account")
def test_data_of_a_private_folder_lives_where_the_account_can_reach_it(folder: Path) -> None:
    (folder / "private").mkdir(mode=0o700)
    home = folder / "private" / "home"
    server = EmbeddedPostgres(home, durable=False)
    try:
        server.acquire()
        place = server.data.parent
        assert not place.is_relative_to(folder)
        assert (folder / "private").stat().st_mode & 0o077 == 0, "nobody's folder was opened"
    finally:
        server.release()
    subprocess.run(["rm", "-rf", "--", str(place)], check=True)


@pytest.mark.slow
def test_an_interrupted_initialisation_is_done_again(server: Make, folder: Path) -> None:
    mine = server(durable=False)
    mine.acquire()
    data = mine.data
    mine.release()
    (data / "danshu.conf").unlink()  # what an initdb that was killed lacks

    with psycopg.connect(server(durable=False).acquire()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
