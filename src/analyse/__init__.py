"""`analyse`: free-text French notes of a participatory event become draft *fiches 2.0*.

Where things are:

- `contracts`: the tables that pass between the steps;
- `params`: one settings model per step, read from `projet.toml`;
- `errors`: what can go wrong, and what to do next;
- `project`: the project folder;
- `language`: the one place that loads spaCy and encoders;
- `steps`: the work itself, one module or package per step, in the order data flows;
- `store`: the only code that reads or writes state;
- `render`, `exports`: what comes out;
- `pipeline`: the steps composed, readable on one page; `cli` and `flows/` both call it.
"""

__version__ = "0.1.0"
