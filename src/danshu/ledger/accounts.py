"""What money can stand on: kinds of accounts are declared by the modules that use them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class AccountKind:
    """One sort of account; `may_be_negative` only for what others may owe us (INV-M4)."""

    code: str
    zh: str
    en: str
    may_be_negative: bool

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True, slots=True, order=True)
class AccountKey:
    """Names one account: a declared kind, whose it is ("parties.customer:17"), its currency.

    `owner` is text so that the ledger knows nobody's table; str(SourceRef) is the usual form.
    """

    kind: str
    owner: str
    currency: str = "CNY"

    def __str__(self) -> str:
        return f"{self.kind} {self.owner} {self.currency}"


KINDS: dict[str, AccountKind] = {}


def account_kind(code: str, zh: str, en: str, *, may_be_negative: bool) -> str:
    """Declare a kind of account and return its code ("billing.receivable").

    may_be_negative: True for receivables and for the counterparts that take the other side (revenue, the bank
    outside); False for what can run out: wallets, frozen and promotional money. Raises ValueError for a code
    declared twice.
    """
    if code in KINDS:
        raise ValueError(f"account kind declared twice: {code}")
    KINDS[code] = AccountKind(code, zh, en, may_be_negative)
    return code


def kind_of(code: str) -> AccountKind:
    """A declared kind. Raises ValueError for one nobody declared."""
    try:
        return KINDS[code]
    except KeyError:
        raise ValueError(f"nobody declared the account kind {code!r}") from None
