"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.design_effect_calculator import DesignEffect, design_effect
from analysis.experiments.dunnett_calculator import DunnettCritical, dunnett_critical
from analysis.experiments.metric_plan import MetricPlan, MetricsPlan
from analysis.experiments.metric_planning import plan_metrics
from analysis.experiments.association_plan import AssociationPlan
from analysis.experiments.association_planning import plan_association
from analysis.experiments.count_plan import CountPlan
from analysis.experiments.count_planning import plan_counts
from analysis.experiments.cuped import CupedReduction, cuped_reduction
from analysis.experiments.factorial_plan import FactorialPlan
from analysis.experiments.factorial_planning import plan_factorial
from analysis.experiments.mean_plan import MeanPlan
from analysis.experiments.mean_planning import plan_means
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.ratio_plan import RatioPlan
from analysis.experiments.ratio_planning import plan_ratio
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

__all__ = [
    "DesignEffect",
    "DunnettCritical",
    "MetricPlan",
    "MetricsPlan",
    "AssociationPlan",
    "CountPlan",
    "CupedReduction",
    "FactorialPlan",
    "MeanPlan",
    "ProportionPlan",
    "ProportionReading",
    "RatioPlan",
    "SampleRatioCheck",
    "design_effect",
    "dunnett_critical",
    "plan_metrics",
    "cuped_reduction",
    "plan_association",
    "plan_counts",
    "plan_factorial",
    "plan_means",
    "plan_proportions",
    "plan_ratio",
    "read_proportions",
    "sample_ratio_mismatch",
]
