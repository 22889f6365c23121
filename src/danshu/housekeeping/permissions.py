"""Cleaning up is the administrators' (SYS default rights)."""

from danshu.kit.permissions import permission

CLEAN_UP = permission(
    "housekeeping.data.cleanup", "清理过期数据", "Clean up expired data", level="configure", roles="ADM"
)
