"""A hundred people at once on the large data set (COM-020): pages looked at and orders placed, each after a pause."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
import uuid
from collections import defaultdict
from typing import Any
from urllib.parse import quote

from bench.api import FACTS, PORT, wait_for_server
from bench.pages import quantile
from bench.server import BUILD, ROOT, environment, run_python

PEOPLE = 100
PAUSE_SECONDS = (2.0, 6.0)
ORDERS_SHARE = 0.15
SESSIONS = """
import json
from bench.django_setup import ready
ready()
from django.test import Client
from danshu.identity.models import User
from bench.pages import addresses
cookies = []
for number in range(%d):
    client = Client()
    client.force_login(User.objects.get(user_name="clerk" if number %% 2 else "reviewer"))
    cookies.append(client.cookies["danshu"].value)
skipped = ("API ", "sales by month")  # reports are read by those who lead, these people sell and review
print(json.dumps({"cookies": cookies, "pages": [url for name, url in addresses() if not name.startswith(skipped)]}))
"""


def measure(address: str, *, seconds: float) -> dict[str, Any]:
    """Milliseconds of list pages, other pages and placing, as the people see them, and what failed."""
    facts = json.loads(run_python("-c", FACTS, address=address).splitlines()[-1])
    facts |= json.loads(run_python("-c", SESSIONS % PEOPLE, address=address).splitlines()[-1])
    facts["token"] = run_python("-m", "django", "token", "clerk", address=address).strip().splitlines()[-1]
    run_python("-m", "django", "collectstatic", "--noinput", "-v", "0", address=address)
    with (BUILD / "bench-load.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "danshu.entry.serve"], cwd=ROOT, stdout=log, stderr=log,
            env=environment(address, DANSHU_PORT=str(PORT), DANSHU_WEB_WORKERS="2"),
        )  # fmt: skip
        try:
            wait_for_server()
            _crowd(facts, 5.0)  # templates compiled, statements prepared
            return _crowd(facts, seconds)
        finally:
            server.terminate()
            server.wait()


def _crowd(facts: dict[str, Any], seconds: float) -> dict[str, Any]:
    taken: dict[str, list[float]] = defaultdict(list)
    failed: list[str] = []
    end = time.perf_counter() + seconds
    people = [threading.Thread(target=_person, args=(number, facts, end, taken, failed)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return {
        "people": PEOPLE, "failed": len(failed), "first failures": failed[:3],
        "actions": {
            name: {"count": len(times), "p50": quantile(times, 0.5), "p95": quantile(times, 0.95)}
            for name, times in sorted(taken.items())
        },
    }  # fmt: skip


def _person(number: int, facts: dict[str, Any], end: float, taken: dict[str, list[float]], failed: list[str]) -> None:
    generator = random.Random(number)  # noqa: S311
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    time.sleep(generator.uniform(0, PAUSE_SECONDS[1]))
    while time.perf_counter() < end:
        name, method, path, body, headers = _action(generator, facts, facts["cookies"][number])
        begun = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 201):
                failed.append(f"{answer.status} {method} {path}")
        except (OSError, http.client.HTTPException) as error:
            failed.append(f"{type(error).__name__} {method} {path}")
            connection.close()
        taken[name].append((time.perf_counter() - begun) * 1000)
        time.sleep(generator.uniform(*PAUSE_SECONDS))


def _action(generator: random.Random, facts: dict[str, Any], cookie: str) -> tuple[str, str, str, str, dict[str, str]]:
    if generator.random() >= ORDERS_SHARE:
        path = quote(generator.choice(facts["pages"]), safe="/?&=%")
        return "list page" if path.startswith("/orders/?") else "page", "GET", path, "", {"Cookie": f"danshu={cookie}"}
    lines = [{"item_id": item, "quantity": generator.randint(1, 5)} for item in generator.sample(facts["items"], 5)]
    body = {"customer_id": generator.choice(facts["customers"]), "lines": lines, "submit": True,
            "delivery_method_id": facts["delivery_method"]}  # fmt: skip
    headers = {"Authorization": f"Bearer {facts['token']}", "Content-Type": "application/json",
               "Idempotency-Key": str(uuid.uuid4())}  # fmt: skip
    return "place an order", "POST", "/api/v1/orders", json.dumps(body), headers
