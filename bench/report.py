"""The table of a run."""

from __future__ import annotations

from typing import Any

from bench.goals import SLOWEST_LIST, print_used, says, slowest


def print_all(found: dict[str, Any]) -> None:
    """Print what was measured; ratios first, because single times mean little on another machine."""
    if placed := found.get("place"):
        _print_placing(placed)
    if api := found.get("api"):
        print("\nThe same through the HTTP API of a running server (2 web workers)")
        for clients, rate in api["rates"].items():
            print(f"  {clients} client(s) {rate:10.1f} orders/s")
    if imported := found.get("import"):
        _print_import(imported)
    if pages := found.get("pages"):
        _print_pages(pages, "orders")
        _print_goal(pages, SLOWEST_LIST)
    if customers := found.get("customers"):
        _print_pages(customers, "customers")
        _print_goal(customers, SLOWEST_LIST)
    print_used(found)
    if load := found.get("load"):
        _print_load(load)


def _print_import(imported: dict[str, Any]) -> None:
    print("\nOrder lines of a workbook, lines/s")
    print(f"  {'':12}{'dry run':>10}{'import':>10}{'whole way':>12}{'per processor second':>24}")
    for name, row in imported.items():
        lines, busy = row["lines"], row["check cpu"] + row["run cpu"]
        print(
            f"  {name:12}{lines / row['check']:10.0f}{lines / row['run']:10.0f}{lines / row['all']:12.0f}{lines / busy:24.0f}"
        )


def _print_load(load: dict[str, Any]) -> None:
    print(
        f"\n{load['people']} people at once (200,000 orders unless --quick), milliseconds; {load['failed']} requests failed"
    )
    for name, row in load["actions"].items():
        print(f"  {name:26}{row['count']:7} times{row['p50']:9.0f} p50{row['p95']:9.0f} p95")
    for text in load["first failures"]:
        print(f"  failed: {text}")


def _print_placing(placed: dict[str, Any]) -> None:
    print("\nPlace and confirm an order of 5 lines, orders/s by round")
    names = list(placed["rounds"][0])
    print("  " + "".join(f"{name:>14}" for name in names))
    for row in placed["rounds"]:
        print("  " + "".join(f"{row[name]:14.1f}" for name in names))
    print(f"  ratio to hand-written SQL (median): 1 worker {placed['ratio 1']:.2f}, 2 workers {placed['ratio 2']:.2f}")
    print(f"  rows of one order: {placed['rows']}, the same on both sides")
    counted = ", ".join(f"{lines} lines: {number}" for lines, number in placed["statements"].items())
    print(f"  statements with BEGIN and COMMIT: {counted}")


def _print_pages(pages: dict[str, Any], noun: str) -> None:
    small, large = pages["sizes"]["small"], pages["sizes"]["large"]
    print(
        f"\nPages, milliseconds in the server, of it in the database and of its processor, at {small:,} and {large:,} {noun}"
    )
    print(
        f"  {'':26}{'p50':>9}{'p95':>9}{'db':>8}{'cpu':>8}  |{'p50':>9}{'p95':>9}{'db':>8}{'cpu':>8}  statements  ratio of p50"
    )
    for name, big in pages["large"].items():
        little = pages["small"].get(name)
        if little is None:
            continue
        ratio = big["p50"] / little["p50"] if little["p50"] else 0
        print(
            f"  {name:26}{little['p50']:9.1f}{little['p95']:9.1f}{little['db']:8.1f}{little['cpu']:8.1f}  |{big['p50']:9.1f}{big['p95']:9.1f}"
            f"{big['db']:8.1f}{big['cpu']:8.1f}{big['statements']:10}{ratio:14.2f}"
        )


def _print_goal(pages: dict[str, Any], goal: float) -> None:
    """Which pages of the large data set miss their goal; the processor's share tells a slow page from a busy machine."""
    missed = [(name, row) for name, row in pages["large"].items() if row["p95"] >= slowest(name, goal)]
    met = len(pages["large"]) - len(missed)
    print(
        f"  goal p95 < {goal:.0f} ms (customer page < {slowest('customer page', goal):.0f}): {met} of {len(pages['large'])} met"
    )
    for name, row in missed:
        print(f"    {says(False)}: {name:34}{row['p95']:8.1f} p95{row['busy p95']:8.1f} of it on processors")
