"""Questions one at a time: descriptions, frequencies, multi-select, scores, shares and weighted means."""

from analysis.survey.description import Description, describe
from analysis.survey.frequency import Frequencies, frequencies

__all__ = ["Description", "Frequencies", "describe", "frequencies"]
