"""What a field must look like before it is stored (COM-008, CUS-024)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField, Option
from danshu.custom_fields.errors import FieldRetired, LabelTaken
from danshu.custom_fields.hosts import HOSTS, Host, kinds_of
from danshu.custom_fields.kinds import (
    CAN_BE_FOUND,
    CAN_BE_UNIQUE,
    LISTS,
    NOTE_LENGTH,
    NUMBERS,
    OPTION_LENGTH,
    TEXT_LENGTH,
    TEXTS,
    TITLE_LENGTH,
    WITH_PLACES,
    FieldKind,
)
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.understanding import is_empty, understand
from danshu.dictionaries.registry import DICTIONARIES
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LENGTHS = {"label": TITLE_LENGTH, "label_en": 40, "help_text": 200, "section": 30, "remark": 500, "pattern": 60}
MOST_FIELDS, MOST_OPTIONS = 100, 200
# what an edit may change; host, code and type stay for good
CHANGEABLE = (
    "label", "label_en", "help_text", "section", "dictionary", "options", "is_required", "is_unique", "is_searchable", "is_printed",
    "places", "minimum", "maximum", "max_length", "pattern", "default_value", "view_roles", "edit_roles", "remark",
)  # fmt: skip


class Checking:
    """The entries of one field, checked together: every problem is told at once."""

    def __init__(self, host: Host, kind: FieldKind, given: Mapping[str, Any], current: FieldDefinition | None) -> None:
        self.host, self.kind, self.given, self.current = host, kind, given, current
        self.problems: list[FieldProblem] = []

    def wrong(self, name: str, code: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(FieldProblem(name, code, text))

    def values(self) -> dict[str, Any]:
        """The columns to store. Raises FieldErrors."""
        made: dict[str, Any] = {name: self._text(name, limit) for name, limit in LENGTHS.items()}
        made |= {
            name: bool(self._of(name, False)) for name in ("is_required", "is_unique", "is_searchable", "is_printed")
        }
        made |= {name: sorted(set(self._of(name, []) or [])) for name in ("view_roles", "edit_roles")}
        made |= self._limits()
        made["dictionary"] = self._dictionary()
        made["options"] = [] if made["dictionary"] else self._options()
        self._agree(made)
        made["default_value"] = None if self.problems else self._default(made)
        if self.problems:
            raise FieldErrors(self.problems)
        return made

    def _of(self, name: str, otherwise: Any) -> Any:
        if name in self.given:
            return self.given[name]
        return getattr(self.current, name) if self.current is not None else otherwise

    def _text(self, name: str, limit: int) -> str:
        text = str(self._of(name, "") or "").strip()
        if len(text) > limit:
            facts = {"limit": limit, "length": len(text)}
            self.wrong(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)
        if name == "label" and not text:
            self.wrong(name, "required", _("填写标题"))
        if any(ord(sign) < 32 for sign in text):
            self.wrong(name, "invalid", _("含有不能保存的控制字符"))
        return text

    def _limits(self) -> dict[str, Any]:
        low, high = (self._exact(name) for name in ("minimum", "maximum"))
        if low is not None and high is not None and low > high:
            self.wrong("maximum", "order", _("最大值不能小于最小值"))
        places = self._whole("places", 0, 6) or 0
        most = NOTE_LENGTH if self.kind == FieldKind.NOTE else TEXT_LENGTH
        return {
            "minimum": low, "maximum": high if self.kind in NUMBERS else None,
            "places": places if self.kind in WITH_PLACES else 0,
            "max_length": self._whole("max_length", 1, most) if self.kind in TEXTS else None,
        }  # fmt: skip

    def _exact(self, name: str) -> Decimal | None:
        raw = self._of(name, None)
        if is_empty(raw) or self.kind not in NUMBERS | TEXTS:
            return None
        try:
            number = Decimal(str(raw))
            if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
                raise InvalidOperation
        except InvalidOperation:
            self.wrong(name, "invalid", _("应为数字，例如 1,234.50"))
            return None
        return number

    def _whole(self, name: str, low: int, high: int) -> int | None:
        raw = self._of(name, None)
        if is_empty(raw):
            return None
        text = str(raw)
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):
            self.wrong(name, "range", _("应为 %(low)s 到 %(high)s 之间的整数") % {"low": low, "high": high})
            return None
        return int(text)

    def _dictionary(self) -> str:
        code = str(self._of("dictionary", "") or "")
        if code and (self.kind != FieldKind.CHOICE or code not in DICTIONARIES):
            self.wrong("dictionary", "unknown", _("从列表中选择"))
        return code

    def _options(self) -> list[dict[str, Any]]:
        if self.kind not in LISTS:
            return []
        before = list(self.current.options) if self.current is not None else []
        if "options" not in self.given:
            return before
        return options_of(self.given["options"] or [], before, self.wrong)

    def _agree(self, made: dict[str, Any]) -> None:
        """What goes together with the type, and what follows from each other."""
        if made["is_unique"] and self.kind not in CAN_BE_UNIQUE:
            self.wrong("is_unique", "kind", _("这种类型不能要求唯一"))
        if made["is_searchable"] and self.kind not in CAN_BE_FOUND:
            self.wrong("is_searchable", "kind", _("多行文本不能作为筛选条件"))
        made["is_searchable"] = made["is_searchable"] or made["is_unique"]
        if made["pattern"] and self.kind != FieldKind.TEXT:
            self.wrong("pattern", "kind", _("只有文本可以规定格式"))

    def _default(self, made: Mapping[str, Any]) -> Any:
        raw = self._of("default_value", None)
        if is_empty(raw):
            return None
        trial = CustomField(
            id=0, host=self.host.kind, code="x", label_zh=made["label"], kind=self.kind, dictionary=made["dictionary"],
            options=tuple(Option(**each) for each in made["options"]), places=made["places"], minimum=made["minimum"],
            maximum=made["maximum"], max_length=made["max_length"], pattern=made["pattern"],
        )  # fmt: skip
        try:
            return understand(trial, raw)
        except ValueError as error:
            self.wrong("default_value", "invalid", str(error.args[0]))
            return None


def options_of(
    given: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], wrong: Any
) -> list[dict[str, Any]]:
    """The list as it is to be stored, in the given order; an option that is not given any more is invalidated.

    given: name, name_en, remark, is_valid and, of a stored one, its code. Problems go to wrong(name, code, text).
    """
    known = {each["code"]: each for each in before}
    number = max((int(code[1:]) for code in known if code[1:].isdecimal()), default=0)
    made: list[dict[str, Any]] = []
    for index, each in enumerate(given):
        code = str(each.get("code") or "")
        if code not in known:
            number += 1
            code = f"o{number}"
        option = {
            "code": code, "name": str(each.get("name") or "").strip(), "name_en": str(each.get("name_en") or "").strip(),
            "remark": str(each.get("remark") or "").strip(), "is_valid": bool(each.get("is_valid", True)),
        }  # fmt: skip
        _check_option(option, f"option-{index}-name", made, wrong)
        made.append(option)
    if len(made) > MOST_OPTIONS:
        wrong("options", "too_many", _("最多 %(limit)s 个选项") % {"limit": MOST_OPTIONS})
    left = [dict(each) | {"is_valid": False} for code, each in known.items() if code not in {o["code"] for o in made}]
    return made + left


def _check_option(option: Mapping[str, Any], name: str, others: Sequence[Mapping[str, Any]], wrong: Any) -> None:
    if not option["name"]:
        wrong(name, "required", _("填写选项名称"))
    if max(len(option["name"]), len(option["name_en"])) > OPTION_LENGTH or len(option["remark"]) > 500:
        wrong(name, "too_long", _("选项名称最多 50 个字，备注最多 500 个字"))
    if option["is_valid"] and any(each["name"] == option["name"] and each["is_valid"] for each in others):
        wrong(name, "repeated", _("选项「%(name)s」重复") % {"name": option["name"]})


def require_host(kind: str) -> Host:
    """The registered host. Raises NotFound."""
    if kind not in HOSTS:
        raise NotFound
    return HOSTS[kind]


def require_kind(host: Host, kind: Any) -> FieldKind:
    """A type that fields of the host may have. Raises FieldErrors; the initial "please choose" is no type (CUS-024)."""
    if kind not in kinds_of(host):
        raise FieldErrors([FieldProblem("kind", "required", _("选择类型"))])
    return FieldKind(kind)


def require_code(host: Host, code: str) -> str:
    """A free code; one is made when none is given. Raises FieldErrors."""
    taken = set(FieldDefinition.objects.filter(host=host.kind).values_list("code", flat=True))
    if not code:
        return next(made for n in range(1, len(taken) + 2) if (made := f"f{n}") not in taken)
    if not CODE.fullmatch(code):
        text = _("代码以小写字母开头，只用小写字母、数字和下划线，最多 40 个字符")
        raise FieldErrors([FieldProblem("code", "invalid", text)])
    if code in taken:
        raise FieldErrors([FieldProblem("code", "taken", _("代码「%(code)s」已经用过") % {"code": code})])
    return code


def require_free_label(host: Host, label: str, *, besides: int = 0) -> None:
    """Raise LabelTaken when another valid field of the host has the title."""
    rows = FieldDefinition.objects.filter(host=host.kind, label=label, is_valid=True).exclude(pk=besides)
    if rows.exists():
        raise LabelTaken(field="label", label=label)


def require_room(host: Host) -> None:
    """Raise FieldErrors when the host has as many valid fields as it may."""
    if FieldDefinition.objects.filter(host=host.kind, is_valid=True).count() >= MOST_FIELDS:
        text = _("每种记录最多 %(limit)s 个自定义字段") % {"limit": MOST_FIELDS}
        raise FieldErrors([FieldProblem("label", "too_many", text)])


def require_valid(row: FieldDefinition) -> None:
    """Raise FieldRetired for a retired field."""
    if not row.is_valid:
        raise FieldRetired(label=row.label)
