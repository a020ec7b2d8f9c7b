"""Vectors → themes.

Way in: `cluster` gives a `ClusterResult`. It is `build`, which grows a `ThemeTree` and takes all
the time, then `recut`, which cuts it coarser or finer at once. Inside: `features` (vectors and
lemmas side by side), `graph` (nearest neighbours and communities), `consensus` (many cheap runs,
and what they agree on), `tree`, `membership` (strengths and who stays unclassified), `stability`,
`follow` (passages beyond the landmarks, and those of a new day: `extended`).
"""

from analyse.steps.cluster.core import VERSION, build, cluster
from analyse.steps.cluster.follow import extended
from analyse.steps.cluster.recut import ClusterResult, ThemeTree, recut

__all__ = ["VERSION", "ClusterResult", "ThemeTree", "build", "cluster", "extended", "recut"]
