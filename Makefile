# Two commands for everybody: `make run` and `make test`. Both do their own set-up; `make help` lists the rest.
# PORT=8001 and DATA=/folder change where, PEOPLE=300 makes a smaller demo; CHROME=/path names a browser for the tests.
PYTHON ?= python3
PORT ?= 8000
PY = .venv/bin/python
PYTEST = .venv/bin/pytest
# One process a core; a file stays in one process, so that its starting state is set up once, and files go in the order
# of tests/conftest.py.
PARALLEL = -n auto --dist loadfile --no-loadscope-reorder
export PORT DATA CHROME
# Without bytecode each of our many processes would compile everything anew, some ten seconds each.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast check house lint types format migrations translations production lock demo-reset proof screenshots clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## virtual environment with everything that tests and checks need
	@$(PYTHON) deploy/local/bootstrap.py requirements-dev.txt

run: ## serve Titian on http://localhost:PORT with the demo, until Ctrl-C
	@$(PYTHON) deploy/local/bootstrap.py requirements.txt
	@exec $(PY) -m deploy.local.run

test: setup ## every test, with a real PostgreSQL, Redis and browser
	@$(PY) -m deploy.local.browser >/dev/null
	@$(PYTEST) $(PARALLEL) $(ARGS)

test-fast: setup ## the rules: tests without database, browser and waiting, under a minute
	@$(PYTEST) $(PARALLEL) -m "not database and not browser and not slow and not proof" $(ARGS)

proof: setup ## long simulations and attacks at full size, properties on new examples; writes docs/proof.json
	@$(PY) -m deploy.local.browser >/dev/null
	@$(PYTEST) -m "proof or hypothesis" --hypothesis-profile=explore --proof docs/proof.json $(ARGS)

check: lint types house migrations translations production ## everything but tests

lint: setup ## ruff: mistakes and layout
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

format: setup ## let ruff lay out the code
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format .

types: setup ## mypy
	@.venv/bin/mypy .

house: setup ## rooms import only earlier rooms
	@.venv/bin/lint-imports --no-logo

migrations: setup ## models and migrations are in step
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(PY) manage.py makemigrations --check --dry-run

translations: setup ## every sentence has its English
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(PY) manage.py translations --check

production: setup ## Django's deployment checks on production settings
	@$(PY) -m deploy.check_production

lock: ## renew the locks from requirements*.in
	@$(PYTHON) deploy/local/bootstrap.py --lock

demo-reset: ## forget the demo of DATA= and start over at the next `make run`
	@$(PYTHON) deploy/local/bootstrap.py requirements.txt
	@$(PY) -m deploy.local.reset

screenshots: setup ## the pictures of README, from a demo of its own
	@$(PY) -m deploy.local.screenshots

clean: ## remove the virtual environment and caches; data stays
	@rm -rf .venv .venv.lock .mypy_cache .ruff_cache .hypothesis .import_linter_cache
