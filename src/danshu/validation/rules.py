"""What administrators may lay down: every entry of a rule checked, each problem beside its field (COM-008)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.identity.queries import unit_choices
from danshu.kit.clock import business_date
from danshu.kit.days import day_problem
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.validation.errors import RuleNameTaken
from danshu.validation.evaluating import TODAY
from danshu.validation.expressions import Unreadable, compiled
from danshu.validation.fields import CUSTOM, day_of, fields_of, number_of
from danshu.validation.hosts import HOSTS, Host, HostField
from danshu.validation.kinds import (
    MESSAGE_LENGTH,
    MOST_VALUES,
    NAME_LENGTH,
    Demand,
    RuleKind,
    Severity,
    ValueType,
)
from danshu.validation.models import Rule
from danshu.validation.presets import PRESETS

SETTINGS = ("preset", "expression", "minimum", "maximum", "when", "when_values", "then", "allowed", "than")


def require_host(kind: str) -> Host:
    """The registered kind of record. Raises NotFound."""
    if kind not in HOSTS:
        raise NotFound
    return HOSTS[kind]


def require_free_name(host: str, name: str, *, besides: int | None = None) -> None:
    """Raise RuleNameTaken when another rule of these records has the name."""
    if Rule.objects.filter(host=host, name=name).exclude(pk=besides or 0).exists():
        raise RuleNameTaken(field="name", name=name)


class Checking:
    """Checks what was given of a rule; what was not given stays as it is stored."""

    def __init__(self, host: Host, given: Mapping[str, Any], row: Rule | None, at: datetime) -> None:
        self.host, self.given, self.row, self.at = host, given, row, at
        self.problems: list[FieldProblem] = []
        self.known: dict[str, HostField] = {each.name: each for each in fields_of(host.kind)}

    def values(self) -> dict[str, Any]:
        """The columns to store. Raises FieldErrors with every problem."""
        found = self._field()
        kind = self._kind(found)
        values: dict[str, Any] = {
            "field": found.name if found else "", "kind": kind or "", "name": self._text("name", NAME_LENGTH, required=True),
            "message": self._text("message", MESSAGE_LENGTH, required=True),
            "message_en": self._text("message_en", MESSAGE_LENGTH), "severity": self._severity(),
            "valid_from": self._valid_from(), "unit_ids": self._units(),
        }  # fmt: skip
        if found is not None and kind is not None:
            values["settings"] = getattr(self, f"_{kind}")(found)
        if self.problems:
            raise FieldErrors(self.problems)
        return values

    def _refuse(self, name: str, code: str, text: str) -> None:
        self.problems.append(FieldProblem(name, code, text))

    def _get(self, name: str, default: Any = "") -> Any:
        if name in self.given:
            return self.given[name] if self.given[name] is not None else default
        if self.row is None:
            return default
        return self.row.settings.get(name, default) if name in SETTINGS else getattr(self.row, name)

    def _text(self, name: str, limit: int, *, required: bool = False) -> str:
        text = " ".join(str(self._get(name)).split())
        if "\x00" in text:
            self._refuse(name, "invalid", _("含有不能保存的控制字符"))
        elif required and not text:
            self._refuse(name, "required", _("填写规则名称") if name == "name" else _("填写提示，录入人会看到它"))
        elif len(text) > limit:
            facts = {"limit": limit, "length": len(text)}
            self._refuse(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)
        return text

    def _field(self) -> HostField | None:
        name = self.row.field if self.row is not None else str(self._get("field"))
        found = self.known.get(name)
        if found is None:
            self._refuse("field", "unknown", _("从列表中选择字段"))
        return found

    def _kind(self, found: HostField | None) -> RuleKind | None:
        given = self.row.kind if self.row is not None else str(self._get("kind"))
        if given not in RuleKind.values:
            self._refuse("kind", "unknown", _("从列表中选择规则类型"))
            return None
        kind = RuleKind(given)
        if found is not None and (text := _misfit(kind, found)):
            self._refuse("kind", "misfit", text)
            return None
        return kind

    def _severity(self) -> str:
        given = str(self._get("severity", Severity.REFUSE))
        if given not in Severity.values:
            self._refuse("severity", "unknown", _("从列表中选择"))
        return given

    def _valid_from(self) -> date:
        given = self._get("valid_from", None)
        day = business_date(self.at) if given in (None, "") else day_of(given)
        if day is None or (problem := day_problem(day)):
            self._refuse("valid_from", "invalid", problem if day is not None else _("日期格式应为 2026-09-18"))
            return business_date(self.at)
        return day

    def _units(self) -> list[int]:
        given = self._get("unit_ids", [])
        chosen = sorted({int(each) for each in given})
        if chosen and not self.host.unit:
            self._refuse("unit_ids", "misfit", _("这类记录不属于哪个组织，规则对所有组织有效"))
        stored = set(self.row.unit_ids) if self.row is not None else set()
        if not {str(each) for each in chosen if each not in stored} <= {key for key, _name in unit_choices()}:
            self._refuse("unit_ids", "unknown", _("从列表中选择有效的组织"))
        return chosen

    # ---- settings by kind
    def _required(self, found: HostField) -> dict[str, Any]:
        return {}

    def _unique(self, found: HostField) -> dict[str, Any]:
        return {}

    def _format(self, found: HostField) -> dict[str, Any]:
        preset, own = str(self._get("preset")), str(self._get("expression")).strip()
        if preset:
            if preset not in PRESETS:
                self._refuse("preset", "unknown", _("从列表中选择"))
            return {"preset": preset}
        try:
            compiled(own)
        except Unreadable as error:
            self._refuse("expression", "invalid", str(error))
        return {"expression": own}

    def _range(self, found: HostField) -> dict[str, Any]:
        limits = {name: self._limit(name, found) for name in ("minimum", "maximum")}
        kept = {name: text for name, text in limits.items() if text}
        if not kept and not any(problem.field in limits for problem in self.problems):
            self._refuse("minimum", "required", _("填写最小值或最大值"))
        elif (
            len(kept) == 2
            and TODAY not in kept.values()
            and _reads(found, kept["minimum"]) > _reads(found, kept["maximum"])
        ):
            self._refuse("maximum", "range", _("最大值不能小于最小值"))
        return kept

    def _limit(self, name: str, found: HostField) -> str:
        text = str(self._get(name)).strip()
        if not text:
            return ""
        if found.type == ValueType.DATE:
            day = None if text == TODAY else day_of(text)
            if text != TODAY and day is None:
                self._refuse(name, "invalid", _("应为日期，例如 2026-09-18，或 today 表示当天"))
                return ""
            return text if day is None else day.isoformat()
        number = number_of(text)
        if number is None:
            self._refuse(name, "invalid", _("应为数字，例如 1,234.50"))
            return ""
        return f"{number:f}"[:40]

    def _dependency(self, found: HostField) -> dict[str, Any]:
        demand, when = str(self._get("then")), self.known.get(str(self._get("when")))
        settings: dict[str, Any] = {"then": demand}
        if demand not in Demand.values:
            self._refuse("then", "required", _("选择条件成立时的要求"))
        if when is None and demand != Demand.LATER:
            self._refuse("when", "required", _("选择作为条件的字段"))
        elif when is not None and when.name == found.name:
            self._refuse("when", "same", _("条件应是另一个字段"))
        elif when is not None:
            settings |= {"when": when.name, "when_values": self._values("when_values", when)}
        if demand == Demand.ONE_OF:
            settings["allowed"] = self._values("allowed", found)
            if not settings["allowed"]:
                self._refuse("allowed", "required", _("填写允许的值，用逗号分开"))
        if demand == Demand.LATER:
            settings["than"] = self._than(found)
        return settings

    def _than(self, found: HostField) -> str:
        than = self.known.get(str(self._get("than")))
        if than is None or than.name == found.name or than.type != found.type or found.type not in (
            ValueType.DATE, ValueType.NUMBER,
        ):  # fmt: skip
            self._refuse("than", "misfit", _("选择同样是日期或同样是数字的另一个字段"))
            return ""
        return than.name

    def _values(self, name: str, found: HostField) -> list[str]:
        """Stored values of what was given by name or code; of a yes or no field 是 and 否."""
        given = self._get(name, [])
        words = re.split(r"[,，、;；\n]", given) if isinstance(given, str) else [str(each) for each in given]
        words = [each.strip() for each in words if each.strip()]
        if len(words) > MOST_VALUES:
            self._refuse(name, "too_many", _("最多 %(limit)s 个值") % {"limit": MOST_VALUES})
        meant = _meanings(found)
        unknown = [each for each in words if meant is not None and each.casefold() not in meant]
        if unknown:
            self._refuse(name, "unknown", _("没有这个选项：%(value)s") % {"value": unknown[0][:50]})
        return [each if meant is None else meant.get(each.casefold(), each) for each in dict.fromkeys(words)]


def _misfit(kind: RuleKind, found: HostField) -> str:
    """Why a field cannot have a rule of this kind; "" when it can."""
    is_custom = found.name.startswith(CUSTOM)
    if kind == RuleKind.UNIQUE and not (found.is_indexed or (is_custom and found.type == ValueType.TEXT)):
        return _("这个字段的值不能要求唯一")
    if kind == RuleKind.FORMAT and found.type != ValueType.TEXT:
        return _("只有文本字段有格式")
    if kind == RuleKind.RANGE and found.type in (ValueType.CHOICE, ValueType.BOOLEAN):
        return _("只有数字、日期和文本（字数）有范围")
    return ""


def _meanings(found: HostField) -> dict[str, str] | None:
    """What can be typed, to what is stored; None where anything can."""
    if found.type == ValueType.BOOLEAN:
        return {"是": "1", "yes": "1", "1": "1", "true": "1", "否": "0", "no": "0", "0": "0", "false": "0"}
    if found.options is None:
        return None
    options: Sequence[tuple[str, str]] = found.options()
    return {str(name).casefold(): key for key, name in options} | {key.casefold(): key for key, _name in options}


def _reads(found: HostField, text: str) -> Any:
    return day_of(text) if found.type == ValueType.DATE else number_of(text)
