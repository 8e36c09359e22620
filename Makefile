# Everything is reached from here; `make` alone lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## bring this checkout up to date: packages, Python environment, Asterisk, pjsua2
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed; on Debian 12: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -m scripts.setup

demo: setup ## set up, then run the demonstration; options for it in ARGS="..."
	@$(BIN)/hotline demo $(ARGS)

test: setup ## set up, then all checks and tests; options for pytest in ARGS="..."
	@scripts/check $(ARGS)

lint: setup ## set up, then the checks without the tests
	@scripts/check --lint

format: setup ## set up, then format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: ## write the lock files from requirements*.in; UPGRADE=1 takes the newest versions
	@PYTHON=$(PYTHON) scripts/lock

clean: ## remove what set-up and tests made in this checkout (the cache stays)
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
