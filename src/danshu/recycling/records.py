"""The records that modules above receive from `binning` and `queries`; they read them and hand them back."""

from danshu.recycling.models import Entry

__all__ = ["Entry"]
