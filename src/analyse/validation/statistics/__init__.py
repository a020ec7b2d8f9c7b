"""What votes are worth: agreement, accuracy against chance, and a sensitivity check.

Agreement is the reliability of labels, never the truth of themes. `agreement` holds Krippendorff's
alpha, Gwet's AC1 and raw agreement, which are read together; `accuracy` what is right more often
than chance; `dawid_skene` whether weighing people would change the answers.
"""

from analyse.validation.statistics.accuracy import (
    Interval,
    bootstrap_accuracy,
    exact_interval,
    exact_p,
)
from analyse.validation.statistics.agreement import (
    Agreement,
    ac1,
    agreement,
    alpha,
    counts,
    raw_agreement,
)
from analyse.validation.statistics.dawid_skene import DawidSkene, dawid_skene

__all__ = [
    "Agreement",
    "DawidSkene",
    "Interval",
    "ac1",
    "agreement",
    "alpha",
    "bootstrap_accuracy",
    "counts",
    "dawid_skene",
    "exact_interval",
    "exact_p",
    "raw_agreement",
]
