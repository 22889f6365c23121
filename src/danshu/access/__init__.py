"""Roles, permissions, data scope: what somebody may do."""
