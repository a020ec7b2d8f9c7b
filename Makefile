# On Windows, without make: py scripts\faire.py demo  and  py scripts\faire.py test
# Python >= 3.11; choose another with: make demo PYTHON=python3.12
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(p)),$(p))))
VENV := .venv/bin
export OMP_NUM_THREADS ?= 2
export OPENBLAS_NUM_THREADS ?= 2
export MKL_NUM_THREADS ?= 2
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-long lint format bench flows serve install traductions images exemple facettes confrontation clean

demo: ## analyse a copy of the example event
	$(PYTHON) scripts/faire.py demo

install: ## environment with what tests need
	$(PYTHON) scripts/faire.py installer

test: ## the default suite
	$(PYTHON) scripts/faire.py test

test-long: install ## what loads real models, runs the whole pipeline, or takes long
	$(VENV)/python -m pytest -m slow

lint: install
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy

format: install
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: install ## measure quality and speed, write benchmarks/results/
	$(VENV)/python -m benchmarks

flows: install ## serve the deployment « analyser » on this machine
	$(VENV)/python -m flows.servir

serve: install ## serve the demo to this machine: pages of relecture, validation, administration
	$(VENV)/python -m analyse.cli serveur demo --hote 127.0.0.1

traductions: install ## compile the French messages of the command line
	$(VENV)/pybabel -q compile -d src/analyse/locale -l fr -D messages

images: install ## take the pictures of the documentation again (after make demo)
	$(VENV)/python scripts/images.py

exemple: install ## assemble data/exemple again from its sources
	$(VENV)/python data/fabrique/assembler.py

facettes: install ## train the facet model again
	$(VENV)/python models/entrainer_facettes.py

confrontation: install ## train the confrontation model again
	$(VENV)/python models/entrainer_confrontation.py

clean:
	rm -rf demo build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
