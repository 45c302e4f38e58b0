# Resistance, Reproduced. `make` lists the targets; `make book` and `make test` need only
# Python 3.11 to 3.14, make, and a Python package index.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# ---- Python: the first interpreter that runs and that the lock serves -----------------------

SERVED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(SERVED)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif

PY := .venv/bin/python
RESISTBOOK := $(PY) -m resistbook
ENVIRONMENT := .venv/.installed

# ---- the same numbers on every run --------------------------------------------------------

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

# ---- one run at a time --------------------------------------------------------------------

ALONE := book environment test test-r test-browser coverage mutation data reproduce zip bench lint lock clean distclean

.PHONY: help $(ALONE) serve FORCE

help: ## list the targets
	@echo "Resistance, Reproduced"
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | \
		while IFS='|' read -r target text; do printf '%-20s %s\n' "$$target" "$$text"; done

serve: book ## serve the built site on http://localhost:8000
	$(PY) -m http.server --bind 127.0.0.1 --directory _build/html 8000

ifndef RESISTBOOK_ALONE

$(ALONE):
	@$(if $(PYTHON),$(PYTHON) alone.py Makefile) \
		$(MAKE) --no-print-directory RESISTBOOK_ALONE=yes $@

else

# ---- what is made from what ---------------------------------------------------------------

SCRIPTS := $(sort $(wildcard notebooks/*.py))
NOTEBOOKS := $(SCRIPTS:.py=.ipynb)
LOCKED := requirements.lock pyproject.toml
TOGETHER := -n auto --maxprocesses 4 --dist
CODE := $(wildcard results/manifest.json) $(shell find src claims $(wildcard results/*/) -type f \( -name '*.py' \
	-o -name '*.csv' -o -name '*.json' -o -name '*.yml' -o -name '*.gmt' \))
REPORTS := $(filter-out results/manifest.json,$(wildcard results/*.csv results/*.json))
PAGES := $(shell find book -type f ! -path 'book/generated/*')
EXECUTED := _build/.executed
SITE := _build/.site
RUN := $(SCRIPTS) $(CODE) $(LOCKED)
SHOWN := $(NOTEBOOKS) $(CODE) $(LOCKED) $(REPORTS) $(PAGES) _config.yml _toc.yml

# Stamps hold the checksums of what was used. A file that differs, is new or has gone is out of
# date, whatever its time: clocks err, and a copied file keeps the time of its original.
changed = $(shell { cat $(1); echo; cksum $(2); } 2>/dev/null | awk '!now && !NF {now = 1; next} \
	!now {was[$$0] = $$3; next} $$0 in was {delete was[$$0]; next} {print $$3} \
	END {for (line in was) print was[line]}' | sort -u)

book: $(SITE) ## build the site into _build/html
	@echo "The book is built. Open _build/html/index.html in a browser, or run \`make serve\`."

environment: $(ENVIRONMENT) ## make .venv from requirements.lock, or renew it

test: $(SITE) ## unit tests, then ledger and site checks, then nbval over every notebook
	@echo "==> 1/3 Unit tests"
	$(PY) -m pytest $(TOGETHER) loadfile -m "not site and not browser and not r"
	@echo "==> 2/3 The built site"
	$(PY) -m pytest $(TOGETHER) loadfile -m site
	@echo "==> 3/3 Every output of every notebook, run again"
	IPYTHONDIR="$(CURDIR)/_build/ipython" MPLBACKEND=module://matplotlib_inline.backend_inline \
		COLUMNS=80 TZ=UTC $(PY) -m pytest --nbval --nbval-cell-timeout 300 -q notebooks
	@echo "All tests passed."

test-r: $(ENVIRONMENT) ## compare with R, live (needs Rscript, limma, survival, metafor)
	$(PY) -m pytest -m r

test-browser: $(SITE) ## load every page in Chromium, offline; screenshots in _build/screenshots
	$(PY) -m pytest $(TOGETHER) worksteal -m browser

coverage: $(ENVIRONMENT) ## what `make test reproduce COVERAGE=1` reached; writes results/coverage.json
	@$(PY) -m coverage combine -q _build/coverage
	@$(PY) -m coverage json -q
	@$(PY) tests/support/coverage_figures.py

mutation: $(ENVIRONMENT) ## change the statistics in places: does a test notice? writes results/mutation*.csv
	$(PY) tests/support/mutation.py

data: $(ENVIRONMENT) ## fetch and verify all source files
	$(RESISTBOOK) fetch

reproduce: $(ENVIRONMENT) ## recompute every result from the raw files and compare with the stored
	$(RESISTBOOK) reproduce

zip: $(SITE) ## pack the built site to read without network: _build/resistance-reproduced-VERSION.zip
	@$(RESISTBOOK) zip

bench: $(ENVIRONMENT) ## time the statistics against R and lifelines; writes results/benchmarks.csv
	$(PY) benchmarks

lint: $(ENVIRONMENT) ## check style
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

# ---- the environment ----------------------------------------------------------------------

OTHER := $(call changed,$(ENVIRONMENT),$(LOCKED))
INSTALL := $(PY) -m pip install --no-deps --require-hashes

$(ENVIRONMENT): $(if $(OTHER),FORCE)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.14 was found; the locked packages have no wheels" \
		"for another. Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c '$(SERVED)' || { echo "$(PYTHON) cannot be run or is not Python 3.11 to 3.14; the locked" \
		"packages have no wheels for another. Name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module." \
		"On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "==> Environment: .venv from requirements.lock (`$(PYTHON) --version`; some minutes)"
	@$(PYTHON) -m venv $(if $(filter requirements.lock,$(OTHER)),--clear) .venv || { echo "The environment could not be made in .venv." \
		"Is the disk full, or the folder not writable?" >&2; exit 1; }
	@{ sed -n '/^setuptools==/,/# via/p' requirements.lock | $(INSTALL) -q -r /dev/stdin && \
		$(INSTALL) --no-build-isolation --use-pep517 -r requirements.lock; } || { \
		echo "pip could not install requirements.lock, see above. Without network: connect, or" \
		"set PIP_INDEX_URL to an index that you reach. If a package could not be built, your" \
		"system has no wheel of it, and it needs a compiler and Python's headers; on Debian and" \
		"Ubuntu: apt-get install build-essential python3-dev. Then run make again." >&2; exit 1; }
	@$(PY) -m pip install -q --no-deps --no-build-isolation -e . || { \
		echo "pip could not install this package, see above; is pyproject.toml intact?" >&2; exit 1; }
	@cksum $(LOCKED) > $@

# ---- the book -----------------------------------------------------------------------------

# Where only notebooks or their scripts have changed, only those run; otherwise all do.
RERUN := $(call changed,$(EXECUTED),$(RUN) $(NOTEBOOKS))

$(EXECUTED): $(if $(RERUN),FORCE) | $(ENVIRONMENT)
	@echo "==> Notebooks: executed from the stored results"
	@mkdir -p $(@D)
	@cksum $(RUN) > $@.new
	@$(RESISTBOOK) execute $(if $(filter-out notebooks/%,$(RERUN)),,$(filter $(SCRIPTS),$(sort $(RERUN:.ipynb=.py))))
	@cksum $(NOTEBOOKS) >> $@.new
	@mv $@.new $@

# Built anew as a whole: numbers glued into another page would otherwise stay as they were.
$(SITE): $(if $(RERUN)$(call changed,$(SITE),$(SHOWN)),FORCE) | $(EXECUTED)
	@rm -rf $@ _build/html _build/.doctrees _build/jupyter_execute
	@cksum $(SHOWN) > $@.new
	@echo "==> Pages generated from registry, ledger and manifest"
	@$(RESISTBOOK) pages
	@echo "==> Site: strict build"
	@.venv/bin/jupyter-book build . -W -n --keep-going --all -q || { \
		echo "The strict build failed: mend each warning above, then run make again." >&2; exit 1; }
	@mv $@.new $@

endif

FORCE:
