# Two commands matter: `make run` shows specwork on a sample vault, `make test` runs every check.
# Each makes what it needs from a fresh checkout, with nothing but make and Python 3.11 or newer.

.DEFAULT_GOAL := help
.PHONY: help run test bench pictures torture lock clean
.DELETE_ON_ERROR:

# The first Python that is new enough; `make test PYTHON=/path/to/python` says another.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
endif
VERSION := $(shell $(or $(PYTHON),false) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(VERSION)
PEERS := .bench/peers
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_NO_PROGRESS := 1

help:
	@echo "make run      specwork on a sample vault, which lies in .demo and is yours to play with"
	@echo "make test     every check: style, types, imports, tests, coverage"
	@echo "make bench    speed and memory of an installed specwork, each beside its floor (ARGS=--quick for a short one)"
	@echo "make pictures the pictures of the README, made again"
	@echo "make torture  the robustness tests with their full counts (long)"
	@echo "make lock     the lock files, made anew from pyproject.toml (needs uv)"
	@echo "make clean    takes away all that these commands made"

# A virtual environment holding exactly the lock file, and this checkout on top. uv is only the faster way there:
# where it is missing, or cannot reach its registry, pip does the same from the same hashes.
$(READY): requirements.lock pyproject.toml
	@case "$(VERSION)" in \
	3.1[1-9]|3.[2-9][0-9]|[4-9].*) ;; \
	*) echo "specwork needs Python 3.11 or newer; $(or $(PYTHON),python3) is $(or $(VERSION),not there)." >&2; \
	   echo "Say where one is: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3" >&2; exit 1;; \
	esac
	@rm -f $(VENV)/.ready-*
	@$(BIN)/python -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(VERSION)")' 2>/dev/null || rm -rf $(VENV)
	@echo "making $(VENV) with Python $(VERSION) ..."
	@{ test -n "$(UV)" \
	   && { test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); } \
	   && uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
	   && uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; } \
	 || { { $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); } \
	   && $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock \
	   && $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; }
	@touch $@

run: $(READY)
	@test -d .demo/specs || $(BIN)/specwork demo .demo --no-open
	@if test -t 0 && test -t 1; then $(BIN)/specwork --vault .demo; else $(BIN)/specwork --vault .demo status; fi

# Every check runs, also behind one that fails; what failed is said once more at the end. A test that fails beside all
# others and passes alone is named as unsteady: that is a defect to mend, and no reason to refuse the change at hand.
test: $(READY)
	@failed=; \
	tests() { \
		$(BIN)/pytest -q -n auto --dist worksteal --cov --cov-report=term || { \
			test $$? = 1 || return 1; \
			printf '== %s\n' "what failed, once more and alone"; \
			$(BIN)/pytest -q --last-failed --last-failed-no-failures none || return 1; \
			echo "unsteady: what is named above as failed passed alone" >&2; }; }; \
	check() { name=$$1; shift; printf '== %s\n' "$$name"; "$$@" || failed="$$failed $$name"; }; \
	check "style" $(BIN)/ruff check; \
	check "layout" $(BIN)/ruff format --check --quiet; \
	check "types" $(BIN)/mypy; \
	check "imports" $(BIN)/lint-imports --no-cache --no-logo; \
	check "tests" tests; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

bench: $(READY) $(PEERS)/.ready
	@$(BIN)/python -m bench.measure $(ARGS)
	@$(BIN)/python -m bench.tui $(ARGS)

pictures: $(READY)
	@$(BIN)/python -m bench.pictures

# The peer to compare with has large dependencies and lives alone; without it the rest is measured all the same.
$(PEERS)/.ready: requirements-bench.lock
	@{ mkdir -p .bench && $(PYTHON) -m venv --clear $(PEERS) \
	 && $(PEERS)/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock \
	 && touch $@; } || echo "the peer could not be installed; going on without it" >&2

torture: $(READY)
	@$(BIN)/python -m bench.torture $(ARGS)
	@SPECWORK_TORTURE=1 $(BIN)/pytest -q -n auto --hypothesis-profile=torture tests --ignore=tests/vault/disk/test_torture.py

# No index and no host is named: the files fit any mirror, and the hashes say that it is the same thing.
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	@test -n "$(UV)" || { echo "make lock needs uv" >&2; exit 1; }
	$(LOCK) --extra dev -o requirements.lock
	$(LOCK) --constraint requirements.lock -o requirements-run.lock
	$(LOCK) --extra bench -o requirements-bench.lock

clean:
	rm -rf $(VENV) .bench .demo .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
		build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
