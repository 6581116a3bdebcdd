# Dragoman: `make demo` shows it, `make test` tests it. PYTHON names the interpreter (3.11 or later).
PYTHON ?= python3
export PYTHON
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench format reference locks clean

help: ## Say what there is to make
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1@\2/' | column -t -s @

demo: .venv/.desk-ready ## A whole desk on a fictional region's press; Ctrl-C ends it
	@$(BIN)/dragoman demo

test: .venv/.dev-ready ## The whole suite, on SQLite and on PostgreSQL
	@scripts/test.sh

check: .venv/.dev-ready ## Format, lint, types, import contracts, documents, locks
	@scripts/check.sh

bench: .venv/.dev-ready ## All benchmarks: figure, ours, target, peer, ratio
	-@scripts/environment.sh exchange # a peer; without it the figures say so
	@$(BIN)/python -m benchmarks.run

format: .venv/.dev-ready ## Bring the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

reference: .venv/.dev-ready ## Write again what is made of the code and of documents: docs/reference/, a public page
	@$(BIN)/python -m docs.build_reference
	@$(BIN)/python -m docs.build_public_page

locks: .venv/.dev-ready ## Write requirements/*.lock again from pyproject.toml
	@scripts/lock.sh

clean: ## Remove the environment and everything that was made
	rm -rf .venv .cache .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.desk-ready: requirements/setup.lock requirements/desk.lock pyproject.toml
	@scripts/setup.sh desk
	@touch $@

.venv/.dev-ready: requirements/setup.lock requirements/dev.lock pyproject.toml
	@scripts/setup.sh dev
	@touch $@
