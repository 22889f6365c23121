"""Secrets that must be read again are stored sealed: AES-256-GCM, bound to the row they belong to (reliability.md 6).

The key lies outside of the database and its backups. The first byte of a sealed text names the key, so that another
one can take over; a text that was moved to another row, cut or altered does not open.
"""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = 1
NONCE_BYTES = 12


class Unreadable(ValueError):
    """A sealed text that does not open: another key, another row, or damaged."""


def _key() -> bytes:
    return hashlib.sha256(b"danshu vault 1\0" + str(settings.DANSHU_VAULT_KEY).encode()).digest()


def seal(text: str, *, place: str) -> str:
    """The text as it may be stored. place: names table, column and row, for example "integrations.endpoint.secret.7"."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(bytes([KEY_ID]) + nonce + sealed).decode()


def unseal(stored: str, *, place: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        raw = base64.b64decode(stored, validate=True)
        if raw[0] != KEY_ID:
            raise Unreadable(place)
        return AESGCM(_key()).decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], place.encode()).decode()
    except (ValueError, IndexError, InvalidTag) as error:
        raise Unreadable(place) from error
