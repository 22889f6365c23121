"""Look for customers that may be one and the same."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parties import suspects
from danshu.parties.permissions import MERGE_CUSTOMERS


@operation("parties.find_suspects", permission=MERGE_CUSTOMERS, label=("查找疑似重复客户", "Find possible duplicates"))
def find_suspects(*, actor: Actor, at: datetime) -> int:
    """Compare all valid customers by licence number, name in the region, tax number, telephone and e-mail (CUS-003).

    Returns how many new pairs there are. A pair that somebody dismissed comes back only when more speaks for it.
    """
    lock_slot("parties.find_suspects")
    return suspects.find(at)
