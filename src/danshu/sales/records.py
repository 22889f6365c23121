"""The records that modules above receive from `loading` and `queries`.

They read them and hand them back; they query them only through `sales.queries`, lock them only through `sales.loading`, and
change them only through operations and `sales.progress`.
"""

from danshu.sales.models import Order, OrderLine

__all__ = ["Order", "OrderLine"]
