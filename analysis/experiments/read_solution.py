"""From counts to the reading: gates, intervals, tests, what the groups could find, and the verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments.proportion_margin import margin_tests, odds_ratios, proportions_against_margin
from analysis.experiments.proportion_power import ProportionTest, effect_size_h, whole
from analysis.experiments.proportion_reading import ProportionReading, TestUsed
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.read_notes import read_notes
from analysis.experiments.reading_core import Goal, GoodDirection, RandomisedBy, scaled
from analysis.experiments.reading_gates import Assignment, design_effect_of, passed_gates
from analysis.experiments.relative_lift import LIFT_METHODS, LiftMethod, lift_interval
from analysis.experiments.two_by_two import Alternative, TwoByTwo, fisher_p, normal_p
from analysis.inference.difference_tests import exact_difference_interval
from analysis.inference.proportion_differences import DIFFERENCE_METHODS, DifferenceMethod, difference_interval
from analysis.inference.proportions import proportion_interval, wilson_interval

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
SMALLEST_EXPECTED = 5
DETECTABLE_POWER = 0.8
NOT_IN_READING = frozenset(
    {
        "planned_share_treatment",
        "value_per_conversion",
        "randomised_by",
        "cluster_size",
        "icc",
        "outcomes_read",
        "goal",
        "margin",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInputs:
    """The parameters of `read_proportions`, of the same names and meaning."""

    successes_control: int
    n_control: int
    successes_treatment: int
    n_treatment: int
    smallest_change: float | None
    planned_n_total: int | None
    planned_share_treatment: float
    level: float
    good: GoodDirection
    alternative: Alternative
    goal: Goal = "superiority"
    margin: float | None = None
    value_per_conversion: float | None = None
    randomised_by: RandomisedBy = "customer"
    cluster_size: float | None = None
    icc: float | None = None
    outcomes_read: int = 1

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    def table(self) -> TwoByTwo:
        """The counts, checked.

        Raises
        ------
        ParameterError
            If a group has more successes than customers.
        """
        for name, successes, n in (
            ("successes_control", self.successes_control, self.n_control),
            ("successes_treatment", self.successes_treatment, self.n_treatment),
        ):
            if successes > n:
                raise ParameterError(
                    PluralMessage(
                        "{successes:count} of one customer cannot have converted.",
                        "{successes:count} of {n:count} customers cannot have converted.",
                        successes=successes,
                        n=n,
                    ),
                    Message("Allowed: at most as many as there are customers in the group."),
                    Message("Check whether visits or orders were counted in place of customers."),
                    parameter=name,
                )
        return TwoByTwo(
            successes_control=self.successes_control,
            n_control=self.n_control,
            successes_treatment=self.successes_treatment,
            n_treatment=self.n_treatment,
        )

    @property
    def assignment(self) -> Assignment:
        """What the gates look at."""
        return Assignment(
            customers=(self.n_control, self.n_treatment),
            planned_shares=(1 - self.planned_share_treatment, self.planned_share_treatment),
            planned_n_total=self.planned_n_total,
            randomised_by=self.randomised_by,
            cluster_size=self.cluster_size,
            icc=self.icc,
            outcomes_read=self.outcomes_read,
            level=self.level,
        )

    @property
    def design_effect(self) -> float:
        """By which variances are multiplied; 1 where customers were assigned one by one."""
        return design_effect_of(self.cluster_size, self.icc)

    @property
    def control(self) -> tuple[float, float]:
        """Successes and customers of control, as many as the design effect leaves of them."""
        return self.successes_control / self.design_effect, self.n_control / self.design_effect

    @property
    def treatment(self) -> tuple[float, float]:
        """The same with the new version."""
        return self.successes_treatment / self.design_effect, self.n_treatment / self.design_effect

    @property
    def two_sided_level(self) -> float:
        """Level of the two-sided interval one of whose ends is the wanted bound."""
        return self.level if self.alternative == "two-sided" else 2 * self.level - 1

    def bounded(self, estimate: Estimate, lowest: float, highest: float) -> Estimate:
        """An interval as the alternative asks for it: both ends, or one and the end of what is possible."""
        if self.alternative == "greater":
            return Estimate(estimate.value, estimate.low, highest, self.level)
        if self.alternative == "less":
            return Estimate(estimate.value, lowest, estimate.high, self.level)
        return estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What groups of the planned size could find, whatever the data show; NaN where undefined."""

    detectable_change: float
    power_for_smallest_change: float
    n_to_find_smallest_change: float


def read_inputs(inputs: ReadInputs) -> ProportionReading:
    """Read a test of two proportions; see `read_proportions`."""
    table = inputs.table()
    gates = passed_gates(inputs.assignment)
    differences, lifts = _differences(inputs), _lifts(inputs)
    decisive = differences["newcombe"]
    tests = _tests(inputs, table, decisive)
    n = inputs.n_control + inputs.n_treatment
    return ProportionReading(
        **_as_asked(inputs),
        **_rates(inputs),
        difference_treatment_minus_control=decisive,
        difference_intervals=differences,
        difference_exact=_exact_difference(inputs),
        relative_lift=lifts["log_ratio"],
        lift_intervals=lifts,
        standard_error_pooled=table.standard_error_pooled * math.sqrt(gates.design_effect),
        standard_error_unpooled=table.standard_error_unpooled * math.sqrt(gates.design_effect),
        **tests,
        **odds_ratios(inputs, table),
        number_needed=_number_needed(decisive),
        **asdict(_reach(inputs)),
        detectable_power=DETECTABLE_POWER,
        design_effect=gates.design_effect,
        margin_tests=margin_tests(inputs),
        against_margin=proportions_against_margin(inputs),
        value_per_1000=scaled(decisive, inputs.value_per_conversion),
        sample_ratio=gates.sample_ratio,
        verdict=verdict_of(decisive, smallest_change=inputs.smallest_change, blocked=gates.blocked),
        notes=read_notes(
            inputs,
            table,
            gates,
            lifts,
            tests["test_used"],
            tests["p_fisher"],
            test_agrees=tests["test_agrees"],
        ),
        provenance=Provenance(
            method="read_proportions",
            n_total=n,
            n_used=n,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def _as_asked(inputs: ReadInputs) -> dict[str, Any]:
    return {name: value for name, value in inputs.given().items() if name not in NOT_IN_READING}


def _rates(inputs: ReadInputs) -> dict[str, Any]:
    control, treatment = inputs.control, inputs.treatment
    return {
        "rate_control": wilson_interval(*control, level=inputs.level),
        "rate_treatment": wilson_interval(*treatment, level=inputs.level),
        "rate_control_exact": proportion_interval(*control, level=inputs.level, method="clopper_pearson"),
        "rate_treatment_exact": proportion_interval(*treatment, level=inputs.level, method="clopper_pearson"),
        "cohens_h": float(effect_size_h(treatment[0] / treatment[1], control[0] / control[1])),
    }


def _tests(inputs: ReadInputs, table: TwoByTwo, decisive: Estimate) -> dict[str, Any]:
    root = math.sqrt(inputs.design_effect)
    z, z_yates = table.z() / root, table.z_yates() / root
    # Fisher's test counts independent customers, which members of one community are not.
    clustered = inputs.design_effect > 1
    p_pooled, p_fisher = normal_p(z, inputs.alternative), NAN if clustered else fisher_p(table, inputs.alternative)
    exact = table.smallest_expected < SMALLEST_EXPECTED and not clustered
    test_used: TestUsed = "fisher" if exact else "pooled_z"
    p_value = p_fisher if test_used == "fisher" else p_pooled
    return {
        "z": z,
        "chi2": z**2,
        "p_pooled_z": p_pooled,
        "chi2_yates": z_yates**2,
        "p_yates": normal_p(z_yates, inputs.alternative),
        "p_fisher": p_fisher,
        "smallest_expected_count": table.smallest_expected,
        "test_used": test_used,
        "p_value": p_value,
        "test_agrees": (p_value < 1 - inputs.level) == decisive.excludes(0.0),
    }


def _differences(inputs: ReadInputs) -> dict[DifferenceMethod, Estimate]:
    return {
        name: inputs.bounded(
            difference_interval(
                *inputs.treatment,
                *inputs.control,
                level=inputs.two_sided_level,
                method=name,
            ),
            -1.0,
            1.0,
        )
        for name in DIFFERENCE_METHODS
    }


def _lifts(inputs: ReadInputs) -> dict[LiftMethod, Estimate]:
    return {
        name: inputs.bounded(
            lift_interval(
                *inputs.control,
                *inputs.treatment,
                level=inputs.two_sided_level,
                method=name,
            ),
            -1.0,
            math.inf,
        )
        for name in LIFT_METHODS
    }


def _exact_difference(inputs: ReadInputs) -> Estimate:
    """Exact unconditional limits in small groups; NaN limits in large ones and with communities."""
    value = inputs.successes_treatment / inputs.n_treatment - inputs.successes_control / inputs.n_control
    if inputs.design_effect > 1:
        return Estimate(value, NAN, NAN, inputs.level)
    found = exact_difference_interval(
        inputs.successes_treatment,
        inputs.n_treatment,
        inputs.successes_control,
        inputs.n_control,
        level=inputs.two_sided_level,
    )
    return found if math.isnan(found.low) else inputs.bounded(found, -1.0, 1.0)


def _number_needed(difference: Estimate) -> Estimate:
    if not difference.value:
        return Estimate(NAN, NAN, NAN, difference.level)
    value = 1 / difference.value
    if not difference.excludes(0.0):
        return Estimate(value, NAN, NAN, difference.level)
    return Estimate(value, 1 / difference.high, 1 / difference.low, difference.level)


def _reach(inputs: ReadInputs) -> Reach:
    """Uses the control's rate and the planned sizes only, never the difference seen."""
    rate = inputs.successes_control / inputs.n_control
    if not 0 < rate < 1:
        return Reach(detectable_change=NAN, power_for_smallest_change=NAN, n_to_find_smallest_change=NAN)
    test = ProportionTest(alpha=1 - inputs.level, sides="two" if inputs.alternative == "two-sided" else "one")
    direction = {"greater": "increase", "less": "decrease"}.get(inputs.alternative, inputs.good)
    n_control, n_treatment = float(inputs.n_control), float(inputs.n_treatment)
    if inputs.planned_n_total is not None:
        n_treatment = inputs.planned_n_total * inputs.planned_share_treatment
        n_control = inputs.planned_n_total - n_treatment
    n_control, n_treatment = n_control / inputs.design_effect, n_treatment / inputs.design_effect
    sign = 1 if direction == "increase" else -1
    found = test.rate_for(
        rate, n_control, n_treatment, DETECTABLE_POWER, "increase" if direction == "increase" else "decrease"
    )
    changed = rate + sign * (inputs.smallest_change or NAN)
    if not 0 <= changed <= 1:
        return Reach(detectable_change=found - rate, power_for_smallest_change=NAN, n_to_find_smallest_change=NAN)
    return Reach(
        detectable_change=found - rate,
        power_for_smallest_change=float(test.power(rate, changed, n_control, n_treatment)),
        n_to_find_smallest_change=float(
            whole(inputs.design_effect * test.total_for(rate, changed, 0.5, DETECTABLE_POWER) / 2)
        ),
    )
