"""`python -m bench`: measures, prints a table, writes build/bench.json.

--quick         small sizes and short rounds
--parts ...     some of: place api import pages load customers export typing weight   (default: all)
--seconds N     length of a round
--rounds N      rounds of placing
--large N       orders, and customers, in the large data set (default 1,000,000)
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from typing import Any

from bench import api, load
from bench.fairness import require_same
from bench.report import print_all
from bench.server import BUILD, ROOT, BenchServer, environment, run_python

SMALL = 10_000
COUNT = """
import json
from bench.django_setup import ready
ready()
from bench.placing import count_statements, make_accounts
make_accounts()
print(json.dumps(count_statements()))
"""
PARTS = ("place", "api", "import", "pages", "load", "customers", "export", "typing", "weight")
CROWD = 200_000  # orders, with a hundred people (COM-020)
IMPORTED = 10_000  # lines
EXPORTED = 100_000  # rows


def main() -> None:
    """Run the parts that were asked for."""
    options = _options()
    server = BenchServer()
    found: dict[str, Any] = {"machine": platform.platform(), "at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    try:
        if {"place", "api", "import"} & set(options.parts):
            address = _company(server, "orders")
            if "place" in options.parts:
                found["place"] = place(address, rounds=options.rounds, seconds=options.seconds)
            if "api" in options.parts:
                found["api"] = api.measure(address, seconds=options.seconds)
            if "import" in options.parts:
                lines = IMPORTED // 10 if options.quick else IMPORTED
                found["import"] = json.loads(
                    run_python("-m", "bench.importing", str(lines), address=address).splitlines()[-1]
                )
        sizes = {"small": SMALL // 10 if options.quick else SMALL, "large": SMALL if options.quick else options.large}
        if "pages" in options.parts:
            found["pages"] = pages(server, sizes, rounds=5 if options.quick else 25)
        if "customers" in options.parts:
            found["customers"] = customers(server, sizes, quick=options.quick)
        if {"export", "typing", "weight"} & set(options.parts):
            found |= used(server, sizes, parts=options.parts, quick=options.quick)
        if "load" in options.parts:
            found["load"] = load.measure(crowd(server, quick=options.quick), seconds=6 * options.seconds)
    finally:
        server.close()
    (BUILD / "bench.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print_all(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="small sizes and short rounds")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--large", type=int, default=1_000_000)
    options = parser.parse_args()
    options.seconds = options.seconds or (2.0 if options.quick else 5.0)
    options.rounds = options.rounds or (2 if options.quick else 5)
    return options


def _company(server: BenchServer, name: str) -> str:
    """A database with the company that orders; made once."""
    address = server.database(name)
    if server.rows(name, "sales_order") == 0 and server.rows(name, "parties_customer") == 0:
        run_python("-m", "bench.company", address=address)
    return address


def place(address: str, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Place orders by turns, so that whatever else the machine does hits both sides alike."""
    statements = json.loads(run_python("-c", COUNT, address=address).splitlines()[-1])
    rows = require_same(json.loads(run_python("-m", "bench.fairness", address=address).splitlines()[-1]))
    results: dict[str, Any] = {"statements": statements, "rows": rows, "rounds": []}
    for round_number in range(rounds):
        row = {
            f"{side} {workers}": _round(address, side, workers, seconds, round_number)
            for workers in (1, 2)
            for side in ("danshu", "sql", "reviewed")
            if side != "reviewed" or workers == 1
        }
        results["rounds"].append(row)
    for workers in (1, 2):
        ratios = [row[f"danshu {workers}"] / row[f"sql {workers}"] for row in results["rounds"]]
        results[f"ratio {workers}"] = statistics.median(ratios)
    return results


def _round(address: str, side: str, workers: int, seconds: float, seed: int) -> float:
    """Orders per second of some processes that begin together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.placing", side, str(seconds), str(seed * 10 + number)],
            env=environment(address), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(workers)
    ]  # fmt: skip
    for process in running:
        while process.stdout and process.stdout.readline() not in ("ready\n", ""):
            pass
    total = 0.0
    for process in running:
        if process.stdin:
            process.stdin.write("go\n")
            process.stdin.flush()
    for process in running:
        output, _none = process.communicate()
        if process.returncode:
            raise RuntimeError(f"a worker of {side} failed")
        done = json.loads(output.splitlines()[-1])
        total += done["orders"] / done["seconds"]
    return total


def pages(server: BenchServer, sizes: dict[str, int], *, rounds: int) -> dict[str, Any]:
    """The same pages at both sizes, round by round in turn."""
    found: dict[str, Any] = {"sizes": sizes}
    for name, count in sizes.items():
        address = data_set(server, name, count)
        run_python("-m", "django", "collectstatic", "--noinput", "-v", "0", address=address)
        found[name] = json.loads(run_python("-m", "bench.pages", str(rounds), address=address).splitlines()[-1])
    return found


def customers(server: BenchServer, sizes: dict[str, int], *, quick: bool) -> dict[str, Any]:
    """The pages of customers at both sizes."""
    found: dict[str, Any] = {"sizes": sizes}
    for name, count in sizes.items():
        address = with_customers(server, name, count, quick=quick)
        rounds = "3" if quick else "25"
        found[name] = json.loads(run_python("-m", "bench.customers", rounds, address=address).splitlines()[-1])
    return found


def used(server: BenchServer, sizes: dict[str, int], *, parts: list[str], quick: bool) -> dict[str, Any]:
    """What is measured once, on the large data set: an export, entering orders, the weight of pages."""
    address = with_customers(server, "large", sizes["large"], quick=quick)
    how = ["--quick"] if quick else []
    programs = {
        "export": ["bench.exporting", str(EXPORTED // 50 if quick else EXPORTED)],
        "typing": ["bench.browsing", "typing", *how], "weight": ["bench.browsing", "weight", *how],
    }  # fmt: skip
    return {
        part: json.loads(run_python("-m", *program, address=address).splitlines()[-1])
        for part, program in programs.items() if part in parts
    }  # fmt: skip


def crowd(server: BenchServer, *, quick: bool) -> str:
    """The company of COM-020: two orders for each customer."""
    orders = SMALL if quick else CROWD
    address = data_set(server, "crowd", orders)
    run_python("-m", "bench.customers_made", str(orders // 2), "0", address=address)
    return address


def with_customers(server: BenchServer, name: str, count: int, *, quick: bool) -> str:
    """The same data set with as many customers as orders, one of whom has many orders."""
    address = data_set(server, name, count)
    run_python("-m", "bench.customers_made", str(count), *(["200"] if quick else []), address=address)
    run_python("-m", "django", "collectstatic", "--noinput", "-v", "0", address=address)
    return address


def data_set(server: BenchServer, name: str, count: int) -> str:
    """The address of a company with that many orders; they are made once."""
    stored = f"{name}_{count}"
    address = _company(server, stored)
    if (missing := count - server.rows(stored, "sales_order")) > 0:
        run_python("-m", "bench.population", str(missing), address=address)
    return address


if __name__ == "__main__":
    main()
