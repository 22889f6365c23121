"""What every rule can do, whatever its records are: give a task, tell somebody."""

from danshu.automation.actions import notifying, tasks

__all__ = ["notifying", "tasks"]
