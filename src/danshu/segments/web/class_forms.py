"""Forms of categories and of the rules of levels (CUS-011)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import choices
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.operations.set_level_frequency import MOST_DAYS
from danshu.segments.category_tree import MOST_LEVELS, Node, branch_of
from danshu.segments.web.forms import ConditionsForm
from danshu.ui.fields import ChoiceField, IntegerField, MoneyField, NameField, RemarkField
from danshu.ui.forms import Form, Section

INDENT = "\u3000"


class CategoryForm(ConditionsForm):
    """A category: its words, its place, its rule."""

    name = NameField(label=gettext_lazy("分类名称"))
    name_en = NameField(label=gettext_lazy("英文名称"), required=False)
    parent = ChoiceField(label=gettext_lazy("上级分类"), required=False)
    is_all = ChoiceField(
        label=gettext_lazy("条件之间"), required=False, initial="1",
        choices=[("1", gettext_lazy("全部满足")), ("", gettext_lazy("满足任一"))],
    )  # fmt: skip
    description = RemarkField(label=gettext_lazy("说明"))

    def __init__(self, data: Any = None, *, nodes: list[Node], own: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        closed = branch_of(nodes, [own]) if own else set()
        known = [
            (str(n.id), f"{INDENT * (n.level - 1)}{n.value.label}")
            for n in nodes if n.id not in closed and n.level < MOST_LEVELS
        ]  # fmt: skip
        self.fields["parent"].choices = [("", _("（顶级分类）")), *known]  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """Words and place, then the rule."""
        rule = self.condition_section
        note = _("选填：符合条件的客户每夜得到这一分类的建议；下级分类优先")
        return [
            Section(_("客户分类"), ["name", "name_en", "parent", "is_all", "description:4"]),
            Section(_("规则"), rule.fields, note),
        ]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        parent = int(given["parent"]) if given["parent"] else None
        words = {name: given[name] for name in ("name", "name_en", "description")}
        return {**words, "parent_id": parent, "is_all": given["is_all"] == "1", "conditions": self.conditions}


class LevelForm(Form):
    """What a level asks and brings."""

    rank = IntegerField(
        label=gettext_lazy("级别顺位"), min_value=1, max_value=999, help_text=gettext_lazy("1 最高，每个级别不同")
    )
    price_level = ChoiceField(
        label=gettext_lazy("价格级别"), required=False, help_text=gettext_lazy("客户得到级别时随之采用")
    )
    follow_up_days = IntegerField(
        label=gettext_lazy("跟踪频率"), suffix=gettext_lazy("天"), min_value=1, max_value=MOST_DAYS, required=False
    )
    min_paid = MoneyField(label=gettext_lazy("12 个月到账不少于"), required=False, min_value=0)
    min_orders = IntegerField(label=gettext_lazy("12 个月订单不少于"), required=False, min_value=0)
    min_score = IntegerField(label=gettext_lazy("价值评分不低于"), required=False, min_value=0, max_value=100)
    sections = (
        Section(gettext_lazy("客户级别"), ["rank", "price_level", "follow_up_days"]),
        Section(
            gettext_lazy("达到条件"), ["min_paid", "min_orders", "min_score"],
            gettext_lazy("填写的都要达到；都不填则不按规则提出"),
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [(str(pk), label) for pk, label in choices(PRICE_LEVEL)]
        self.fields["price_level"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        given = dict(self.values)
        price_level = given.pop("price_level")
        return {**given, "price_level_id": int(price_level) if price_level else None}
