# Every target does its own set-up; the only thing to have beforehand is Python 3.11 or newer.

.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
READY := .venv/.ready
MODULES := node_modules/.package-lock.json
PYTHON ?=
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
# A node that is started again and again is compiled once, also where the surroundings ask for nothing to be kept.
unexport PYTHONDONTWRITEBYTECODE
# Tests are shared out to the cores. Each worker starts a PostgreSQL and a Chromium of its own, so their number is bounded.
WORKERS ?= --numprocesses auto --maxprocesses 4 --dist worksteal

.PHONY: help setup run test test-core test-livekit cover check fmt system faults simulate peers bench pictures migrate lock clean

help: ## explain the targets (default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=9000 make run       another port"
	@echo "  ARGS='-k timer' make test   arguments for pytest"
	@echo "  WORKERS= make test       one test after the other, in one process"
	@echo "  PYTHON=python3.13 make setup   another interpreter"

setup: $(READY) ## create .venv from the lock files (the other targets do it by themselves)

$(BIN)/pip:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exec "$$python" -m venv --clear .venv; fi; \
	done; \
	echo "Pushback needs Python 3.11 or newer and found none. Install it, or name it: make setup PYTHON=/path/to/python3" >&2; exit 1

# The lock's hashes are compared; the project itself has none, so it is installed apart and without dependencies.
$(READY): requirements-dev.lock pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What checks the page; the page itself is served as it stands. Node comes with the lock files above.
$(MODULES): package-lock.json | $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --silent
	@touch $@

run: $(READY) ## start the server (HOST, PORT and DATABASE_URL change where)
	@exec $(BIN)/pushback serve

test: $(READY) $(MODULES) system ## run every test
	$(BIN)/pytest $(WORKERS) $(ARGS)

test-core: $(READY) ## run the tests that need nothing but Python
	$(BIN)/pytest -m "not system" $(WORKERS) $(ARGS)

# Only when asked: it needs a server of yours, whose webhooks reach this machine at LIVEKIT_HOOK_PORT, and the client that carries media.
test-livekit: $(READY) ## try the guard and the locks of docs/livekit.md against a real LiveKit (LIVEKIT_URL, LIVEKIT_KEY, LIVEKIT_SECRET)
	@: "$${LIVEKIT_URL:?say where it is: LIVEKIT_URL=ws://…}" "$${LIVEKIT_KEY:?an API key of that server}" "$${LIVEKIT_SECRET:?its secret}"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "livekit>=1.2"
	LIVEKIT_REAL=1 $(BIN)/pytest tests/livekit/test_evasions.py $(ARGS)

cover: $(READY) $(MODULES) system ## run every test, and hold branch coverage to 100 % of the pure core, 95 % of all
	$(BIN)/pytest --cov --cov-report= $(WORKERS) $(ARGS)
	$(BIN)/python -m tests.support.covered

check: $(READY) $(MODULES) ## everything a change must pass, the tests last
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy --strict app tests migrations clients/python benchmarks
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/node node_modules/typescript/bin/tsc -p .
	$(MAKE) cover

fmt: $(READY) ## format, and repair what a linter can repair
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# nginx, Janus and coturn are unpacked and not installed, Debian would start them for everybody; only what the two last link to is installed. And libfaketime is for two tests only.
system: ## install what tests need beside Python: Chromium, Janus, coturn, nginx, libfaketime, curl, a C compiler, ip and systemd-analyze, by apt where that is allowed
	@want=""; \
	command -v chromium chromium-browser google-chrome >/dev/null || want="chromium"; \
	command -v curl >/dev/null || want="$$want curl"; \
	command -v cc gcc clang >/dev/null || want="$$want gcc libc6-dev"; \
	command -v systemd-analyze >/dev/null || want="$$want systemd"; \
	command -v nginx /usr/sbin/nginx .system/usr/sbin/nginx >/dev/null || want="$$want nginx"; \
	command -v janus .system/usr/bin/janus >/dev/null || want="$$want janus"; \
	command -v turnserver .system/usr/bin/turnserver >/dev/null || want="$$want coturn"; \
	command -v ip /usr/sbin/ip >/dev/null || want="$$want iproute2"; \
	ls {/usr/lib,.system/usr/lib}/*/faketime/libfaketime.so.1 2>/dev/null | grep -q . || want="$$want libfaketime"; \
	if [ -z "$$want" ]; then exit 0; fi; \
	as=""; if [ "$$(id -u)" != 0 ]; then as="sudo -n"; fi; \
	if command -v apt-get >/dev/null && $$as true 2>/dev/null; then \
	  set -e; $$as apt-get update -qq; \
	  plain="$${want/libfaketime}"; plain="$${plain/nginx}"; for linked in janus coturn; do plain="$${plain/$$linked/$$(apt-cache depends $$linked | awk '$$1 == "Depends:" && $$2 ~ /^z?lib/ {print $$2}' | tr '\n' ' ')}"; done; case "$$plain" in *chromium*) plain="$$plain fonts-noto-core";; esac; \
	  if [ -n "$${plain// /}" ]; then DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $$plain >/dev/null; fi; \
	  mkdir -p .system; cd .system; \
	  for apart in nginx janus coturn libfaketime; do case "$$want" in *$$apart*) rm -f $${apart}_*.deb; apt-get download -qq $$apart; dpkg-deb -x $${apart}_*.deb .;; esac; done; \
	else \
	  echo "system: the tests of the page need Chromium, those of a deployment nginx, curl and systemd-analyze, those of clocks libfaketime, those of the call Janus, coturn and ip; install: $$want (on Debian: apt install $$want), or run make test-core" >&2; exit 1; \
	fi

faults: $(READY) system ## break nodes of a cluster at random, and prove that no law was broken (ARGS='--rounds 60 --seed 7')
	$(BIN)/python -m tests.faults $(ARGS)

simulate: $(READY) ## run the service on virtual time, broken by the seed, and the mutants that a law must notice (ARGS='--schedules 2000 --seed 7')
	$(BIN)/python -m tests.simulation $(ARGS)

peers: $(READY) ## fetch what `make bench` measures beside us: ws and Socket.IO by npm, Nchan by apt
	-test -e benchmarks/peers/node_modules || { cd benchmarks/peers && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --silent --no-audit --no-fund; }
	-test -e .system/nchan || { mkdir -p .system/nchan && cd .system/nchan && apt-get download -qq libnginx-mod-nchan && dpkg-deb -x libnginx-mod-nchan_*.deb .; }
	@test -d /var/lib/nginx || mkdir -p /var/lib/nginx 2>/dev/null || echo 'peers: Nchan will be left out: its nginx needs /var/lib/nginx, which the package would have made (sudo mkdir /var/lib/nginx)'

bench: $(READY) system peers ## measure a node beside its peers; half an hour (ARGS=--quick: four, and nothing is kept)
	$(BIN)/python -m benchmarks $(ARGS)

pictures: $(READY) system ## draw the icons, and photograph every page in every phase, and the call, into docs/pictures
	$(BIN)/python -m tests.browser.icons
	$(BIN)/python -m tests.browser.pictures $(ARGS)
	$(BIN)/python -m tests.browser.call_pictures

migrate: $(READY) ## bring the database of DATABASE_URL to the newest schema
	$(BIN)/pushback migrate

# Universal: one lock for every platform and Python from 3.11. Without index addresses: the reader's own index serves it.
COMPILE = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-strip-extras --no-emit-index-url --custom-compile-command "make lock" --all-extras $(UPGRADE) pyproject.toml

lock: $(BIN)/pip ## pin the dependencies anew (UPGRADE=--upgrade for the newest)
	$(BIN)/python -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	rm -rf .venv-lock

clean: ## remove what was built, never data/
	rm -rf .venv .venv-lock .system node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find app tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
