"""Orders through the HTTP API of a real server: granian with two workers, clients that keep their connection."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

from bench.server import BUILD, ROOT, environment, run_python

PORT = int(os.environ.get("DANSHU_BENCH_PORT", "8120"))
FACTS = """
import json
from bench.django_setup import ready
ready()
from bench.placing import facts_of_company
facts = facts_of_company()
print(json.dumps({name: facts[name] for name in ("items", "customers", "delivery_method")}))
"""


def measure(address: str, *, seconds: float) -> dict[str, Any]:
    """Orders per second with one and with two clients."""
    facts = json.loads(run_python("-c", FACTS, address=address).splitlines()[-1])
    token = run_python("-m", "django", "token", "clerk", address=address).strip().splitlines()[-1]
    run_python("-m", "django", "collectstatic", "--noinput", "-v", "0", address=address)
    log = (BUILD / "bench-api.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "danshu.entry.serve"], cwd=ROOT, stdout=log, stderr=log,
        env=environment(address, DANSHU_PORT=str(PORT), DANSHU_WEB_WORKERS="2"),
    )  # fmt: skip
    try:
        wait_for_server()
        for _ in range(2):
            _clients(2, 1.0, facts, token)
        return {"rates": {count: _clients(count, seconds, facts, token) for count in (1, 2)}}
    finally:
        server.terminate()
        server.wait()
        log.close()


def wait_for_server() -> None:
    """Return when the server answers."""
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start; see build/bench-api.log")


def _clients(count: int, seconds: float, facts: dict[str, Any], token: str) -> float:
    placed: list[int] = []
    threads = [
        threading.Thread(target=_client, args=(seconds, facts, token, number, placed)) for number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(placed) != count:
        raise RuntimeError("a client failed")
    return sum(placed) / seconds


def _client(seconds: float, facts: dict[str, Any], token: str, seed: int, placed: list[int]) -> None:
    generator, connection = random.Random(seed), http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)  # noqa: S311
    end, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        lines = [{"item_id": item, "quantity": generator.randint(1, 5)} for item in generator.sample(facts["items"], 5)]
        body = {"customer_id": generator.choice(facts["customers"]), "lines": lines, "submit": True,
                "delivery_method_id": facts["delivery_method"]}  # fmt: skip
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                   "Idempotency-Key": str(uuid.uuid4())}  # fmt: skip
        connection.request("POST", "/api/v1/orders", json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 201 or json.loads(text)["status"] != "approved":
            raise RuntimeError(f"{answer.status}: {text[:300]!r}")
        done += 1
    placed.append(done)
