# Two commands do everything on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OLDEST := $(VENV)-oldest
CONTRIB := contrib_views contrib_sequences contrib_formatters
SOURCES := core plugins $(CONTRIB)
MEET_SQLALCHEMY := $(addprefix tests/,plugin/columns plugin/tables plugin/types scenario/test_generated_code.py)

.DEFAULT_GOAL := help
.PHONY: help demo test test-oldest lint types contracts check bench stubs docs clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

$(BIN)/.runtime: pyproject.toml $(CONTRIB:%=%/pyproject.toml)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . $(CONTRIB:%=-e ./%)
	@touch $@

$(BIN)/.development: $(BIN)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,dev,firebird]' || \
		{ echo "Firebird cannot be installed here: its tests are skipped"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,dev]'; }
	@touch $@

$(OLDEST)/.development: pyproject.toml $(CONTRIB:%=%/pyproject.toml) tests/oldest.txt
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check --constraint tests/oldest.txt \
		-e '.[test]' $(CONTRIB:%=-e ./%)
	@touch $@

demo: $(BIN)/.runtime ## run the main job on SQLite, from models to a migrated database
	$(BIN)/python examples/chinook/demo.py

test: $(BIN)/.development lint types contracts ## run every check and every test
	$(BIN)/python -m pytest -n auto

# Those that meet SQLAlchemy most, for what they cost: what is reflected, compiled and compared.
test-oldest: $(OLDEST)/.development ## run the tests that meet SQLAlchemy with the lowest versions that are supported
	$(OLDEST)/bin/python -m pytest -n auto $(MEET_SQLALCHEMY)

lint: $(BIN)/.development ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/.development ## mypy --strict
	$(BIN)/mypy $(SOURCES)

contracts: $(BIN)/.development ## import-linter: the architecture
	$(BIN)/lint-imports --no-logo

bench: $(BIN)/.development ## measure beside the reference, in one run
	$(PYTHON) benchmarks/run.py

stubs: $(BIN)/.runtime ## write the .pyi files of op, context and operations.ops anew
	$(BIN)/migrate stubs

docs: $(BIN)/.runtime ## write the generated reference pages anew
	$(BIN)/python docs/generate.py

clean: ## remove what the commands above made
	rm -rf $(VENV) $(OLDEST) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
