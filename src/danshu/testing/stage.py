"""Which database the tests of this process work in: its own clone, or for a while a populated one."""

from __future__ import annotations

from django.db import connection

from danshu.testing import sessions
from danshu.testing.restoring import Restorer

_stack: list[Restorer] = []


def begin(home: Restorer) -> None:
    """Make this process's own database, a fresh clone."""
    home.clone()
    _stack.append(home)


def home() -> Restorer:
    """This process's own database."""
    return _stack[0]


def present() -> Restorer:
    """The database that tests work in now."""
    return _stack[-1]


def work_in(restorer: Restorer) -> None:
    """Work in another database until `go_home`."""
    if present() is not restorer:
        sessions.close_all()
        connection.settings_dict["NAME"] = restorer.name
        _stack.append(restorer)


def go_home() -> None:
    """Work in this process's own database again."""
    if len(_stack) > 1:
        sessions.close_all()
        _stack.pop()
        connection.settings_dict["NAME"] = home().name


def end() -> None:
    """Let go of all databases, so that they can be dropped."""
    go_home()
    sessions.close_all()
    while _stack:
        _stack.pop().close()
