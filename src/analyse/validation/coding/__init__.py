"""Independent coding: what the machine's themes miss, seen by people who have not seen them.

Every other task starts from the themes, so none can tell what is not in them. Here researchers code
a random sample of passages, unclassified ones included, with their own codes.
"""

from analyse.validation.coding.codebook import codebook
from analyse.validation.coding.report import CodeReport, CodingReport, codes_of, coding_report
from analyse.validation.coding.sample import coding_cards, open_coding

__all__ = [
    "CodeReport",
    "CodingReport",
    "codebook",
    "codes_of",
    "coding_cards",
    "coding_report",
    "open_coding",
]
