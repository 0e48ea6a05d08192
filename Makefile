# `make run` starts the dashboard, `make test` and `make lint` check it; CONTRIBUTING.md says more.

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.installed-runtime
DEVELOPMENT := $(VENV)/.installed-development
FUZZ := .fuzz
CACHES := .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
COMPILE := UV_CUSTOM_COMPILE_COMMAND='make pins' $(VENV)/bin/uv pip compile --quiet --universal --no-annotate --generate-hashes

# A file is one worker's, as its tests share a dashboard; in order, as browser tests come last (tests/conftest.py).
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: run test lint format bench endurance soak export-history fuzz pins audit sbom clean

run: export DEMO ?= auto
run: $(RUNTIME)
	@exec $(PYTHON) app.py

# Debian keeps haproxy where the PATH of root alone leads.
test bench: export PATH := $(PATH):/usr/sbin
test: $(DEVELOPMENT)
	@scripts/install_servers
	@scripts/install_trpc_client $(PYTHON)
	chromium=$$(scripts/find_chromium $(PYTHON)) && CHROMIUM="$$chromium" $(PYTHON) -m pytest $(PARALLEL)

lint: $(DEVELOPMENT)
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy --strict
	$(VENV)/bin/lint-imports

format: $(DEVELOPMENT)
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: $(DEVELOPMENT)
	chromium=$$(scripts/find_chromium $(PYTHON)) && CHROMIUM="$$chromium" $(PYTHON) -m bench

endurance: MINUTES ?= 60
endurance: $(DEVELOPMENT)
	chromium=$$(scripts/find_chromium $(PYTHON)) && CHROMIUM="$$chromium" $(PYTHON) -m bench endurance --minutes $(MINUTES)

soak: MINUTES ?= 10
soak: $(DEVELOPMENT)
	chromium=$$(scripts/find_chromium $(PYTHON)) && CHROMIUM="$$chromium" $(PYTHON) -m bench soak --minutes $(MINUTES)

export-history: TARGET ?= history-copy.duckdb
export-history: $(RUNTIME)
	@$(PYTHON) -m lib.history.export $(TARGET)

# Atheris has no wheel for every Python; so it has a place of its own, and nothing else needs it.
fuzz: MINUTES ?= 5
fuzz: $(DEVELOPMENT)
	@test -d $(FUZZ)/atheris || $(PYTHON) -m pip install --quiet --no-deps --target $(FUZZ) atheris==3.0.0
	PYTHONPATH=$(FUZZ):. $(PYTHON) -m tests.faults.fuzz_wire $(FUZZ)/corpus -max_total_time=$$(($(MINUTES) * 60)) \
		-max_len=20000 -artifact_prefix=$(FUZZ)/

# Versions in the .txt files stay; delete a line to take the newest of that package.
pins: $(DEVELOPMENT)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	sed -i '1i -r requirements.txt' requirements-dev.txt

audit: $(DEVELOPMENT)
	@scripts/audit $(VENV)/bin/pip-audit requirements-dev.txt

sbom: SBOM ?= sbom.json
sbom: $(DEVELOPMENT)
	@$(PYTHON) -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --output-file $(SBOM)

clean:
	rm -rf $(VENV) $(CACHES) $(FUZZ)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt
	@scripts/install_python $(VENV) requirements.txt
	@touch $@

$(DEVELOPMENT): requirements.txt requirements-dev.txt
	@scripts/install_python $(VENV) requirements-dev.txt
	@touch $@ $(RUNTIME)
