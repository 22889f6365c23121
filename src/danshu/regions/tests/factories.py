"""A small edition of the divisions, with each peculiarity of the large one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from danshu.kit.actor import Actor
from danshu.regions.operations.take_divisions import take_divisions
from danshu.regions.taking import Taken

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)

NAMES: dict[str, str] = {
    "11": "北京市", "1101": "市辖区", "110105": "朝阳区", "110105001": "建外街道", "110108": "海淀区",
    "22": "吉林省", "2201": "长春市", "220104": "朝阳区",
    "32": "江苏省", "3201": "南京市", "320102": "玄武区",
    "33": "浙江省", "3301": "杭州市", "330106": "西湖区", "330106002": "西溪街道", "330110": "余杭区",
    "41": "河南省", "4190": "省直辖县级行政区划", "419001": "济源市", "419001001": "济源市沁园街道",
    "42": "湖北省", "4228": "恩施土家族苗族自治州", "422801": "恩施市",
    "44": "广东省", "4401": "广州市", "440106": "天河区",
    "4403": "深圳市", "440305": "南山区", "440305001": "南头街道", "440305007": "粤海街道", "440306": "宝安区",
    "4419": "东莞市", "441900": "东莞市", "441900003": "东城街道",
    "4420": "中山市", "442000": "中山市", "442000001": "石岐街道",
    "50": "重庆市", "5001": "市辖区", "500103": "渝中区", "5002": "县", "500229": "城口县",
}  # fmt: skip


def tree_of(names: dict[str, str]) -> list[dict[str, Any]]:
    """The nested form in which editions are published."""
    lengths = {2: 0, 4: 2, 6: 4, 9: 6}
    nodes: dict[str, dict[str, Any]] = {
        code: {"code": code, "name": name, "children": []} for code, name in names.items()
    }
    for code, node in nodes.items():
        if above := code[: lengths[len(code)]]:
            nodes[above]["children"].append(node)
    return [node for code, node in nodes.items() if len(code) == 2]


def take_names(folder: Path, names: dict[str, str] = NAMES, *, at: datetime = NOON) -> Taken:
    """Take an edition of these names over."""
    path = folder / "tree.json"
    path.write_text(json.dumps(tree_of(names), ensure_ascii=False), encoding="utf-8")
    return Taken(**take_divisions(path=str(path), source="示例", actor=Actor.system(), at=at))


def without(*codes: str, **renamed: str) -> dict[str, str]:
    """The edition without these divisions, and others under new names (c440305="新名区")."""
    names = {code: name for code, name in NAMES.items() if not code.startswith(codes)} if codes else dict(NAMES)
    return names | {code.removeprefix("c"): name for code, name in renamed.items()}
