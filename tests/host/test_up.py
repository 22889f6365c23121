"""`danshu up` in a folder of its own: start, kill everything, start again, stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from danshu.entry.up import health
from danshu.host.children import wait_until
from danshu.host.cluster import process_alive
from danshu.host.postgres import EmbeddedPostgres
from tests.faults.freezing import AT_A_TIME, ask, ask_together, family, tell

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole product")]
NOT_INHERITED = ("DATABASE_URL", "DANSHU_TEST_SERVER", "DANSHU_SECRET_KEY", "DANSHU_PROCESS", "DJANGO_SETTINGS_MODULE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Product:
    """`danshu up` as a person starts it."""

    def __init__(self, home: Path):
        self.home, self.port = home, free_port()
        self.output = ""
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it, wait until it says that it is ready; return the seconds that took."""
        environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        environment |= {"DANSHU_HOME": str(self.home), "DANSHU_PORT": str(self.port), "DANSHU_DEMO": "0"}
        begun = time.monotonic()
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "danshu.entry.cli", "up"], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert wait_until(lambda: "is ready" in self.output or self.process.poll() is not None, 300), self.output
        assert "is ready" in self.output, self.output
        return time.monotonic() - begun

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self.output += line

    def processes(self) -> set[int]:
        """The ids of everything it started and itself, without the database server's own children."""
        found = {self.process.pid}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, rest = status.read_text().split(" ", 1)
            except OSError:
                continue
            if int(rest.rpartition(")")[2].split()[1]) in found:
                found.add(int(pid))
        return found

    def server_pid(self) -> int:
        return int(next(self.home.glob("pg*/postmaster.pid")).read_text().split()[0])

    def ended(self) -> int:
        code = self.process.wait(120)
        self.reader.join(10)
        return code


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One data folder for the tests here: only the first start has to build the tables."""
    path = Path(tempfile.mkdtemp(prefix="danshu-up-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def product(home: Path) -> Iterator[Product]:
    made = Product(home)
    yield made
    tell(family(made.server_pid()), signal.SIGCONT) if list(home.glob("pg*/postmaster.pid")) else None
    if made.process.poll() is None:
        made.process.send_signal(signal.SIGINT)
        made.ended()
    server = EmbeddedPostgres(home)  # stops what a killed start has left
    server.acquire()
    server.release()


@pytest.mark.spec("SYS-001")
def test_it_starts_survives_the_kill_of_everything_and_stops(product: Product) -> None:
    product.start()
    assert health(product.address)["status"] == "ok"
    owner = product_owner(product)
    with psycopg.connect(owner) as connection:
        connection.execute("create table told (n int)")
        connection.execute("insert into told values (42)")
        people = (
            "select distinct usename from pg_stat_activity where application_name in ('danshu-web', 'danshu-worker')"
        )
        assert connection.execute(people).fetchall() == [("danshu_app",)], "web and worker are not the owner"

    victims = {*product.processes(), product.server_pid()}
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    product.ended()
    assert wait_until(lambda: not any(map(process_alive, victims)), 30)

    again = product.start()
    assert "database migrated" not in product.output, "nothing changed, nothing is prepared again"
    assert health(product.address)["status"] == "ok"
    with psycopg.connect(owner) as connection:
        assert connection.execute("select n from told").fetchall() == [(42,)]
    assert again < 90, "a benchmark elsewhere says how fast; here it must only not hang"

    victims = {*product.processes(), product.server_pid()}
    product.process.send_signal(signal.SIGINT)
    assert product.ended() == 0
    assert "nothing is running any more" in product.output
    assert not any(map(process_alive, victims))


def test_a_killed_supervisor_leaves_nothing_that_blocks_the_next_start(product: Product) -> None:
    product.start()
    children = product.processes() - {product.process.pid}
    product.process.kill()
    product.ended()

    assert wait_until(lambda: not any(map(process_alive, children)), 60)
    product.start()
    assert health(product.address)["database"] == "ok"


def test_a_second_start_in_the_same_folder_is_refused_with_a_sentence(product: Product) -> None:
    product.start()
    environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
    environment |= {"DANSHU_HOME": str(product.home), "DANSHU_PORT": str(free_port())}
    second = subprocess.run([sys.executable, "-m", "danshu.entry.cli", "up"], env=environment, text=True,
                            capture_output=True)  # fmt: skip

    assert second.returncode == 1
    assert second.stderr == f"danshu: Danshu is already running with the data in {product.home}\n"


def product_owner(product: Product) -> str:
    """The owner's address, as a person with access to the folder finds it."""
    server = EmbeddedPostgres(product.home)
    address = server.acquire()
    server.release()
    return address


@pytest.mark.spec("FI-12", "FI-19")
def test_requests_to_a_frozen_database_answer_503_in_time_and_the_pool_heals_when_it_goes_on(product: Product) -> None:
    product.start()
    assert ask(product.address, "/first-start/")[0] == 200
    web, server = product.processes(), family(product.server_pid())
    tell(server, signal.SIGSTOP)

    first = ask_together(product.address)
    assert len(first) == AT_A_TIME, "somebody still waits"
    assert {(status, hint) for status, hint, _time in first} == {(503, "3")}
    assert max(seconds for *_answer, seconds in first) < 40, first
    # from now on it is known: nobody waits as long again
    later = ask_together(product.address)
    assert {(status, hint) for status, hint, _time in later} == {(503, "3")}
    assert max(seconds for *_answer, seconds in later) < 20, later

    tell(server, signal.SIGCONT)
    assert wait_until(lambda: ask(product.address, "/first-start/")[0] == 200, 15)
    assert {status for status, *_rest in ask_together(product.address)} <= {200, 503}
    assert wait_until(
        lambda: all(status == 200 for status, *_rest in [ask(product.address, "/first-start/") for _try in range(8)]),
        15,
    )
    assert len(product.processes() & web) == len(web), "nothing had to be started again"
