"""The address and the secret of a receiver, sealed in the database."""

from __future__ import annotations

from danshu.integrations.models import Endpoint
from danshu.kit.vault import seal, unseal


def _place(endpoint: Endpoint, name: str) -> str:
    return f"integrations_endpoint.{name}.{endpoint.pk}"


def keep(endpoint: Endpoint, *, url: str, secret: str) -> None:
    """Put both into the record, which has its key already; the caller saves."""
    endpoint.sealed_url = seal(url, place=_place(endpoint, "url"))
    endpoint.sealed_secret = seal(secret, place=_place(endpoint, "secret")) if secret else ""


def url_of(endpoint: Endpoint) -> str:
    """The address. Raises Unreadable."""
    return unseal(endpoint.sealed_url, place=_place(endpoint, "url"))


def secret_of(endpoint: Endpoint) -> str:
    """The secret of a robot; empty when it has none. Raises Unreadable."""
    return unseal(endpoint.sealed_secret, place=_place(endpoint, "secret")) if endpoint.sealed_secret else ""
