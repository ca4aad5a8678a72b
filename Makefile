# make demo: see it. make test: prove it. Both make their own environment first.
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
STAMP := $(ENV)/.ready
DEV := $(ENV)/.ready-dev

.PHONY: demo test unit lint docs compare release verify lock audit clean

demo: $(STAMP)
	$(BIN)/matinee demo $(ARGS)

# uv where it is, else venv and pip. The stamp is older than pyproject.toml only before the first run and after a change.
$(STAMP): pyproject.toml
	@command -v uv >/dev/null && uv venv -q --allow-existing $(ENV) || $(PYTHON) -m venv $(ENV)
	@command -v uv >/dev/null && uv pip install -q --python $(BIN)/python -c constraints.txt -e '.[vision]' || $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[vision]'
	@touch $@

$(DEV): $(STAMP) pyproject.toml
	@command -v uv >/dev/null && uv pip install -q --python $(BIN)/python -c constraints.txt --group dev || $(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	@command -v uv >/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --group dev
	@touch $@

test: $(DEV)
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not full" $(ARGS)

unit: $(DEV)
	$(BIN)/python -m pytest -q -n 2 -m "not slow and not full and not browser" $(ARGS)

lint: $(DEV)
	$(BIN)/ruff check src tests benchmarks scripts examples
	$(BIN)/ruff format --check src tests benchmarks scripts examples
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

# The documents as a site in build/site; strict: a link or a page that leads nowhere ends it with an error.
docs: $(DEV)
	@command -v uv >/dev/null && uv pip install -q --python $(BIN)/python -c constraints.txt --group docs || $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q --strict

# Benchmarks beside the peers that can be installed (extra bench), one line each; benchmarks/compare.json holds what they said.
compare: $(DEV)
	@command -v uv >/dev/null && uv pip install -q --python $(BIN)/python -c constraints.txt -e '.[vision,bench]' || $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[vision,bench]'
	$(BIN)/python benchmarks/compare.py $(ARGS)

# Wheel and sdist in dist/; the wheel is then installed alone, in an environment of its own, and must pass the smoke tests.
release: $(STAMP)
	@rm -rf dist build/alone
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	$(BIN)/python -m pip install -q --disable-pip-version-check build
	$(BIN)/python -m build -o dist . >/dev/null
	$(PYTHON) -m venv build/alone
	build/alone/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt dist/*.whl
	build/alone/bin/python scripts/smoke.py
	@ls -l dist

# The full counts: what each test said goes to docs/targets.d/verify.md with date and machine, and into docs/targets.md.
# A test that failed is written down too, and ends this with an error.
verify: $(DEV)
	@mkdir -p build
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "full" --junitxml build/verify.xml $(ARGS); status=$$?; \
	$(BIN)/python scripts/verify.py build/verify.xml && $(BIN)/python scripts/reference.py && exit $$status

# constraints.txt pins what the tests ran with; make lock takes the newest that pyproject.toml allows.
lock:
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	build/lock/bin/python -m pip install -q --disable-pip-version-check -e '.[vision]' --group dev --group docs
	build/lock/bin/python -m pip freeze --exclude-editable > constraints.txt

audit:
	@$(PYTHON) -m venv build/audit && build/audit/bin/python -m pip install -q --disable-pip-version-check pip-audit 2>/dev/null
	@build/audit/bin/python scripts/audit.py

clean:
	rm -rf $(ENV) .matinee dist build
