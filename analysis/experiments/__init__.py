"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.duration_plan import DurationPlan
from analysis.experiments.duration_planning import plan_duration
from analysis.experiments.event_accrual import EventAccrual, measure_accrual
from analysis.experiments.pilot_plan import PilotPlan
from analysis.experiments.pilot_planning import plan_pilot
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

__all__ = [
    "DurationPlan",
    "EventAccrual",
    "PilotPlan",
    "ProportionPlan",
    "ProportionReading",
    "SampleRatioCheck",
    "measure_accrual",
    "plan_duration",
    "plan_pilot",
    "plan_proportions",
    "read_proportions",
    "sample_ratio_mismatch",
]
