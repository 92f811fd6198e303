# Everything else is in Python: jobboard/serve.py, manage.py commands, requirements/install.py.
VENV_PYTHON := .venv/bin/python
COMPILE := $(VENV_PYTHON) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.12 \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make requirements"

# Where it is set, each process that a test starts would compile the whole board anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test checks test-all boards bench accuracy relevance lint style requirements upgrade backup restore
help:
	@echo "make run       start the board on http://127.0.0.1:8000 (HOST, PORT, DEMO=0, JOBBOARD_VAR)"
	@echo "make test      lint, types, migrations, deployment check, all tests but the slow ones"
	@echo "make test-all  the same with the slow ones: walks over every page, killed processes, recorded boards"
	@echo "make boards    what is read from all recorded boards; make test-all reads a quarter"
	@echo "make bench     what pages and searches cost, as ratios; writes docs/benchmarks.md"
	@echo "make accuracy  how right the readers are on labelled postings; writes docs/accuracy.md"
	@echo "make relevance how right the search is on the recorded boards; writes docs/relevance.md"
	@echo "make lint      only lint and types"
	@echo "make backup    save database, media and key into one file"
	@echo "make restore FILE=…   bring them back (FORCE=1 over a board that holds something)"
	@echo "make requirements     compile requirements/*.txt from pyproject.toml; make upgrade: newest"

run:
	@requirements/install port
	@requirements/install base
	@exec $(VENV_PYTHON) -m jobboard.serve

lint: style
	$(VENV_PYTHON) -m mypy

style:
	@requirements/install dev
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	@.venv/bin/djade --check --target-version 6.1 $$(find templates -name '*.html')

# make test leaves the tests marked "slow" out: pytest's -m takes an expression, none means all.
TESTS := not slow
test-all:
	@$(MAKE) --no-print-directory test TESTS=

# A folder of its own, so that no test ever meets a running board. What needs no database works
# beside the tests, and three processes share two cores: a test that waits for its browser or
# worker leaves one idle.
test: style
	@JOBBOARD_VAR=$$(mktemp -d) && export JOBBOARD_VAR && set -x && \
	{ $(MAKE) --no-print-directory checks >"$$JOBBOARD_VAR/checks" 2>&1 & } && checks=$$! && \
	trap 'kill $$checks 2>/dev/null; rm -rf "$$JOBBOARD_VAR"' EXIT && \
	{ $(VENV_PYTHON) -m pytest -n 3 --dist worksteal -m "$(TESTS)"; tests=$$?; } ; \
	wait $$checks; checked=$$?; trap 'rm -rf "$$JOBBOARD_VAR"' EXIT; \
	cat "$$JOBBOARD_VAR/checks"; exit $$((tests + checked))

checks:
	$(VENV_PYTHON) -m mypy
	JOBBOARD_URL=https://board.example $(VENV_PYTHON) manage.py check --deploy --fail-level WARNING

# After a change of what reads places, titles, requirements or pay.
boards:
	@requirements/install dev
	JOBBOARD_ALL_BOARDS=1 $(VENV_PYTHON) -m pytest -n 2 --dist loadfile tests/real

# On a demo board of its own; searches on made-up markets of BENCH_SIZES=10000,100000 postings.
bench:
	@requirements/install dev
	@JOBBOARD_VAR=$$(mktemp -d) && export JOBBOARD_VAR && trap 'rm -rf "$$JOBBOARD_VAR"' EXIT && \
	$(VENV_PYTHON) manage.py prepare && $(VENV_PYTHON) -m bench && $(VENV_PYTHON) -m bench search && \
	$(VENV_PYTHON) manage.py search_index build && $(VENV_PYTHON) -m bench against_sql

# Needs the recorded boards (JOBBOARD_REAL_DATA).
accuracy:
	@requirements/install dev
	@$(VENV_PYTHON) -m tests.accuracy.report

# Builds a board of its own in .relevance/ the first time, and when a reader has changed: two minutes.
relevance:
	@requirements/install dev
	@$(VENV_PYTHON) -m tests.relevance

requirements:
	@requirements/install dev
	$(COMPILE) --output-file requirements/base.txt
	$(COMPILE) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt

upgrade: COMPILE += --upgrade
upgrade: requirements

backup:
	@requirements/install base
	@$(VENV_PYTHON) manage.py backup

restore:
	@requirements/install base
	@$(VENV_PYTHON) manage.py restore "$(FILE)" $(if $(filter 1,$(FORCE)),--force)
