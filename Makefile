# Two commands: `make run` opens the app on the sample study, `make test` runs every test, browser included.
# Both set themselves up on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# HEADLESS=true only prints the address instead of opening a browser.
HEADLESS ?= false

.PHONY: run test check bench setup setup-dev browser lock catalogue clean

run: $(VENV)/.run
	RETENTION_LAB_OPEN=sample-7 $(BIN)/python -m streamlit run streamlit_app.py --server.port $(PORT) --server.headless $(HEADLESS) --browser.serverAddress localhost

test: $(VENV)/.dev browser
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.architecture.catalogue_check

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/.run: requirements.txt
	sh .ci/make_venv $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt
	sh .ci/make_venv $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/.run $@

browser:
	sh .ci/install_browser

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.txt

clean:
	rm -rf $(VENV) artifacts .pytest_cache .ruff_cache .import_linter_cache
