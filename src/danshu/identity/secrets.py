"""Random secrets and the digests under which they are kept."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret; a plain hash is enough because nobody can guess 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
