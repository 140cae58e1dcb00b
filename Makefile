# make serve   everything set up, the example graph built and served on 127.0.0.1:8000
# make test    everything set up, all tests run
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
EXAMPLE_GRAPH := build/example-graph

.PHONY: help install frontend serve test check docs linkcheck bench accuracy corpus-diff generate lock clean

help:
	@echo "make install   .venv with the command .venv/bin/imr-graph and the front end built"
	@echo "make frontend  build the styles, scripts and playgrounds of the pages into server/static"
	@echo "make serve     build the graph of examples/letters and serve it on 127.0.0.1:8000"
	@echo "make test      install what the tests need and run them all"
	@echo "make check     lint and types"
	@echo "make docs      build the documentation into server/static/docs, served at /docs/"
	@echo "make linkcheck follow the documentation's links to other hosts"
	@echo "make bench     time the pipeline on LETTERS, and a whole graph of COUNT (20000) synthetic letters"
	@echo "make accuracy  measure the records of annotated letters, write docs/accuracy.md"
	@echo "make corpus-diff  what changed rules gained and lost on all letters at hand, against BASE (HEAD)"
	@echo "make generate  write the concept schemes and the GraphQL schema anew"
	@echo "make lock      resolve the dependencies anew into locks/"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "imr-graph needs Python 3.11 or newer; say which: make PYTHON=/path/to/python")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: $(VENV)/made locks/run.txt pyproject.toml
	$(PIP) install --require-hashes -r locks/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Programs of others, for Node, that tests hold this one against.
FOREIGN := tests/export/graphology tests/clients/node tests/server/web/axe
$(VENV)/test: $(VENV)/run locks/test.txt $(FOREIGN:=/package-lock.json)
	$(PIP) install --require-hashes -r locks/test.txt
	for folder in $(FOREIGN); do \
	  (cd $$folder && PATH="$(abspath $(BIN)):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || exit 1; \
	done
	@touch $@

# The front end is built from npm packages by the Node that locks/run.txt pins.
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
server/static/built: $(VENV)/run $(FRONTEND)
	cd frontend && PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	cd frontend && PATH="$(abspath $(BIN)):$$PATH" npm run --silent build
	@touch $@

frontend: server/static/built

install: $(VENV)/run frontend

serve: install
	$(BIN)/imr-graph serve examples/letters --graph $(EXAMPLE_GRAPH)

test: install $(VENV)/test
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What is made from the tables and from the code; tests hold the committed files against it.
generate: $(VENV)/run
	$(BIN)/python -m imr_graph.rdf.schemes
	$(BIN)/python -m server.graphql.schema

lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip -q install uv
	for name in run test; do \
	  build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --upgrade $$( [ $$name = test ] && echo --group test --group check --group docs -c locks/run.txt || echo --extra pdf ) --group build \
	    pyproject.toml -o locks/$$name.txt || exit 1; \
	done

bench: install
	$(BIN)/python benchmarks/pipeline.py $(or $(LETTERS),examples/letters)
	$(BIN)/python -m benchmarks.scale --letters $(or $(COUNT),20000) --dir build/scale-$(or $(COUNT),20000)
	$(BIN)/python -m benchmarks.tables --graph build/scale-$(or $(COUNT),20000)/graph

# A link or an anchor that leads nowhere, and any other warning, fails.
docs: $(VENV)/test
	$(BIN)/python -m sphinx -W --keep-going -n -q -j auto -b html -d build/doctrees docs server/static/docs

linkcheck: $(VENV)/test
	$(BIN)/python -m sphinx -q -b linkcheck -d build/doctrees docs build/linkcheck

accuracy: $(VENV)/run
	$(BIN)/python -m benchmarks.accuracy

corpus-diff: $(VENV)/run
	$(BIN)/python -m benchmarks.corpus_diff --base $(or $(BASE),HEAD) $(LETTERS)

clean:
	rm -rf $(VENV) build server/static frontend/node_modules $(FOREIGN:=/node_modules) tests/clients/java/lib tests/export/gephi/lib
