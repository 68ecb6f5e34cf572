"""What a planner of means has answered, turned into a test and an effect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.cluster_design import design_effect_of
from analysis.experiments.group_inputs import GroupInputs, missing_change
from analysis.experiments.mean_power import Goal, MeanConvention, MeanTest

MeanChangeKind: TypeAlias = Literal["absolute", "relative", "cohen_d"]
MeanDesign: TypeAlias = Literal["independent", "paired", "one_sample"]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanInputs(GroupInputs):
    """The parameters of `plan_means`, of the same names and meaning."""

    baseline_mean: float | None
    sd: float | None
    sd_treatment: float | None
    change: float | None
    change_kind: MeanChangeKind
    design: MeanDesign
    pair_correlation: float | None
    goal: Goal
    margin: float | None
    expected_change: float
    convention: MeanConvention
    covariate_correlation: float
    cluster_size: float | None
    icc: float | None
    cluster_size_cv: float
    skewness: float | None

    @property
    def one_group(self) -> bool:
        """Whether there is no control group."""
        return self.design != "independent"

    @property
    def deviations(self) -> tuple[float, float]:
        """Standard deviations of the control and the treatment group, before any adjustment.

        In pairs and one sample both are that of the differences.
        """
        if self.sd is None and self.change_kind != "cohen_d":
            raise ParameterError(
                Message("The standard deviation is not given."),
                remedy=Message("Give it, or count the change in standard deviations (Cohen's d)."),
                parameter="sd",
            )
        control = 1.0 if self.sd is None else self.sd
        treatment = control if self.sd_treatment is None else self.sd_treatment
        if self.design == "paired" and self.pair_correlation is not None:
            both = control**2 + treatment**2 - 2 * self.pair_correlation * control * treatment
            return math.sqrt(both), math.sqrt(both)
        return control, treatment

    @property
    def usual_deviation(self) -> float:
        """Root of the mean variance: the unit of Cohen's d."""
        control, treatment = self.deviations
        return math.sqrt((control**2 + treatment**2) / 2)

    @property
    def variance_ratio(self) -> float:
        """What adjusting for the time before the test leaves of the variance."""
        return 1 - self.covariate_correlation**2

    @property
    def design_effect(self) -> float:
        """1 + ((1 + cv²) m - 1) icc for clusters of mean size m; 1 without clusters."""
        if self.cluster_size is None or self.icc is None:
            return 1.0
        return design_effect_of(self.cluster_size, self.icc, self.cluster_size_cv)

    def test(self) -> MeanTest:
        """The test of one comparison.

        Raises
        ------
        ParameterError
            If parameters contradict each other.
        """
        self._check()
        factor = math.sqrt(self.variance_ratio * self.design_effect)
        control, treatment = self.deviations
        return MeanTest(
            alpha=self.alpha_per_comparison,
            sides=self.sides,
            sd_control=control * factor,
            sd_treatment=treatment * factor,
            convention=self.convention,
            goal=self.goal,
            expected=0.0 if self.goal == "superiority" else self.in_units(self.expected_change),
            one_group=self.one_group,
            customers_per_unit=self.cluster_size or 1.0,
        )

    def effect(self) -> float:
        """Change or margin in units of the mean; NaN where it is the unknown.

        Raises
        ------
        ParameterError
            If it is not given, or the expected change leaves nothing to show.
        """
        if self.solve_for == "mde":
            return NAN
        if self.goal == "superiority":
            if self.change is None:
                raise missing_change()
            return self.in_units(self.change)
        if self.margin is None:
            raise ParameterError(
                Message("The margin is not given."),
                remedy=Message("Give the largest difference that would not matter."),
                parameter="margin",
            )
        short = -self.expected_change if self.goal == "noninferiority" else abs(self.expected_change)
        if short >= self.margin:
            raise ParameterError(
                Message(
                    "A true change of {expected:exact} lies outside the margin of {margin:exact}: more customers would only show that.",
                    expected=self.expected_change,
                    margin=self.margin,
                ),
                remedy=Message("Give a margin larger than the change that is expected against it."),
                parameter="expected_change",
            )
        return self.in_units(self.margin)

    def in_units(self, value: float) -> float:
        """A change as counted by `change_kind`, in units of the mean."""
        if self.change_kind == "relative":
            if self.baseline_mean is None:
                raise ParameterError(
                    Message("A relative change needs today's mean."),
                    remedy=Message("Give the mean today, or count the change in units of the mean."),
                    parameter="baseline_mean",
                )
            if self.baseline_mean == 0:
                raise ParameterError(
                    Message("Today's mean is 0: no change is relative to it."),
                    remedy=Message("Count the change in units of the mean."),
                    parameter="baseline_mean",
                )
            return value * abs(self.baseline_mean)
        return value * self.usual_deviation if self.change_kind == "cohen_d" else value

    def _check(self) -> None:
        _check_deviations(self)
        _check_groups(self)
        if (self.cluster_size is None) != (self.icc is None):
            raise ParameterError(
                Message("Customers assigned together need both their number and their intraclass correlation."),
                remedy=Message("Give both, or neither."),
                parameter="icc" if self.icc is None else "cluster_size",
            )


def _check_deviations(inputs: MeanInputs) -> None:
    if inputs.sd_treatment is None:
        return
    if inputs.sd is None:
        raise ParameterError(
            Message("The new version has a standard deviation, the control group has none."),
            remedy=Message("Give both, or only the first."),
            parameter="sd",
        )
    if inputs.one_group and inputs.pair_correlation is None:
        raise ParameterError(
            Message("One sample of differences has one standard deviation, and two are given."),
            remedy=Message("Give that of the differences alone, or in pairs also the correlation within them."),
            parameter="sd_treatment",
        )
    if inputs.convention == "student_t" and not inputs.one_group and inputs.sd_treatment != inputs.sd:
        raise ParameterError(
            Message("Student's t test takes one standard deviation for all groups, and two are given."),
            remedy=Message("Choose Welch's t or the normal test, or leave the second one empty."),
            parameter="sd_treatment",
        )


def _check_groups(inputs: MeanInputs) -> None:
    if inputs.pair_correlation is not None and inputs.design != "paired":
        raise ParameterError(
            Message("A correlation within pairs is given, but there are no pairs."),
            remedy=Message("Choose the design with each customer before and after, or leave the correlation empty."),
            parameter="pair_correlation",
        )
    if not inputs.one_group:
        return
    for name, chosen in (
        ("n_treatments", inputs.n_treatments > 1),
        ("share_treatment", inputs.share_treatment is not None),
        ("allocation", inputs.allocation != "equal"),
        ("n_control", inputs.n_control is not None),
    ):
        if chosen:
            raise ParameterError(
                Message("One group of customers is not divided: there is no control group."),
                remedy=Message("Choose separate groups, or leave this at its default."),
                parameter=name,
            )
