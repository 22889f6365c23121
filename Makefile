# Everything needs only Python 3.11+, make, and the registries that pip and npm are configured for.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# an empty value means "do write": starts are seconds faster
export PYTHONDONTWRITEBYTECODE :=
PYTHON := $(shell for p in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/pytest -q

.PHONY: help run test test-fast check bench faults messages assets setup setup-dev lock clean python

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: setup  ## start Danshu: database, web, worker; Ctrl-C stops it
	@exec $(BIN)/danshu up

test: setup-dev  ## everything that CI runs
	@$(BIN)/python scripts/test.py

test-fast: setup-dev  ## tests without browser and without slow ones
	@$(PYTEST) -n 2 -m "not slow and not browser"

check: setup-dev  ## lint, types, import contracts, house rules, migrations
	@$(BIN)/python scripts/check.py

bench: setup-dev  ## speed, as a table and in build/bench.json
	@$(BIN)/python -m bench

faults: setup-dev  ## the long form of the fault tests
	@$(PYTEST) -m long

messages: setup-dev  ## add new texts to the English translations
	@$(BIN)/python scripts/messages.py

assets: setup  ## build scripts, styles and icons again
	@$(BIN)/python -m danshu.host.assets --force

setup: python
	@$(PYTHON) scripts/setup.py run

setup-dev: python
	@$(PYTHON) scripts/setup.py dev

lock: setup-dev  ## pin the newest versions that the .in files allow
	@$(BIN)/pip install -q uv
	@for name in requirements dev tools; do $(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links --upgrade $$name.in -o $$name.txt; done

clean:  ## remove what was built here (not the data folder)
	rm -rf .venv node_modules build dist src/danshu/ui/static/dist .mypy_cache .ruff_cache .pytest_cache
	find src tests -name __pycache__ -o -name '*.mo' | xargs rm -rf

python:
	@test -n "$(PYTHON)" || { echo "danshu: no Python 3.11 or newer found" >&2; exit 1; }
