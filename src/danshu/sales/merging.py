"""Orders of a customer that is taken into another one follow it; names on them stay as agreed (CUS-003)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.words import listed
from danshu.parties.merging.registry import Pair, move
from danshu.sales.lifecycle import Channel

# external numbers are unique for a customer: in one channel, for imported history on one day
SAME_NUMBER = """
SELECT DISTINCT a.external_number FROM sales_order a JOIN sales_order b ON b.external_number = a.external_number
WHERE a.customer_id = %(loser)s AND b.customer_id = %(survivor)s AND a.external_number <> ''
  AND ((a.channel = b.channel AND a.channel <> %(import)s)
    OR (a.channel = %(import)s AND b.channel = %(import)s AND a.order_date = b.order_date))
ORDER BY 1 LIMIT 5
"""


def _same_numbers(pair: Pair) -> Sequence[str]:
    """Both may have an order of one external number, which then could not be told apart."""
    with connection.cursor() as cursor:
        parameters: dict[str, int | str] = {
            "loser": pair.loser.pk,
            "survivor": pair.survivor.pk,
            "import": Channel.IMPORT.value,
        }
        cursor.execute(SAME_NUMBER, parameters)
        numbers = [number for (number,) in cursor.fetchall()]
    return [_("两家都有外部单号 %(numbers)s 的订单") % {"numbers": listed(numbers)}] if numbers else []


move("sales.Order", "customer", what=gettext_lazy("订单"), conflicts=_same_numbers)
move("sales.Order", "paying_customer", what=gettext_lazy("代付的订单"))
move("sales.Order", "invoice_customer", what=gettext_lazy("代开票的订单"))
move("sales.AssignmentRule", "customer", what=gettext_lazy("分配规则"))
