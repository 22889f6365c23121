"""What every rule can do, whatever its records are: give a task, tell somebody, write an e-mail."""

from danshu.automation.actions import mailing, notifying, tasks

__all__ = ["mailing", "notifying", "tasks"]
