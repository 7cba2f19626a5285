# `make demo` and `make test` are all a new checkout needs; both make .venv once and reuse it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt

.PHONY: demo test check bench model readme clean
.DELETE_ON_ERROR:

demo: $(VENV)/.run  ## read our own seeds and show the first figures
	$(BIN)/tallycheck extract seeds -o out/seeds
	@echo
	@head -n 6 out/seeds/figures.csv

test: $(VENV)/.dev check  ## everything that must hold before a push
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, types, and every pattern on its own examples
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/tallycheck rules check

bench: $(VENV)/.dev  ## speed, each measured beside a yardstick in the same run
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.rules
	$(BIN)/python -m benchmarks.html
	$(BIN)/python -m benchmarks.ner
	$(BIN)/python -m benchmarks.injection
	$(BIN)/python -m benchmarks.newsroom

model: $(VENV)/.run  ## train the second reader anew from corpora/ (see docs/model.md)
	$(BIN)/tallycheck train
	$(BIN)/tallycheck calibrate

readme: $(VENV)/.dev  ## run the marked blocks of README.md and write what they print into it
	$(BIN)/python tests/shown.py README.md

clean:
	rm -rf $(VENV) out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The build backend comes first and from constraints.txt too: no unpinned package is ever fetched.
$(VENV)/.made: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) hatchling
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml
	$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@ $(VENV)/.run
