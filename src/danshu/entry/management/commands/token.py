"""danshu token USER [--scopes ...]: an API key for a person, printed once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from danshu.identity.operations.create_api_token import issue_api_token
from danshu.identity.queries import user_id_of
from danshu.identity.scopes import group_scopes
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors


class Command(BaseCommand):
    """Makes an API key; whoever may run commands on the machine may do so for anybody."""

    help = "Make an API key for a user and print it; it is shown this once only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person, what the key may do, how long it is valid."""
        parser.add_argument("user", help="user name")
        parser.add_argument(
            "--scopes",
            nargs="*",
            default=[],
            metavar="SCOPE",
            help="permissions or groups (sales:read, sales:write); without any: all that the user may do",
        )
        parser.add_argument("--name", default="danshu token", help="what the key is for")
        parser.add_argument("--days", type=int, default=None, help="days until it runs out; without: never")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key on standard output and nothing else."""
        user_id = user_id_of(options["user"])
        if user_id is None:
            raise CommandError(f"there is no active user {options['user']}")
        scopes = [part for scope in options["scopes"] for part in scope.split(",") if part]
        with translation.override("en"):
            self.stdout.write(self._issue(user_id, scopes, options))

    @staticmethod
    def _issue(user_id: int, scopes: list[str], options: dict[str, Any]) -> str:
        try:
            return issue_api_token(
                user_id=user_id,
                name=options["name"],
                scopes=scopes,
                days=options["days"],
                actor=Actor.system(),
                at=now(),
            )
        except FieldErrors as refusal:
            texts = "; ".join(problem.text for problem in refusal.problems)
            raise CommandError(f"{texts}. Groups: {' '.join(group_scopes())}") from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
