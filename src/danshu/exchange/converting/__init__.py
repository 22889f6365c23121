"""Cells become values: by the type of the field, and by the habits of the column (order of day and month, decimal comma)."""

from danshu.exchange.converting.cells import converter
from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle

__all__ = ["CellProblem", "ColumnStyle", "converter"]
