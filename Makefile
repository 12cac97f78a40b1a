# Two commands set everything up: `make crawl` and `make test`. Nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The variable holds for the environment in which cleaners/_speedups is compiled, too: it must be the lxml that is installed.
PIP := PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: crawl test lint install clean help

help:
	@echo "make crawl   crawl the bundled replica site into data/"
	@echo "make test    run the test suite"
	@echo "make lint    style, types and import contracts"
	@echo "make clean   remove the virtual environment, data/ and caches"

crawl: $(VENV)/.installed
	@$(BIN)/python -m crawler.quickstart data

# How many processes `auto` is stands in tests/conftest.py.
test: $(VENV)/.installed-test
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint deploy/Dockerfile

install: $(VENV)/.installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; say which with: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

# Compiled modules are made here; without a C compiler the package does without them.
$(VENV)/.installed: setup.cfg setup.py pyproject.toml constraints.txt $(wildcard cleaners/_speedups/*.p*) | $(VENV)/bin/python
	$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) data .scrapy build cleaners/_speedups/*.c cleaners/_speedups/*.so *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
