"""Secrets of the data folder, addresses of databases."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

from danshu.host import dsn, home, stamps


def test_eight_processes_that_ask_for_a_secret_at_once_get_the_same(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        answers = pool.starmap(home.secret, [(tmp_path, "secret-key")] * 16)

    assert len(set(answers)) == 1
    assert len(answers[0]) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"], "no drafts are left"


def test_an_address_survives_a_round_trip_with_awkward_characters() -> None:
    params = {"user": "a b", "password": "p@ss/:?&单", "host": "/run/some dir", "port": "5432", "dbname": "单枢"}

    assert dsn.parse(dsn.url(params)) == params


def test_an_address_becomes_settings_with_the_rest_in_options() -> None:
    database = dsn.django("postgresql://u:p@db1,db2:5433/shop?sslmode=verify-full&target_session_attrs=read-write")

    assert database["HOST"] == "db1,db2"
    assert database["OPTIONS"] == {"sslmode": "verify-full", "target_session_attrs": "read-write"}


def test_a_step_is_done_again_only_when_a_file_changed(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "made" / "stamp"
    source.write_text("one")
    first = stamps.digest([source])
    assert not stamps.fresh(stamp, first)

    stamps.keep(stamp, first)
    assert stamps.fresh(stamp, stamps.digest([source]))

    source.write_text("two")
    assert not stamps.fresh(stamp, stamps.digest([source]))
