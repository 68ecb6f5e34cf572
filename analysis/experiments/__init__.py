"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

__all__ = [
    "ProportionPlan",
    "ProportionReading",
    "SampleRatioCheck",
    "plan_proportions",
    "read_proportions",
    "sample_ratio_mismatch",
]
