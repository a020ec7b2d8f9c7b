"""Notes are cut into passages; everything else is set aside with its reason.

The way in is `segment`. In the order data flows:

    layout      lines → blocks (headings, items, paragraphs, cells, rules)
    outline     blocks → units of running text, each with its headings, voice and question
      headings    which blocks are headings, which lists end the sentence before them
      labels      openings that work as headings ("Santé : …")
      speakers    who speaks
      noise       what is not anybody's idea
    sentences   units → sentences → passages
      boundaries  where sentences end
      openings    what cannot be read without the sentence before
      cues        light facet cues
    anchors, text_features   ids; lemmas, language
    noun_phrases    noun phrases with their complements
    segmenter   the whole, and the promise that nothing is lost
"""

from analyse.steps.segment.model import LEADING_MARKS, MARKS, OUTSIDE, Reason
from analyse.steps.segment.segmenter import VERSION, Segmentation, segment

__all__ = ["LEADING_MARKS", "MARKS", "OUTSIDE", "VERSION", "Reason", "Segmentation", "segment"]
