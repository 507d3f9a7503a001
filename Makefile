# HyperStream's commands. `make` alone lists them; everything happens in $(VENV), made once.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
# Some of the long tests wait for servers and leases: three at a time keep two cores busy.
TORTURERS ?= 3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help venv demo test torture hunt check format lint types imports coverage bench docs dist wheel lowest clean

help:  ## list the commands
	@echo 'HyperStream: make COMMAND'
	@sed -n 's/^\([a-z]*\):.*  ## /\1|/p' Makefile | while IFS='|' read -r name text; do \
		printf '  %-10s %s\n' "$$name" "$$text"; done

venv: $(READY)  ## make the virtual environment (again only when pyproject.toml changes)

$(READY): pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "HyperStream needs Python 3.11 or later; try: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing HyperStream and its development tools into $(VENV) (a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)  ## compute streams from real data (STORE=mongodb://... on MongoDB), and say why
	@$(BIN)/hyperstream demo $(if $(STORE),--store '$(STORE)') $(ARGS)

test: $(READY)  ## run the tests (ARGS=... goes to pytest)
	$(PYTEST) -n $(WORKERS) $(ARGS)

torture: $(READY)  ## run the long versions of the laws: kill rounds, large explorations
	$(PYTEST) -n $(TORTURERS) --hypothesis-profile=hunt -m torture $(ARGS)

hunt: $(READY)  ## run the tests on new random examples (make test draws the same each time)
	$(PYTEST) -n $(WORKERS) --hypothesis-profile=hunt $(ARGS)

check: format lint types imports test docs  ## everything that must hold before a commit
	@echo 'make check: everything holds'

format: $(READY)  ## check the formatting (mend it with: .venv/bin/ruff format .)
	$(BIN)/ruff format --check .

lint: $(READY)  ## check the code with ruff
	$(BIN)/ruff check .

types: $(READY)  ## check the types with mypy --strict
	$(BIN)/mypy

imports: $(READY)  ## check which room imports which
	$(BIN)/lint-imports --no-logo --no-cache

coverage: $(READY)  ## run the tests and hold every room to its coverage floor
	$(BIN)/coverage erase
	$(PYTEST) -n $(WORKERS) --cov --cov-report= $(ARGS)
	$(BIN)/coverage json --quiet -o .coverage.json
	$(BIN)/python .ci/coverage_floors.py .coverage.json

bench: $(READY)  ## measure beside the peers, and write the figures down
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(READY)  ## build the documentation into docs/_build/html; warnings are errors
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b doctest docs docs/_build/doctest
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b html docs docs/_build/html

dist: $(READY)  ## build the wheel and the source distribution into dist/
	@rm -rf dist build
	$(BIN)/python -m build --outdir dist > /dev/null
	@ls dist

wheel: dist  ## install the wheel in an empty environment, and run the demonstration there
	@rm -rf build/wheel && $(PYTHON) -m venv build/wheel
	@build/wheel/bin/pip install --quiet --disable-pip-version-check "$$(ls dist/*.whl)"
	@build/wheel/bin/hyperstream demo --folder build/wheel/demo; test $$? = 2 || \
		{ echo 'without its extra, the demonstration must end with status 2'; exit 1; }
	@build/wheel/bin/pip install --quiet --disable-pip-version-check "$$(ls dist/*.whl)[demo]"
	build/wheel/bin/hyperstream demo --folder build/wheel/demo
	build/wheel/bin/hyperstream demo --folder build/wheel/demo | grep 'Nothing to compute'

lowest: dist  ## try the wheel with the lowest versions that the requirements allow (Python 3.11)
	@rm -rf build/lowest && $(PYTHON) -m venv build/lowest
	@build/lowest/bin/pip install --quiet --disable-pip-version-check --constraint .ci/lowest.txt \
		"$$(ls dist/*.whl)[demo,arrow,client,graph,mqtt]"
	build/lowest/bin/hyperstream demo --folder build/lowest/demo
	build/lowest/bin/hyperstream stream export day_mean --output build/lowest/day_mean.parquet \
		--store sqlite:///build/lowest/demo/store.db

clean:  ## remove what the other commands made
	rm -rf $(VENV) build dist docs/_build htmlcov .coverage .coverage.* *.egg-info \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis hyperstream_demo
