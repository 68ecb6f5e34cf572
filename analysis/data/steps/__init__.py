"""The steps of a recipe: recode, band, compute, filter, weight."""

from analysis.data.steps.band import Band
from analysis.data.steps.compute import Compute
from analysis.data.steps.filter import Filter
from analysis.data.steps.reading import Step, step_from_json
from analysis.data.steps.recode import Recode
from analysis.data.steps.weight import Weight

__all__ = ["Band", "Compute", "Filter", "Recode", "Step", "Weight", "step_from_json"]
