"""Vectors → themes.

Way in: `cluster` gives a `ClusterResult`; `cut` cuts its tree coarser or finer later, without a new
analysis. Inside: `features` (vectors and lemmas side by side), `graph` (nearest neighbours and
communities), `consensus` (many cheap runs, and what they agree on), `tree`, `membership` (strengths
and who stays unclassified), `stability`.
"""

from analyse.steps.cluster.core import VERSION, ClusterResult, cluster
from analyse.steps.cluster.tree import cut

__all__ = ["VERSION", "ClusterResult", "cluster", "cut"]
