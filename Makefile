# Everything one types here. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench up doctor lock migration diagrams clean

help: ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## build the environment in .venv

# uv installs in seconds and byte-compiles; where it cannot be had, pip does the same more slowly.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; call: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 6; }
	@echo "Building the environment (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@if $(BIN)/pip install --quiet --disable-pip-version-check uv 2>/dev/null && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode \
			-c constraints.txt -r pyproject.toml --extra dev; then :; \
	else \
		$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'; \
	fi
	@touch $@

demo: $(READY) ## run one whole cohort on a simulated clock; ARGS="--exit --people 2000 --seed 7"
	@$(BIN)/python -m rmctl demo $(ARGS)

test: $(READY) ## run the whole test suite; ARGS="-k matching"
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY) ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## print a line for every figure
	@$(BIN)/python -m benchmarks $(ARGS)

up: $(READY) ## run an installation on this machine: Prefect, flows, pages
	@$(BIN)/python -m rmctl up $(ARGS)

doctor: $(READY) ## check the set-up and say how to mend it
	@$(BIN)/python -m rmctl doctor $(ARGS)

lock: $(READY) ## renew constraints.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev pyproject.toml \
		--no-header --no-annotate --output-file constraints.txt
	@sed -i '1i # The exact versions this project is tested with. Made by `make lock`.' constraints.txt

migration: $(READY) ## write the schema migration; SENTENCE="say what changed" adds a step
	@$(BIN)/python -m rm_core.store.migrations.write $(SENTENCE)
	@$(BIN)/ruff check -q --fix --ignore E501 rm_core/store/migrations/versions
	@$(BIN)/ruff format -q rm_core/store/migrations/versions

diagrams: $(READY) ## print the lifecycles into docs/lifecycles.md
	@$(BIN)/python -m rmctl.diagrams

clean: ## remove the environment, caches and the demo
	@rm -rf $(VENV) .demo .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
