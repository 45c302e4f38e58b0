# Resistance, Reproduced. `make` lists the targets; `make book` and `make test` need only
# Python 3.11 to 3.14, make, and a Python package index.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help book serve environment test test-slow test-all test-r test-browser coverage mutation data \
	reproduce power zip bench lint lock clean distclean

# The first Python that runs and that the lock serves; looked for only where .venv has to be made.
SERVED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(SERVED)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

PY := .venv/bin/python
RESISTBOOK := $(PY) -m resistbook
PYTEST := $(PY) -m pytest -n auto --maxprocesses 4 --dist

# The same numbers on every run.
export PYTHONHASHSEED := 0
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export NUMEXPR_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export RESISTBOOK_RESULTS := stored

# COVERAGE=1 has every Python process tell which branches it took, in a third more time.
ifdef COVERAGE
export COVERAGE_PROCESS_START := $(CURDIR)/pyproject.toml
export COVERAGE_FILE := $(CURDIR)/_build/coverage/data
endif

help: ## list the targets
	@echo "Resistance, Reproduced"
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | \
		while IFS='|' read -r target text; do printf '%-20s %s\n' "$$target" "$$text"; done

book: environment ## build the site into _build/html
	@$(RESISTBOOK) build

serve: book ## serve the built site on http://localhost:8000
	$(PY) -m http.server --bind 127.0.0.1 --directory _build/html 8000

UNLIKE = $(shell for f in requirements.lock pyproject.toml; do cmp -s $$f .venv/$$f || echo $$f; done)
environment: ## make .venv from requirements.lock, or renew it
	@$(if $(UNLIKE),$(or $(PYTHON),python3) environment.py)

test: book ## unit tests, ledger and site checks, then nbval over every notebook
	$(PYTEST) worksteal -m "not (browser or r or slow)"
	IPYTHONDIR="$(CURDIR)/_build/ipython" MPLBACKEND=module://matplotlib_inline.backend_inline \
		COLUMNS=80 TZ=UTC $(PYTEST) loadfile --nbval --nbval-cell-timeout 300 -q notebooks
	@echo "All tests passed."

test-slow: book ## what is slow by nature: faults, kills, a second build, whole series
	$(PYTEST) worksteal -m "slow and not (browser or r)"

test-all: test test-slow ## both

test-r: environment ## compare with R, live (needs Rscript, limma, survival, metafor)
	$(PYTEST) worksteal -m r

test-browser: book ## load every page in Chromium, offline; screenshots in _build/screenshots
	$(PYTEST) worksteal -m browser tests/browser

coverage: environment ## what `make test-all reproduce COVERAGE=1` reached; writes results/coverage.json
	@$(PY) -m coverage combine -q _build/coverage
	@$(PY) -m coverage json -q
	@$(PY) tests/support/coverage_figures.py

mutation: environment ## change the statistics in places: does a test notice? writes results/mutation*.csv
	$(PY) tests/support/mutation.py

data: environment ## fetch and verify all source files
	$(RESISTBOOK) fetch

reproduce: environment ## recompute every result from the raw files and compare with the stored
	$(RESISTBOOK) reproduce

power: environment ## simulate what each rule can see, and compare with the stored
	$(RESISTBOOK) power

zip: book ## pack site and PDF to read without network: _build/resistance-reproduced-VERSION.zip
	@$(RESISTBOOK) zip

bench: environment ## time the statistics against R and lifelines; writes results/benchmarks.csv
	$(PY) benchmarks

lint: environment ## check style
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

lock: ## resolve pyproject.toml into requirements.lock, for Python 3.11 to 3.14
	@test -x _build/uv/bin/uv || { $(PYTHON) -m venv _build/uv && _build/uv/bin/python -m pip install -q uv; }
	_build/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --all-extras --upgrade pyproject.toml -o requirements.lock

clean: ## remove what was built
	rm -rf _build book/generated .pytest_cache .ruff_cache .hypothesis

distclean: clean ## remove what was built and the environment
	rm -rf .venv
