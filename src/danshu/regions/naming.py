"""Names of divisions: what people leave away, and which steps no address names."""

from __future__ import annotations

import re
from functools import lru_cache

PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 "
    "仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 普米 塔吉克 怒 鄂温克 保安 裕固 独龙 鄂伦春 各"
)
_PEOPLE = "|".join(sorted((f"{name}族?" for name in _PEOPLES.split()), key=len, reverse=True))
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLE})+自治[区州县旗]$")
_KIND = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|林区|矿区|新区|[省市区县盟旗])$")
_TOWN_KIND = re.compile(r"(?:街道办事处|地区办事处|街道|地区|民族乡|[镇乡])$")


@lru_cache(maxsize=8192)
def short_name(name: str, *, town: bool = False) -> str:
    """The name as it is spoken: 广东省 -> 广东, 恩施土家族苗族自治州 -> 恩施, 粤海街道 -> 粤海; at least two characters."""
    shorter = _TOWN_KIND.sub("", name) if town else _AUTONOMOUS.sub("", name)
    if not town and (shorter == name or len(shorter) < 2):
        shorter = _KIND.sub("", name)
    return shorter if len(shorter) >= 2 else name
