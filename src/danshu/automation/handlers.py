"""The actions that every rule has."""

from danshu.automation import actions

__all__ = ["actions"]
