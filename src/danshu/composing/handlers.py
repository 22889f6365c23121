"""What the bin needs to know of linked orders."""

from __future__ import annotations

from danshu.recycling.registry import loose

# the link stays with the numbers while one of the two lies in the bin
loose("sales.order", "composing.OrderLink", via="from_order")
loose("sales.order", "composing.OrderLink", via="to_order")
