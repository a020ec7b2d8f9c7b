"""Settings of Prefect that keep everything private and on this machine.

Prefect reads its settings once, when it is first imported: `flows/__init__.py` applies these
before that. A folder or a number of threads that the environment already names is kept; what would
send usage data away is not.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from analyse.machine import settle

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""

HOME = ROOT / ".prefect"
"""Prefect's database, logs and storage, unless PREFECT_HOME says otherwise; ignored by git."""

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The second version of Prefect's pages loads a tracker that calls its maker even when analytics
    # are off; the first one has none.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # What a task returns stays in its process: state lives in the project's own database.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}
"""Imposed, whatever the environment says."""


def apply() -> None:
    """Write the settings in the environment, for this process and those it starts."""
    os.environ.update(PRIVATE)
    settle()  # the same threads as the command line
    if "prefect" not in sys.modules and "PREFECT_HOME" not in os.environ:
        HOME.mkdir(mode=0o700, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(HOME)
