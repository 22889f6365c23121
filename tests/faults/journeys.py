"""Programs that take orders along their life over HTTP and keep a file of everything they were told."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 90.0  # seconds a program tries again before it gives up
PAUSE = 0.3
TIMEOUT = 15.0
RETRY = (500, 502, 503, 504)  # a 500 is noted as wrong, and tried again


@dataclass(frozen=True)
class Told:
    """An answer that a program got: the key it used, the kind of step, the order, what it means."""

    step: str
    external: str
    number: str
    key: str


@dataclass
class Program(threading.Thread):
    """One client: creates, approves, pays and dispatches orders until it is told to stop."""

    port: int
    name_of: int
    tokens: dict[str, str]
    customers: list[int]
    items: list[int]
    method_id: int
    carrier_id: int
    stop: threading.Event
    told: list[Told] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.name_of)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """One journey after the other."""
        for number in itertools.count():
            if self.stop.is_set():
                return
            try:
                self._journey(f"P{self.name_of}-{number}")
            except TimeoutError as error:
                self.wrong.append(str(error))
                return

    def _journey(self, external: str) -> None:
        lines = [{"item_id": self.chance.choice(self.items), "quantity": "1"}]
        made = self._ask("create", "lisi0001", "/orders", external, {
            "customer_id": self.chance.choice(self.customers), "lines": lines, "external_number": external,
            "delivery_method_id": self.method_id, "payment_terms": "prepaid",
            "submit": True,
        })  # fmt: skip
        if made is None:
            return
        number = made["number"]
        self._note("create", external, number)
        if made["status"] == "awaiting_review" and not self._approve(external, number):
            return
        if self.chance.random() < 0.3:
            return
        notice = {"method": "wechat", "transaction": external, "order_number": number, "amount": made["total"]}
        if self._ask("pay", "zhengshi", "/payments/notifications", external, notice) is None:
            return
        self._note("pay", external, number)
        parcel = {"order_number": number, "carrier_id": self.carrier_id, "tracking_number": external}
        if self._ask("ship", "chenyi01", "/shipments/dispatch", external, parcel) is not None:
            self._note("ship", external, number)

    def _approve(self, external: str, number: str) -> bool:
        approval = {"company_name_confirmed": True, "confirmed_warnings": ["duplicate", "price", "terms", "stock"]}
        if self._ask("approve", "zhaoliu1", f"/orders/{number}/approval", external, approval) is None:
            return False
        self._note("approve", external, number)
        return True

    def _note(self, step: str, external: str, number: str) -> None:
        self.told.append(Told(step, external, number, f"{step}-{external}"))

    def _ask(self, step: str, who: str, path: str, external: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; the same request with the same key until there is one. None when it was refused."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                status, answer = self._send(who, path, f"{step}-{external}", body)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(PAUSE)
                continue
            if 200 <= status < 300:
                return answer
            if (step, answer.get("code")) == ("approve", "blocked"):
                return None  # an agreed price below the lowest one: this order waits for its supervisor
            if status not in RETRY and answer.get("code") != "in_use":
                self.wrong.append(f"{step} {external}: {status} {answer}"[:400])
                return None
            if status == 500:
                self.wrong.append(f"{step} {external}: 500 {answer}"[:400])
            time.sleep(PAUSE)
        raise TimeoutError(f"{step} {external}: no answer within {PATIENCE:.0f} s")

    def _send(self, who: str, path: str, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            headers = {
                "Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json",
                "Idempotency-Key": key, "Accept-Language": "en",
            }  # fmt: skip
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()
