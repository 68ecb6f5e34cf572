"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.design_effect_calculator import DesignEffect, design_effect
from analysis.experiments.dunnett_calculator import DunnettCritical, dunnett_critical
from analysis.experiments.metric_plan import MetricPlan, MetricsPlan
from analysis.experiments.metric_planning import plan_metrics
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

__all__ = [
    "DesignEffect",
    "DunnettCritical",
    "MetricPlan",
    "MetricsPlan",
    "ProportionPlan",
    "ProportionReading",
    "SampleRatioCheck",
    "design_effect",
    "dunnett_critical",
    "plan_metrics",
    "plan_proportions",
    "read_proportions",
    "sample_ratio_mismatch",
]
