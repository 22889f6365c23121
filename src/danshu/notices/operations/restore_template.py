"""Go back to the delivered text (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.notices.errors import TemplateNotChanged
from danshu.notices.letters import LETTERS
from danshu.notices.models import MessageTemplate
from danshu.notices.permissions import EDIT_TEMPLATE
from danshu.notices.templates_loading import label_of, locked_template


@operation(
    "notices.restore_template", permission=EDIT_TEMPLATE, label=("恢复交付的文本", "Go back to the delivered text")
)
def restore_template(
    *, letter: str, language: str, version: int | None = None, actor: Actor, at: datetime
) -> MessageTemplate:
    """The letter is written with the delivered text again; the own one stays in the history.

    Raises NotFound, EditConflict, TemplateNotChanged.
    """
    row = locked_template(letter, language, version=version, at=at)
    if not row.subject:
        raise TemplateNotChanged()
    before, delivered = (row.subject, row.body), LETTERS[letter].delivered_in(language)
    row.subject = row.body = ""
    row.save(update_fields=["subject", "body", *touch(row, actor=actor, at=at)])
    current_context().changed(
        "notices.template", row.pk, label=label_of(letter, language),
        changes={"subject": (before[0], delivered.subject), "body": (before[1], delivered.body)},
    )  # fmt: skip
    return row
