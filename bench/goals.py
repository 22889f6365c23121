"""What is to be reached, and the tables that say whether it was."""

from __future__ import annotations

from typing import Any

SLOWEST_LIST, SLOWEST_CUSTOMER_PAGE = 60.0, 80.0  # milliseconds, 95 of 100 requests
EXPORT_SECONDS, EXPORT_MEGABYTES = 20.0, 200.0
ENTRY_SECONDS = {"typed": 15.0, "pasted": 60.0}
HEAVIEST_PAGE = 300_000  # bytes
WORDS = {"typed": "five lines typed", "pasted": "100 lines pasted"}


def slowest(name: str, goal: float) -> float:
    """The goal of a page by its name."""
    return SLOWEST_CUSTOMER_PAGE if name.startswith("customer page") else goal


def says(met: bool) -> str:
    """How a table says it."""
    return "met" if met else "not met"


def print_used(found: dict[str, Any]) -> None:
    """The tables of exporting, entering and loading."""
    if export := found.get("export"):
        _print_export(export)
    if typing := found.get("typing"):
        _print_typing(typing)
    if weight := found.get("weight"):
        _print_weight(weight)


def _print_export(export: dict[str, Any]) -> None:
    print(
        f"\nExport to xlsx; goal for the columns of the screen: < {EXPORT_SECONDS:.0f} s, < {EXPORT_MEGABYTES:.0f} MB"
    )
    print(f"  {'':26}{'rows':>9}{'columns':>9}{'seconds':>9}{'cpu':>8}{'MB':>8}{'file MB':>9}  progress")
    for name, row in export.items():
        steps = row["progress"]
        rises = len(steps) > 1 and steps == sorted(steps)
        met = row["seconds"] < EXPORT_SECONDS and row["megabytes"] < EXPORT_MEGABYTES and rises
        print(
            f"  {name:26}{row['rows']:9,}{row['columns']:9}{row['seconds']:9.1f}{row['cpu']:8.1f}{row['megabytes']:8.0f}"
            f"{row['file megabytes']:9.1f}  {len(steps)} steps  {says(met)}"
        )


def _print_typing(typing: dict[str, Any]) -> None:
    print("\nAn order from the empty form to its stored page, in Chromium on the product's server, seconds")
    for name, row in typing.items():
        best, worst, goal = min(row["seconds"]), max(row["seconds"]), ENTRY_SECONDS[name]
        print(f"  {WORDS[name]:26}{best:8.1f} to{worst:8.1f}   goal < {goal:.0f}  {says(worst < goal)}")


def _print_weight(weight: dict[str, Any]) -> None:
    print(f"\nFirst load of a page by a browser that knows nothing; goal < {HEAVIEST_PAGE // 1000} KB")
    by_weight = sorted(weight.items(), key=lambda page: -page[1]["bytes"])
    for path, row in by_weight[:5]:
        print(
            f"  {path:34}{row['bytes'] / 1000:8.0f} KB{row['requests']:4} requests  {says(row['bytes'] < HEAVIEST_PAGE)}"
        )
    light = sum(row["bytes"] < HEAVIEST_PAGE for row in weight.values())
    failed = [path for path, row in weight.items() if row["answer"] != 200]
    print(f"  {light} of {len(weight)} pages met" + (f"; not answered: {', '.join(failed)}" if failed else ""))
