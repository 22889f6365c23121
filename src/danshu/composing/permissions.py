"""Merging and splitting are ways of editing: whoever may edit the orders may do it (ORD-014)."""

from danshu.sales.permissions import CREATE_ORDER, EDIT_ORDER

COMPOSE = EDIT_ORDER
READ_TEXT = CREATE_ORDER
