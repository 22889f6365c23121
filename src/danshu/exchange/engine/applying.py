"""Groups are handed to the kind in one piece; when it raises, halves are tried until the guilty group stands alone."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from danshu.exchange.engine.results import refusal_of
from danshu.exchange.importing import Action, Group, ImportContext, ImportKind, Outcome, Problem
from danshu.kit.constraints import refusal_for
from danshu.kit.context import Context, active, current_context
from danshu.kit.errors import DomainError

log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")


class Mismatch(RuntimeError):
    """A kind returned another number of outcomes than it was given groups: a bug of the kind."""


def apply_groups(kind: ImportKind, groups: Sequence[Group], context: ImportContext) -> list[Outcome]:
    """One outcome per group, in order. Runs in the caller's transaction and operation."""
    names = frozenset(field.name for field in kind.fields)

    def refuse(group: Group, error: Exception) -> Outcome:
        return refusal_of(group, error, names)

    outcomes = halving(groups, lambda part: kind.apply(part, context), refuse, context)
    for group, outcome in zip(groups, outcomes, strict=True):
        if outcome.action == Action.REFUSED and all(problem.warning for problem in outcome.problems):
            message = _("这一行没有被接受")
            outcome.problems.append(Problem(group.first.number, "", "refused", message, message))
    return outcomes


def halving(
    items: Sequence[T],
    act: Callable[[Sequence[T]], Sequence[R]],
    refuse: Callable[[T, Exception], R],
    context: ImportContext,
) -> list[R]:
    """`act` over all items at once, or over ever smaller parts; an item that fails alone gets `refuse`."""
    if not items:
        return []
    try:
        with _attempt(context):
            done = list(act(items))
            if len(done) != len(items):
                raise Mismatch(f"{len(items)} groups, {len(done)} outcomes")
            _check_deferred()
        return done
    except OperationalError:
        raise  # deadlock, time limit, lost connection: the whole chunk is tried again
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        if len(items) == 1:
            return [refuse(items[0], _explained(error))]
    middle = len(items) // 2
    return [
        *halving(items[:middle], act, refuse, context),
        *halving(items[middle:], act, refuse, context),
    ]


@contextmanager
def _attempt(context: ImportContext) -> Iterator[None]:
    """A savepoint; on failure also what was gathered and looked up in the meantime is forgotten."""
    operation = current_context()
    marks = len(operation.changes), len(operation.events), len(operation.effects)
    before, memo = _snapshot(context.state), _snapshot(operation.memo)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        operation.memo.clear()
        operation.memo.update(memo)
        del operation.changes[marks[0] :], operation.events[marks[1] :], operation.effects[marks[2] :]
        context.state.clear()
        context.state.update(before)
        raise


def _snapshot(state: dict[str, Any]) -> dict[str, Any]:
    """Containers are copied one level deep, so that keys of records that were rolled back disappear again."""
    return {k: copy.copy(v) if isinstance(v, dict | set | list) else v for k, v in state.items()}


def _check_deferred() -> None:
    """Rules that the database checks at commit are checked now, while the guilty group can still be found."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _explained(error: Exception) -> Exception:
    if isinstance(error, DomainError):
        return error
    explained = refusal_for(error) if isinstance(error, IntegrityError) else None
    if explained is None:
        log.error("an import row failed unexpectedly", exc_info=error)
    return explained or error


def try_groups(kind: ImportKind, groups: Sequence[Group], context: ImportContext) -> list[Outcome]:
    """The same as `apply_groups`, rolled back: figures and refusals of the real thing."""
    operation = Context("exchange.apply_chunk", context.actor, context.at, dry=True)
    with keeping_state(context), transaction.atomic(), active(operation):
        outcomes = apply_groups(kind, groups, context)
        transaction.set_rollback(True)
    return outcomes


@contextmanager
def keeping_state(context: ImportContext) -> Iterator[None]:
    """What was looked up inside is forgotten: it belongs to rows that are not imported."""
    before = _snapshot(context.state)
    try:
        yield
    finally:
        context.state.clear()
        context.state.update(before)
