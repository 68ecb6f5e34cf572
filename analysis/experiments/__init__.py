"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.anytime_interval import always_valid_interval
from analysis.experiments.anytime_reading import AlwaysValidInterval
from analysis.experiments.conversion_racing import conversion_race
from analysis.experiments.design_comparison import DesignComparison, compare_designs
from analysis.experiments.peeking import PeekingError, peeking_error
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.race_result import ConversionRace
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch
from analysis.experiments.sequential_limits import SequentialBounds
from analysis.experiments.sequential_look import read_sequential
from analysis.experiments.sequential_monitoring import sequential_bounds
from analysis.experiments.sequential_plan import SequentialPlan
from analysis.experiments.sequential_planning import plan_sequential
from analysis.experiments.sequential_reading import SequentialReading

__all__ = [
    "AlwaysValidInterval",
    "ConversionRace",
    "DesignComparison",
    "PeekingError",
    "ProportionPlan",
    "ProportionReading",
    "SampleRatioCheck",
    "SequentialBounds",
    "SequentialPlan",
    "SequentialReading",
    "always_valid_interval",
    "compare_designs",
    "conversion_race",
    "peeking_error",
    "plan_proportions",
    "plan_sequential",
    "read_proportions",
    "read_sequential",
    "sample_ratio_mismatch",
    "sequential_bounds",
]
