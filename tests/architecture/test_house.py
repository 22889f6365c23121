"""Rules that no tool checks for us; each names every place that breaks it."""

from __future__ import annotations

import ast
import re

from tests.architecture import source

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
READS_ENVIRONMENT = {"entry/settings.py", "entry/cli.py", "entry/up.py", "entry/serve.py", "entry/prepare.py",
                     "entry/manage.py", "entry/grants.py"}  # fmt: skip
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|opt)/\w|\.pyenv|/home/[a-z]")
REGISTRY = re.compile(r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|npmmirror\.com)")
BINARY = (".png", ".ico", ".mo", ".woff2", ".ttf", ".xlsx", ".xls", ".pdf")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    written = [path for path in source.files() if path.suffix in source.WRITTEN and "migrations" not in path.parts]
    long = {source.place(path, lines) for path in written if (lines := source.text(path).count("\n")) > LONGEST_FILE}
    assert not long


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{source.place(path, node)} {node.name}"
        for path in source.python(tests=True)
        for node in ast.walk(source.tree(path))
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_rows_are_locked_in_one_place_only() -> None:
    """CC-3: one function knows how rows are locked, and in which order."""
    elsewhere = [
        source.place(path, call)
        for path in source.python()
        if path != source.PACKAGE / "kit" / "locks.py"
        for call in source.calls(path, "select_for_update")
    ]
    assert not elsewhere


def test_saving_names_the_columns() -> None:
    """CC-9: a full save writes back what somebody else has changed meanwhile; an insert says that it is one."""
    full = []
    for path in source.python():
        for call in source.calls(path, "save"):
            keywords = {keyword.arg for keyword in call.keywords}
            method = isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Call)
            if method and not call.args and not keywords & {"update_fields", "force_insert", None}:
                full.append(source.place(path, call))
    assert not full


def test_models_are_imported_by_their_own_module_only() -> None:
    foreign = []
    for path in source.python():
        module = source.module_of(path)
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                found = re.match(r"danshu\.(\w+)\.models\b", name)
                if found and found[1] not in (module, "kit"):
                    foreign.append(f"{source.place(path, node)} imports {name}")
    assert not foreign


def test_models_of_other_modules_are_not_fetched_by_name() -> None:
    foreign = []
    for path in source.python():
        module = source.module_of(path)
        for call in source.calls(path, "get_model"):
            label = call.args[0] if call.args else None
            if isinstance(label, ast.Constant) and str(label.value).partition(".")[0].lower() != module:
                foreign.append(f"{source.place(path, call)} {label.value}")
    assert not foreign


def test_the_environment_is_read_by_the_start_up_only() -> None:
    readers = [
        source.place(path, node)
        for path in source.python()
        if source.module_of(path) != "host" and path.relative_to(source.PACKAGE).as_posix() not in READS_ENVIRONMENT
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert not readers


def test_the_product_never_imports_what_tests_need() -> None:
    wrong = [
        source.place(path, node)
        for path in source.python()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom) and re.match(r"danshu\.testing|.*\.tests\b", node.module or "")
    ]
    assert not wrong


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    named = []
    for path in source.files():
        if path == source.ROOT / "tests" / "architecture" / "test_house.py" or path.suffix in BINARY:
            continue
        for number, line in enumerate(source.text(path).splitlines(), 1):
            if MACHINE.search(line):
                named.append(source.place(path, number))
    assert not named


def test_lock_files_name_no_registry() -> None:
    locks = [*source.ROOT.glob("*.txt"), *source.ROOT.glob("*.in"), source.ROOT / "package-lock.json"]
    addresses = [path.name for path in locks if REGISTRY.search(path.read_text(encoding="utf-8"))]
    assert not addresses
    assert '"resolved"' not in (source.ROOT / "package-lock.json").read_text(encoding="utf-8")
