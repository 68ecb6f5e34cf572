"""Experiments: planning and reading tests of two or more groups."""

from analysis.experiments.arm_totals import arm_sums
from analysis.experiments.baseline_measurement import measure_baseline
from analysis.experiments.baseline_reading import Baseline
from analysis.experiments.novelty import read_novelty
from analysis.experiments.novelty_reading import NoveltyReading
from analysis.experiments.outcome_windows import UserOutcomes, user_outcomes
from analysis.experiments.proportion_comparison import read_proportions
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_planning import plan_proportions
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch
from analysis.experiments.subgroup_reading import SubgroupReading
from analysis.experiments.subgroups import read_subgroups
from analysis.experiments.user_mean_reading import UserMeansReading
from analysis.experiments.user_means import read_user_means
from analysis.experiments.user_proportion_reading import UserProportionsReading
from analysis.experiments.user_proportions import read_user_proportions
from analysis.experiments.user_ratio import read_user_ratio
from analysis.experiments.user_ratio_reading import UserRatioReading

__all__ = [
    "Baseline",
    "NoveltyReading",
    "ProportionPlan",
    "ProportionReading",
    "SampleRatioCheck",
    "SubgroupReading",
    "UserMeansReading",
    "UserOutcomes",
    "UserProportionsReading",
    "UserRatioReading",
    "arm_sums",
    "measure_baseline",
    "plan_proportions",
    "read_novelty",
    "read_proportions",
    "read_subgroups",
    "read_user_means",
    "read_user_proportions",
    "read_user_ratio",
    "sample_ratio_mismatch",
    "user_outcomes",
]
