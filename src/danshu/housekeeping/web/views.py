"""Cleaning up expired data: what there is, save first, what would go, what went (SYS-012)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.housekeeping.models import Every
from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.operations.set_rule import MOST, set_rule
from danshu.housekeeping.permissions import CLEAN_UP
from danshu.housekeeping.queries import expired
from danshu.housekeeping.rules import Kept, rules
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.expiry import EXPIRING, OTHERS
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.ui.detail import Fact
from danshu.ui.fields import ChoiceField, IntegerField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


class RuleForm(Form):
    """For how long a kind is kept, and when it goes by itself."""

    days = IntegerField(label=gettext_lazy("保留天数"), min_value=1, max_value=MOST)
    every = ChoiceField(label=gettext_lazy("清理计划"), choices=Every.choices)
    sections = (Section("", ["days:2", "every:2"]),)


@allowed_to(CLEAN_UP)
def index(request: ActorRequest) -> HttpResponse:
    """Every kind with its rule and how much of it may go now."""
    at = now()
    rows = [
        (
            found.kept,
            found.count,
            Every(found.kept.every).label,
            reverse("housekeeping:rule", args=[found.kept.kind.code]),
        )
        for found in expired(at)
    ]
    context = {
        "rows": rows, "total": sum(count for _kept, count, _every, _url in rows), "dump": dump_command(at),
        "others": [(each, reverse(each.url_name)) for each in OTHERS if request.actor.can(each.permission)],
        "runs_url": reverse("housekeeping:runs"),
    }  # fmt: skip
    return render_page(request, "housekeeping/index.html", context)


def dump_command(at: Any) -> str:
    """How the whole database is saved into a file with the tool that comes with PostgreSQL."""
    return f'pg_dump --format=custom --file=danshu-{business_date(at):%Y%m%d}.dump "$DATABASE_URL"'


@allowed_to(CLEAN_UP)
def confirm_clean_up(request: ActorRequest) -> HttpResponse:
    """GET: what the chosen kinds (`kinds`) would lose, from a dry run. POST: with a word about the backup, remove it."""
    back_url, chosen = reverse("housekeeping:index"), request.GET.getlist("kinds")
    if not chosen:
        return go(request, back_url)

    def impact() -> Impact:
        dry = clean_up.dry_run(kinds=chosen, backup="?", actor=request.actor, at=now())
        effects = [each for each in dry.effects if each.tone == "warn"]
        hint = _("删除后不能恢复，只能从备份取回")
        return Impact(
            title=_("清理过期数据？"), effects=effects, hint=hint, do_label=_("清理"), keep_label=_("保留数据"), reason="required",
            reason_label=_("备份放在哪里，或为什么不需要"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        run = clean_up.keyed(key)(kinds=chosen, backup=reason, actor=request.actor, at=now())
        removed = sum(run.counts.values_list("removed", flat=True))
        done(request, told(with_count("已清理 %(count)s 条过期数据"), {"count": removed}))
        return reverse("housekeeping:runs")

    return confirm(request, impact=impact, act=act, back_url=back_url)


@allowed_to(CLEAN_UP)
def rule(request: ActorRequest, code: str) -> HttpResponse:
    """Change for how long a kind is kept."""
    kept = _kept(code)
    form = RuleForm(
        posted(request), initial={"days": kept.days, "every": kept.every, "version": kept.version}
    )  # fmt: skip
    form.fields["days"].help_text = _("至少 %(least)s 天") % {"least": kept.kind.least}
    back_url = reverse("housekeeping:index")

    def save() -> str:
        set_rule.keyed(form.token)(
            kind=code, **form.values, version=form.seen_version, actor=request.actor, at=now()
        )  # fmt: skip
        done(request, _("「%(name)s」的清理规则已保存") % {"name": kept.kind.label})
        return back_url

    subject = [Fact(label=_("数据"), value=kept.kind.label), Fact(label=_("清理后"), value=kept.kind.note)]
    context = {"breadcrumb": [(_("数据清理"), back_url)], "subject": subject}
    return form_page(request, form, save, title=_("清理规则"), back_url=back_url, context=context)


def _kept(code: str) -> Kept:
    if code not in EXPIRING:
        raise NotFound()
    return rules([code])[0]
