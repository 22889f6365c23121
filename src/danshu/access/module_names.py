"""What the modules are called, for lists of permissions and the log."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

# in the order of the floors from the top of the menu
MODULES = {
    "workbench": pgettext_lazy("模块", "工作台"),
    "announcements": pgettext_lazy("模块", "系统公告"),
    "tasks": pgettext_lazy("模块", "任务"),
    "reminders": pgettext_lazy("模块", "提醒"),
    "sales": pgettext_lazy("模块", "订单"),
    "amendments": pgettext_lazy("模块", "订单变更"),
    "composing": pgettext_lazy("模块", "合并、拆分与粘贴订单"),
    "fulfilment": pgettext_lazy("模块", "发货与物流"),
    "billing": pgettext_lazy("模块", "收款与退款"),
    "files": pgettext_lazy("模块", "附件与备注"),
    "parties": pgettext_lazy("模块", "客户"),
    "activities": pgettext_lazy("模块", "客户往来"),
    "pool": pgettext_lazy("模块", "客户公海"),
    "vetting": pgettext_lazy("模块", "客户审核"),
    "segments": pgettext_lazy("模块", "标签与分群"),
    "catalog": pgettext_lazy("模块", "商品"),
    "pricing": pgettext_lazy("模块", "价格"),
    "currencies": pgettext_lazy("模块", "货币与汇率"),
    "inventory": pgettext_lazy("模块", "库存"),
    "stores": pgettext_lazy("模块", "门店"),
    "holds": pgettext_lazy("模块", "占用"),
    "ledger": pgettext_lazy("模块", "账务"),
    "reporting": pgettext_lazy("模块", "报表"),
    "recycling": pgettext_lazy("模块", "回收站"),
    "saved_views": pgettext_lazy("模块", "视图"),
    "exchange": pgettext_lazy("模块", "导入导出"),
    "printing": pgettext_lazy("模块", "打印"),
    "custom_fields": pgettext_lazy("模块", "自定义字段"),
    "validation": pgettext_lazy("模块", "数据验证"),
    "automation": pgettext_lazy("模块", "自动化"),
    "dictionaries": pgettext_lazy("模块", "基础资料"),
    "regions": pgettext_lazy("模块", "行政区划"),
    "numbering": pgettext_lazy("模块", "编号规则"),
    "calendar": pgettext_lazy("模块", "工作日历"),
    "parameters": pgettext_lazy("模块", "参数"),
    "notices": pgettext_lazy("模块", "通知"),
    "integrations": pgettext_lazy("模块", "对外连接"),
    "audit": pgettext_lazy("模块", "日志"),
    "security": pgettext_lazy("模块", "安全日志"),
    "outbox": pgettext_lazy("模块", "后台任务"),
    "housekeeping": pgettext_lazy("模块", "数据清理"),
    "identity": pgettext_lazy("模块", "用户与组织"),
    "access": pgettext_lazy("模块", "角色与权限"),
}


def module_name(code: str) -> str:
    """The name in the active language; a module without one shows its code."""
    return str(MODULES.get(code, code))
