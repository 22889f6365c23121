"""FI-12: a connection is given up when the server stands still without dying. The product: tests/host/test_up.py."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest

from danshu.entry.patience import BRIEF, NoAnswer, PatientConnection, patient_for
from danshu.host.postgres import EmbeddedPostgres
from tests.faults.freezing import family, tell

pytestmark = pytest.mark.slow


@pytest.mark.spec("FI-12")
def test_a_connection_is_given_up_after_the_limit_and_an_answer_ends_the_alarm(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    server = EmbeddedPostgres(tmp_path, durable=False, connections=10)
    address = server.acquire()
    pids: set[int] = set()
    try:
        kind = patient_for(1_000)
        with kind.connect(address, autocommit=True) as quick, psycopg.connect(address, autocommit=True) as patient:
            quick.execute("select pg_sleep(1.5)")  # within the limit, and an answer
            assert PatientConnection.stands_still is False
            with pytest.raises(psycopg.errors.DivisionByZero):
                quick.execute("select 1/0")
            other = kind.connect(address, autocommit=True)
            pids = family(int((server.data / "postmaster.pid").read_text().split()[0]))
            tell(pids, signal.SIGSTOP)

            begun = time.monotonic()
            with pytest.raises(NoAnswer):
                quick.execute("select 1")
            assert 1.9 < time.monotonic() - begun < 6
            assert (quick.closed, PatientConnection.stands_still) == (True, True)
            begun = time.monotonic()
            with pytest.raises(NoAnswer):
                other.execute("select 1")
            assert time.monotonic() - begun < BRIEF + 3

            # the negative control: without the limit it waits until the server goes on
            waiting = threading.Thread(target=lambda: patient.execute("select 1"), daemon=True)
            waiting.start()
            waiting.join(3)
            assert waiting.is_alive()
            tell(pids, signal.SIGCONT)
            waiting.join(10)
            assert not waiting.is_alive()
        with kind.connect(address, autocommit=True) as again:
            assert again.execute("select 1").fetchone() == (1,)
        assert PatientConnection.stands_still is False
    finally:
        tell(pids, signal.SIGCONT)
        server.release()
