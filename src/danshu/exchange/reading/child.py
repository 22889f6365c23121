"""The child process: opens one file under hard limits and writes lines to standard output.

Protocol, one JSON document per line unless said otherwise:
  inspect -> {"kind", "encoding", "separator", "sheets": [{"name", "hidden", "rows", "columns", "merged", "preview", "refused"}]}
  rows    -> row lines (see `cells.encode_row`) and a last line {"end": {"rows", "blank", "peak_kb"}}
  either  -> {"refused": {...}} as the last line
A child that dies without a last line was killed by its limits.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from typing import Any

from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.refusal import Refusal

FLUSH = 1 << 16
ERROR_BYTES = 1 << 16


def main() -> None:
    """Read the order from the command line, set the limits, then touch the file."""
    order: dict[str, Any] = json.loads(sys.argv[-1])
    limits = Limits(**order["limits"])
    _restrict(limits)
    gc.disable()  # one pass over the file, nothing cyclic is kept
    try:
        _serve(order, limits)
    except Refusal as refusal:
        _send({"refused": refusal.as_json()})
    except MemoryError:
        _send({"refused": {"reason": "memory", "sheet": "", "cell": "", "facts": {"limit": limits.memory >> 20}}})
    except BaseException as error:  # noqa: BLE001 - a Rust panic is no Exception; whatever it was, the file is to blame
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:2000])
        _send({"refused": {"reason": "damaged", "sheet": "", "cell": "", "facts": {}}})
    sys.stdout.flush()


def _restrict(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ERROR_BYTES, ERROR_BYTES))  # only its own error text
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(order: dict[str, Any], limits: Limits) -> None:
    from danshu.exchange.reading.sniffing import sniff

    kind = sniff(order["path"], order["name"])
    if order["act"] == "inspect":
        _send(_inspect_text(order, limits) if kind == "text" else _inspect_workbook(order, limits))
        return
    source = _text_sheet(order, limits) if kind == "text" else _workbook_sheet(order, limits)
    lines: list[str] = []
    size = total = blank = 0
    for _, line, _ in source.rows():
        if not line:
            blank += 1
            continue
        total += 1
        lines.append(line)
        size += len(line)
        if size > FLUSH:
            sys.stdout.buffer.write("".join(lines).encode())
            lines.clear()
            size = 0
    sys.stdout.buffer.write("".join(lines).encode())
    _send({"end": {"rows": total, "blank": blank, "peak_kb": peak_kb()}})


def _text_sheet(order: dict[str, Any], limits: Limits) -> Any:
    from danshu.exchange.reading.delimited import TextTable

    return TextTable(order["path"], limits, order.get("encoding", ""), order.get("separator", ""))


def _workbook_sheet(order: dict[str, Any], limits: Limits) -> Any:
    from danshu.exchange.reading.workbook import Workbook

    book = Workbook(order["path"], limits)
    index = int(order["sheet"])
    if not 0 <= index < len(book.sheets()):
        raise Refusal("no_such_sheet", number=index + 1)
    return book.open(index)


def _inspect_text(order: dict[str, Any], limits: Limits) -> dict[str, Any]:
    table = _text_sheet(order, limits)
    found = _describe("", False, table, limits)
    return {"kind": "text", "encoding": table.encoding, "separator": table.separator, "sheets": [found]}


def _inspect_workbook(order: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from danshu.exchange.reading.workbook import Workbook

    book = Workbook(order["path"], limits)
    sheets = []
    for index, (name, hidden, is_table) in enumerate(book.sheets()):
        if not is_table:
            continue
        try:
            sheet = book.open(index)
            found = _describe(name, hidden, sheet, limits) | {"merged": sheet.merged()[:500]}
            del sheet
        except Refusal as refusal:
            found = _empty(name, hidden) | {"refused": refusal.as_json()}
        sheets.append(found | {"index": index})
    return {"kind": "workbook", "encoding": "", "separator": "", "sheets": sheets}


def _empty(name: str, hidden: bool) -> dict[str, Any]:
    return {"name": name, "hidden": hidden, "rows": 0, "blank": 0, "columns": 0, "merged": [], "preview": []}


def _describe(name: str, hidden: bool, source: Any, limits: Limits) -> dict[str, Any]:
    """Count the filled rows and keep the first ones."""
    found = _empty(name, hidden)
    preview: list[str] = found["preview"]
    for _, line, width in source.rows():
        if not line:
            found["blank"] += 1
            continue
        found["rows"] += 1
        if len(preview) < limits.preview_rows:
            preview.append(line)
            found["columns"] = max(found["columns"], width)
    return found | {"index": 0}


def peak_kb() -> int:
    """The largest resident size of this process so far, in kB."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _send(message: dict[str, Any]) -> None:
    message.setdefault("peak_kb", peak_kb())
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
