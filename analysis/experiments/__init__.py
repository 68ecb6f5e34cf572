"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.anytime_interval import always_valid_interval
from analysis.experiments.anytime_reading import AlwaysValidInterval
from analysis.experiments.arm_totals import arm_sums
from analysis.experiments.arms_comparison import read_arms
from analysis.experiments.arms_reading import ArmsReading
from analysis.experiments.association_plan import AssociationPlan
from analysis.experiments.association_planning import plan_association
from analysis.experiments.baseline_measurement import measure_baseline
from analysis.experiments.baseline_reading import Baseline
from analysis.experiments.beat_probability import probability_to_beat
from analysis.experiments.beat_reading import BeatReading
from analysis.experiments.conversion_racing import conversion_race
from analysis.experiments.count_comparison import read_counts
from analysis.experiments.count_plan import CountPlan
from analysis.experiments.count_planning import plan_counts
from analysis.experiments.count_reading import CountReading
from analysis.experiments.cuped import CupedReduction, cuped_reduction
from analysis.experiments.design_comparison import DesignComparison, compare_designs
from analysis.experiments.design_effect_calculator import DesignEffect, design_effect
from analysis.experiments.dunnett_calculator import DunnettCritical, dunnett_critical
from analysis.experiments.duration_plan import DurationPlan
from analysis.experiments.duration_planning import plan_duration
from analysis.experiments.event_accrual import EventAccrual, measure_accrual
from analysis.experiments.factorial_plan import FactorialPlan
from analysis.experiments.factorial_planning import plan_factorial
from analysis.experiments.mean_comparison import read_means
from analysis.experiments.mean_plan import MeanPlan
from analysis.experiments.mean_planning import plan_means
from analysis.experiments.mean_reading import MeanReading
from analysis.experiments.metric_comparison import read_metrics
from analysis.experiments.metric_plan import MetricPlan, MetricsPlan
from analysis.experiments.metric_planning import plan_metrics
from analysis.experiments.metric_reading import MetricRead, MetricsReading
from analysis.experiments.novelty import read_novelty
from analysis.experiments.novelty_reading import NoveltyReading
from analysis.experiments.outcome_windows import UserOutcomes, user_outcomes
from analysis.experiments.peeking import PeekingError, peeking_error
from analysis.experiments.pilot_plan import PilotPlan
from analysis.experiments.pilot_planning import plan_pilot
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.race_result import ConversionRace
from analysis.experiments.ratio_comparison import read_ratio
from analysis.experiments.ratio_plan import RatioPlan
from analysis.experiments.ratio_planning import plan_ratio
from analysis.experiments.ratio_reading import RatioReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch
from analysis.experiments.sequential_limits import SequentialBounds
from analysis.experiments.sequential_look import read_sequential
from analysis.experiments.sequential_monitoring import sequential_bounds
from analysis.experiments.sequential_plan import SequentialPlan
from analysis.experiments.sequential_planning import plan_sequential
from analysis.experiments.sequential_reading import SequentialReading
from analysis.experiments.subgroup_reading import SubgroupReading
from analysis.experiments.subgroups import read_subgroups
from analysis.experiments.user_mean_reading import UserMeansReading
from analysis.experiments.user_means import read_user_means
from analysis.experiments.user_proportion_reading import UserProportionsReading
from analysis.experiments.user_proportions import read_user_proportions
from analysis.experiments.user_ratio import read_user_ratio
from analysis.experiments.user_ratio_reading import UserRatioReading

__all__ = [
    "AlwaysValidInterval",
    "ArmsReading",
    "AssociationPlan",
    "Baseline",
    "BeatReading",
    "ConversionRace",
    "CountPlan",
    "CountReading",
    "CupedReduction",
    "DesignComparison",
    "DesignEffect",
    "DunnettCritical",
    "DurationPlan",
    "EventAccrual",
    "FactorialPlan",
    "MeanPlan",
    "MeanReading",
    "MetricPlan",
    "MetricRead",
    "MetricsPlan",
    "MetricsReading",
    "NoveltyReading",
    "PeekingError",
    "PilotPlan",
    "ProportionPlan",
    "ProportionReading",
    "RatioPlan",
    "RatioReading",
    "SampleRatioCheck",
    "SequentialBounds",
    "SequentialPlan",
    "SequentialReading",
    "SubgroupReading",
    "UserMeansReading",
    "UserOutcomes",
    "UserProportionsReading",
    "UserRatioReading",
    "always_valid_interval",
    "arm_sums",
    "compare_designs",
    "conversion_race",
    "cuped_reduction",
    "design_effect",
    "dunnett_critical",
    "measure_accrual",
    "measure_baseline",
    "peeking_error",
    "plan_association",
    "plan_counts",
    "plan_duration",
    "plan_factorial",
    "plan_means",
    "plan_metrics",
    "plan_pilot",
    "plan_proportions",
    "plan_ratio",
    "plan_sequential",
    "probability_to_beat",
    "read_arms",
    "read_counts",
    "read_means",
    "read_metrics",
    "read_novelty",
    "read_proportions",
    "read_ratio",
    "read_sequential",
    "read_subgroups",
    "read_user_means",
    "read_user_proportions",
    "read_user_ratio",
    "sample_ratio_mismatch",
    "sequential_bounds",
    "user_outcomes",
]
