"""The records that modules above receive from `copies` and `queries`; they read them and change none."""

from danshu.printing.models import PrintedDocument

__all__ = ["PrintedDocument"]
