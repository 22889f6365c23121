"""Editions of the divisions: taken over once, renamed and retired with their history, never half."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from danshu.access.tests.factories import actor_of
from danshu.audit.models import AuditEntry
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.regions import delivered
from danshu.regions.errors import EditionUnreadable, EditionUnsound
from danshu.regions.models import Division, Edition, FormerName
from danshu.regions.operations.take_divisions import take_divisions
from danshu.regions.queries import choices_of, current_place, find, is_known, place_of
from danshu.regions.tests.factories import NAMES, NOON, take_names, tree_of, without

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=400)


def test_an_edition_is_taken_over_once(tmp_path: Path) -> None:
    first, again = take_names(tmp_path), take_names(tmp_path, at=LATER)

    assert (first.size, first.added, first.renamed, first.retired) == (len(NAMES), len(NAMES), 0, 0)
    assert (again.edition_id, again.size, again.added) == (None, len(NAMES), 0)
    assert (Division.objects.count(), Edition.objects.count()) == (len(NAMES), 1)


def test_a_new_name_keeps_the_old_one_as_history(tmp_path: Path) -> None:
    take_names(tmp_path)

    taken = take_names(tmp_path, without(c440305="南山新区"), at=LATER)

    assert (taken.added, taken.renamed, taken.retired) == (0, 1, 0)
    assert Division.objects.get(pk="440305").name == "南山新区"
    assert list(FormerName.objects.values_list("division_id", "name", "until")) == [("440305", "南山区", LATER)]


def test_a_missing_division_retires_and_stays_readable(tmp_path: Path) -> None:
    take_names(tmp_path)

    taken = take_names(tmp_path, without("4403"), at=LATER)

    assert taken.retired == 5
    assert current_place("440305007") is None
    assert find("深圳") == []
    assert "4403" not in {choice.code for choice in choices_of("44")}
    old = place_of("440305007")
    assert old is not None
    assert old.names == ["广东省", "深圳市", "南山区", "粤海街道"]


def test_a_division_that_comes_back_can_be_chosen_again(tmp_path: Path) -> None:
    take_names(tmp_path)
    take_names(tmp_path, without("440305"), at=LATER)

    taken = take_names(tmp_path, at=LATER + timedelta(days=1))

    assert (taken.added, taken.returned) == (0, 3)
    assert Division.objects.filter(retired_at__isnull=False).count() == 0
    assert current_place("440305") is not None


def test_an_edition_without_streets_says_nothing_about_streets(tmp_path: Path) -> None:
    take_names(tmp_path)

    taken = take_names(tmp_path, {code: name for code, name in NAMES.items() if len(code) < 9}, at=LATER)

    assert taken.retired == 0
    assert Division.objects.get(pk="440305007").retired_at is None


def test_files_as_they_are_published_are_read(tmp_path: Path) -> None:
    heads = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9}
    for name, length in heads.items():
        lines = [f'{code},"{text}",x' for code, text in NAMES.items() if len(code) == length]
        (tmp_path / f"{name}.csv").write_text("\n".join(["code,name,more", *lines]), encoding="utf-8")
    (tmp_path / "HK-MO-TW.json").write_text(json.dumps({"香港特别行政区": {"九龙": ["油尖旺区"]}}), encoding="utf-8")

    call_command("import_divisions", str(tmp_path), "--dry-run")
    assert Division.objects.count() == 0
    call_command("import_divisions", str(tmp_path))

    assert Division.objects.count() == len(NAMES) + 1
    assert Division.objects.get(pk="81").name == "香港特别行政区"
    assert AuditEntry.objects.filter(operation="regions.take_divisions").count() == 1


@pytest.mark.parametrize(
    ("names", "told"),
    [({"11": "北京市", "110105": "朝阳区"}, "110105"), ({"11": ""}, "11"), ({"1x": "北京市"}, "1x")],
    ids=["nothing above it", "no name", "no code"],
)
def test_what_contradicts_itself_is_refused_whole(tmp_path: Path, names: dict[str, str], told: str) -> None:
    rows = [{"code": code, "name": name} for code, name in names.items()]
    (tmp_path / "tree.json").write_text(json.dumps(rows), encoding="utf-8")

    with pytest.raises(EditionUnsound) as refusal:
        take_divisions(path=str(tmp_path / "tree.json"), actor=Actor.system(), at=NOON)

    assert told in str(refusal.value)
    assert (Division.objects.count(), Edition.objects.count()) == (0, 0)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{]", b'[{"name": "x"}]'], ids=["bytes", "no json", "no code"])
def test_what_is_no_edition_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tree.json").write_bytes(content)

    with pytest.raises(EditionUnreadable):
        take_divisions(path=str(tmp_path / "tree.json"), actor=Actor.system(), at=NOON)

    assert Division.objects.count() == 0


def test_only_who_may_loads_an_edition(tmp_path: Path) -> None:
    (tmp_path / "tree.json").write_text(json.dumps(tree_of(NAMES)), encoding="utf-8")

    with pytest.raises(Forbidden):
        take_divisions(path=str(tmp_path / "tree.json"), actor=actor_of(make_user()), at=NOON)

    assert Division.objects.count() == 0


def test_divisions_are_never_deleted(divisions: None) -> None:
    with pytest.raises(DatabaseError, match="division"), transaction.atomic():
        Division.objects.filter(pk="440305007").delete()


def test_the_delivered_edition_fills_empty_tables_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivered, "FOLDER", tmp_path)
    assert delivered.deliver(at=NOON) == 0  # the files are not there: addresses stay free text
    assert not is_known()

    (tmp_path / "provinces.csv").write_text('code,name\n44,"广东省"\n', encoding="utf-8")
    assert delivered.deliver(at=NOON) == 1
    assert is_known()
    (tmp_path / "provinces.csv").write_text('code,name\n33,"浙江省"\n', encoding="utf-8")

    assert delivered.deliver(at=LATER) == 0
    assert list(Division.objects.values_list("pk", flat=True)) == ["44"]
