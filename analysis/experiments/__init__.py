"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.arms_comparison import read_arms
from analysis.experiments.arms_reading import ArmsReading
from analysis.experiments.beat_probability import probability_to_beat
from analysis.experiments.beat_reading import BeatReading
from analysis.experiments.count_comparison import read_counts
from analysis.experiments.count_reading import CountReading
from analysis.experiments.mean_comparison import read_means
from analysis.experiments.mean_reading import MeanReading
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.ratio_comparison import read_ratio
from analysis.experiments.ratio_reading import RatioReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

__all__ = [
    "ArmsReading",
    "BeatReading",
    "CountReading",
    "MeanReading",
    "ProportionPlan",
    "ProportionReading",
    "RatioReading",
    "SampleRatioCheck",
    "plan_proportions",
    "probability_to_beat",
    "read_arms",
    "read_counts",
    "read_means",
    "read_proportions",
    "read_ratio",
    "sample_ratio_mismatch",
]
