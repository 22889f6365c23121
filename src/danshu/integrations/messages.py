"""What is sent: JSON with a signature for programs, a sentence for chat groups."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote_plus

from django.conf import settings
from django.utils import translation

from danshu.integrations.lifecycle import Kind
from danshu.integrations.models import Endpoint
from danshu.integrations.published import EVENTS
from danshu.integrations.secrets import secret_of, url_of
from danshu.kit.words import listed

ROBOTS = frozenset({Kind.WECOM, Kind.DINGTALK, Kind.FEISHU})


class Happened(Protocol):
    """An event of the outbox."""

    pk: int
    at: datetime
    name: str
    schema: int
    aggregate: str
    payload: dict[str, Any]


@dataclass
class Example:
    """An event that never happened, to try a receiver with."""

    at: datetime
    pk: int = 0
    name: str = "test"
    schema: int = 1
    aggregate: str = "test:0"
    payload: dict[str, Any] = field(default_factory=lambda: {"number": "TEST-0001"})


@dataclass(frozen=True, slots=True)
class Request:
    """A request ready to go."""

    url: str
    body: bytes
    headers: dict[str, str]


def signing_key(endpoint: Endpoint) -> str:
    """The key that a webhook's receiver checks signatures with; it is computed, so that no table holds it.

    A new generation gives another key.
    """
    named = f"webhook:{endpoint.pk}:{endpoint.generation}".encode()
    digest = hmac.new(str(settings.DANSHU_VAULT_KEY).encode(), named, hashlib.sha256).digest()
    return "whsec_" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def request_of(endpoint: Endpoint, event: Happened, dispatch_id: int, *, at: datetime) -> Request:
    """The request that tells this receiver of this event."""
    if endpoint.kind == Kind.WEBHOOK:
        return _webhook(endpoint, event, dispatch_id, at)
    with translation.override("zh-hans"):
        text = sentence(event.name, event.payload)
    return _robot(endpoint, text, at)


def _webhook(endpoint: Endpoint, event: Happened, dispatch_id: int, at: datetime) -> Request:
    """Signature over "id.timestamp.body": a copy that is sent again later is told by its time stamp and id."""
    body = json.dumps(
        {
            "id": event.pk, "event": event.name, "schema": event.schema, "subject": event.aggregate,
            "at": event.at.isoformat(), "data": event.payload,
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
    stamp, key = str(int(at.timestamp())), signing_key(endpoint)
    signed = hmac.new(key.encode(), f"{dispatch_id}.{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Danshu", "Webhook-Id": str(dispatch_id),
        "Webhook-Timestamp": stamp, "Webhook-Signature": f"sha256={signed}",
    }  # fmt: skip
    return Request(url_of(endpoint), body, headers)


def sentence(name: str, facts: dict[str, Any]) -> str:
    """The event in words of the active language, with number and amount: 订单审核通过：SO-260918-0027、CNY 23196.00."""
    said = str(EVENTS.get(name, name))
    amount = facts.get("total") or facts.get("amount")
    named = [str(facts[key]) for key in ("number", "label", "name") if facts.get(key)][:1]
    if amount is not None:
        named.append(f"{facts.get('currency', '')} {amount}".strip())
    if facts.get("reason"):
        named.append(str(facts["reason"])[:200])
    return f"{said}：{listed(named)}" if named else said


def _robot(endpoint: Endpoint, text: str, at: datetime) -> Request:
    url, secret, headers = url_of(endpoint), secret_of(endpoint), {"Content-Type": "application/json"}
    if endpoint.kind == Kind.FEISHU:
        data: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            stamp = str(int(at.timestamp()))
            data |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secret}", "")}
    else:
        data = {"msgtype": "text", "text": {"content": text}}
        if secret and endpoint.kind == Kind.DINGTALK:
            stamp = str(int(at.timestamp() * 1000))
            url += f"&timestamp={stamp}&sign={quote_plus(_signed(secret, f'{stamp}{chr(10)}{secret}'))}"
    return Request(url, json.dumps(data, ensure_ascii=False).encode(), headers)


def _signed(key: str, text: str) -> str:
    """Both robots sign alike; they differ in what is key and what is text."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def trial_of(endpoint: Endpoint, *, at: datetime) -> Request:
    """An example that shows the form of what will come; its number is 0 and its event "test"."""
    return request_of(endpoint, Example(at), 0, at=at)


def refusal_in(kind: str, status: int, text: str) -> str:
    """Why the other side did not take it; empty when it did. Robots say no with status 200."""
    if status == 0:
        return text or "no answer"
    if not 200 <= status < 300:
        return f"HTTP {status}"
    if kind not in ROBOTS:
        return ""
    try:
        said = json.loads(text)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
    except (ValueError, AttributeError):
        return "HTTP 200, but no answer of a robot"
    return "" if code == 0 else f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip()
