# Dragoman: `make demo` shows it, `make test` tests it. PYTHON names the interpreter (3.11 or later): make PYTHON=python3.12 demo
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench format reference locks clean desk-ready dev-ready

help: ## Say what there is to make
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: desk-ready ## A whole desk on a fictional region's press; Ctrl-C ends it
	@$(BIN)/dragoman demo

test: dev-ready ## The whole suite, on SQLite and on PostgreSQL
	@scripts/test.sh

check: dev-ready ## Format, lint, types, import contracts, documents, locks
	@scripts/check.sh

bench: dev-ready ## All benchmarks: figure, ours, target, peer, ratio
	-@scripts/environment.sh exchange # a peer; without it the figures say so
	@$(BIN)/python -m benchmarks.run

format: dev-ready ## Bring the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

reference: dev-ready ## Write again what is made of the code and of documents: docs/reference/, a public page
	@$(BIN)/python -m docs.build_reference
	@$(BIN)/python -m docs.build_public_page

locks: dev-ready ## Write requirements/*.lock again from pyproject.toml
	@scripts/lock.sh

clean: ## Remove the environment and everything that was made
	rm -rf .venv .cache .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/dragoman/names/native/*.so

desk-ready:
	@scripts/setup.sh desk

dev-ready:
	@scripts/setup.sh dev
