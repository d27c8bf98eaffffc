# One verb for every action a person takes. Needs Python 3.11 to 3.13, pip and make; nothing else.
#   make demo PYTHON=/path/to/python3.12   chooses the interpreter

VENV ?= .venv
OUT ?= out
BENCH ?=
PYTEST ?=

# The first interpreter that fits; empty when there is none.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(FITS)' 2>/dev/null && command -v "$$p" && break; done)

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test check bench peers format clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## start the service, post every sample, look at the files in out/
	$(BIN)/docgen demo --service -o $(OUT)

serve: $(VENV)/.run ## run the service on this machine until Ctrl-C
	$(BIN)/docgen serve

test: $(VENV)/.dev ## run all tests (PYTEST="-k pattern" for some)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST)

check: $(VENV)/.dev ## lint, format check, types, the rule on imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_imports.py

bench: $(VENV)/.dev ## measure against docxtpl, python-pptx and openpyxl (BENCH="--only word-m" for some)
	$(BIN)/python -m benchmarks $(BENCH)

peers: ## put docxtemplater and Carbone beside the benchmarks, which need Node; then BENCH="--peers"
	npm install --prefix benchmarks/node --no-package-lock --no-audit --no-fund --silent

format: $(VENV)/.dev ## put the code into the house form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and what was built
	rm -rf $(VENV) build dist $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps: an environment is set up again only when what it is made from changes.
$(VENV)/.python:
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null || { echo \
	"docgen needs Python 3.11, 3.12 or 3.13; $(or $(PYTHON),python3) here is: $$($(or $(PYTHON),python3) --version 2>&1)." \
	"Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.run
