"""Rehearsals: a design is simulated many times and read by the analysis that is to read it."""

from synthetic.rehearsal.outcome import Analysis, Design, Drawn, Outcome, Rule
from synthetic.rehearsal.parts import MeasuredPart, Part
from synthetic.rehearsal.rehearsing import rehearse, smallest_n
from synthetic.rehearsal.result import MEASURES, Rehearsal
from synthetic.rehearsal.smallest import CurvePoint, SmallestSize

__all__ = [
    "MEASURES",
    "Analysis",
    "CurvePoint",
    "Design",
    "Drawn",
    "MeasuredPart",
    "Outcome",
    "Part",
    "Rehearsal",
    "Rule",
    "SmallestSize",
    "rehearse",
    "smallest_n",
]
