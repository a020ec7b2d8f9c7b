"""When and where the analysis runs: Prefect flows and tasks, thin wrappers around the stages.

`analyser` is the flow; `python -m flows.servir` gives it a button on this machine; `prefect.yaml`
describes the same deployment for a team's own server. The analysis itself is in `src/analyse`,
which never imports Prefect.

Importing anything from here first makes Prefect private, see `environnement`.
"""

from flows import environnement

environnement.apply()
