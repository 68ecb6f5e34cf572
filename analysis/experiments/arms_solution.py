"""From pasted arms to the reading: gates, overall test, comparisons, factorial effects, chances."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.arm_comparisons import Adjust, ArmComparison, ArmTest, compared_with_control, group_of
from analysis.experiments.arm_inputs import Arms, checked_arms, require_equal_length
from analysis.experiments.arm_overall import Overall, factorial_effects, overall_test
from analysis.experiments.arms_reading import ArmsDesign, ArmsReading, MeasureOfArms
from analysis.experiments.beat_solution import posterior_of
from analysis.experiments.confounded_arms import Confounded, Factor, confounded_factors, confounded_note
from analysis.experiments.reading_core import GoodDirection, RandomisedBy
from analysis.experiments.reading_gates import Assignment, passed_gates, sorted_notes
from analysis.inference.means import mean_interval_from
from analysis.inference.posteriors import chances_best
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from analysis.core.results import ParameterValue

    ConcludeAbout: TypeAlias = Literal["factors", "arms"]

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmsInputs:
    """The parameters of `read_arms`, of the same names and meaning."""

    observed: tuple[float, ...]
    sizes: tuple[float, ...]
    sds: tuple[float, ...] | None
    measure: MeasureOfArms
    design: ArmsDesign
    adjust: Adjust
    test: ArmTest
    smallest_change: float | None
    planned_n_total: int | None
    planned_shares: tuple[float, ...] | None
    value_per_unit: float | None
    channels: tuple[float, ...] | None
    touches: tuple[float, ...] | None
    offers: tuple[float, ...] | None
    conclude_about: ConcludeAbout
    level: float
    good: GoodDirection
    randomised_by: RandomisedBy
    cluster_size: float | None
    icc: float | None
    outcomes_read: int

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    @property
    def factors(self) -> dict[Factor, tuple[float, ...]]:
        """The factors described, by name."""
        named: tuple[tuple[Factor, tuple[float, ...] | None], ...] = (
            ("channels", self.channels),
            ("touches", self.touches),
            ("offers", self.offers),
        )
        return {name: settings for name, settings in named if settings is not None}


def read_arms_inputs(inputs: ArmsInputs) -> ArmsReading:
    """Read a test of several arms; see `read_arms`."""
    arms = checked_arms(inputs.measure, inputs.observed, inputs.sizes, inputs.sds)
    _require_design(inputs)
    confounded = confounded_factors(inputs.factors)
    gates = passed_gates(_assignment(inputs), confounded_note(confounded, blocks=inputs.conclude_about == "factors"))
    effect = gates.design_effect
    comparisons = compared_with_control(
        arms,
        level=inputs.level,
        adjust=inputs.adjust,
        test=inputs.test,
        effect=effect,
        smallest_change=inputs.smallest_change,
        value_per_unit=inputs.value_per_unit,
        blocked=gates.blocked,
    )
    overall = overall_test(arms, effect)
    n = int(sum(inputs.sizes))
    return ArmsReading(
        measure=inputs.measure,
        design=inputs.design,
        adjust=inputs.adjust,
        sizes=tuple(int(size) for size in inputs.sizes),
        arms=tuple(_estimate(arms, place, inputs.level, effect) for place in range(len(arms.observed))),
        overall=overall,
        comparisons=comparisons,
        effects=factorial_effects(arms, level=inputs.level, effect=effect) if inputs.design == "factorial" else (),
        chance_best=_chances(arms, effect, lowest=inputs.good == "decrease"),
        confounded=confounded,
        smallest_change=inputs.smallest_change,
        good=inputs.good,
        level=inputs.level,
        planned_n_total=inputs.planned_n_total,
        sample_ratio=gates.sample_ratio,
        design_effect=effect,
        blocked=gates.blocked,
        notes=sorted_notes(*gates.notes, *_notes(inputs, arms, overall, comparisons, confounded)),
        provenance=Provenance(
            method="read_arms",
            n_total=n,
            n_used=n,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def _require_design(inputs: ArmsInputs) -> None:
    count = len(inputs.observed)
    if inputs.design == "factorial" and count != 4:
        raise ParameterError(
            Message("A two-by-two design has four cells, not {arms:count}.", arms=count),
            remedy=Message("Give the cells in the order: neither, first factor only, second factor only, both."),
            parameter="design",
        )
    for name, settings in inputs.factors.items():
        require_equal_length(name, settings, count)
    if inputs.planned_shares is None:
        return
    require_equal_length("planned_shares", inputs.planned_shares, count)
    total = sum(inputs.planned_shares)
    if min(inputs.planned_shares) <= 0 or abs(total - 1) > 1e-6:
        raise ParameterError(
            Message("The planned shares {shares} add up to {total:exact}.", shares=inputs.planned_shares, total=total),
            Message("Allowed: fractions above 0 that add up to 1."),
            parameter="planned_shares",
        )


def _assignment(inputs: ArmsInputs) -> Assignment:
    count = len(inputs.sizes)
    return Assignment(
        customers=tuple(int(size) for size in inputs.sizes),
        planned_shares=inputs.planned_shares or tuple(1 / count for _ in range(count)),
        planned_n_total=inputs.planned_n_total,
        randomised_by=inputs.randomised_by,
        cluster_size=inputs.cluster_size,
        icc=inputs.icc,
        outcomes_read=inputs.outcomes_read,
        level=inputs.level,
    )


def _estimate(arms: Arms, place: int, level: float, effect: float) -> Estimate:
    if arms.measure == "rates":
        return wilson_interval(arms.observed[place] / effect, arms.sizes[place] / effect, level=level)
    group = group_of(arms, place)
    error = math.sqrt(group.variance_of_mean * effect) if group.n > 1 else NAN
    return mean_interval_from(group.mean, error, group.n - 1, level=level)


def _chances(arms: Arms, effect: float, *, lowest: bool) -> tuple[float, ...]:
    """Flat-prior chance of each arm to be the best; clusters count as fewer customers."""
    if arms.measure == "means" and not all(sd > 0 for sd in arms.sds):
        return tuple(NAN for _ in arms.observed)
    observed = arms.observed if arms.measure == "means" else tuple(x / effect for x in arms.observed)
    fewer = Arms(measure=arms.measure, observed=observed, sizes=tuple(n / effect for n in arms.sizes), sds=arms.sds)
    posteriors = [posterior_of(fewer, place, fewer.measure, 1.0, 1.0) for place in range(len(observed))]
    chances, _ = chances_best(posteriors, lowest=lowest)
    return tuple(float(chance) for chance in chances)


def _notes(
    inputs: ArmsInputs,
    arms: Arms,
    overall: Overall,
    comparisons: tuple[ArmComparison, ...],
    confounded: tuple[Confounded, ...],
) -> tuple[Note | None, ...]:
    found: list[Note | None] = [_undefined(overall), _small(overall), _disagree(inputs, overall, comparisons)]
    if any(item.test == "fisher" for item in comparisons):
        message = Message("Fisher's exact test stands beside the intervals, as asked or because counts are small.")
        found.append(Note("info", message, code="fisher_used"))
    if inputs.adjust == "holm":
        message = Message(
            "Holm's p-values have no simple intervals of their own; the intervals shown are Bonferroni's and may hold zero where Holm's p-value is small."
        )
        found.append(Note("info", message, code="holm_intervals"))
    if len(arms.observed) > 2 and inputs.design == "arms":
        message = Message(
            "Picked as the best of several, an arm looks better than it is; its estimate is expected to fall when tested anew."
        )
        found.append(Note("info", message, code="winners_curse"))
    if not confounded and len(inputs.factors) == 1:
        message = Message("One factor is described: whether others change with it cannot be checked.")
        found.append(Note("info", message, code="one_factor_described"))
    return tuple(found)


def _undefined(overall: Overall) -> Note | None:
    if not math.isnan(overall.p_value):
        return None
    return Note(
        "caution",
        Message("In an arm nobody differs, or all customers answered alike: the test of all arms is undefined."),
        code="no_spread",
    )


def _small(overall: Overall) -> Note | None:
    if not overall.smallest_expected < 5:
        return None
    return Note(
        "caution",
        Message(
            "The smallest expected count is {smallest:number}; below 5 the chi-square test of all arms is rough.",
            smallest=overall.smallest_expected,
        ),
        code="small_expected_count",
    )


def _disagree(inputs: ArmsInputs, overall: Overall, comparisons: tuple[ArmComparison, ...]) -> Note | None:
    """The test of all arms and the comparisons answer different questions."""
    if math.isnan(overall.p_value):
        return None
    any_apart = any(item.difference.excludes(0.0) for item in comparisons)
    if (overall.p_value < 1 - inputs.level) == any_apart:
        return None
    return Note(
        "info",
        Message(
            "The test of all arms and the comparisons with control say different things; they ask different questions. The comparisons decide about arms."
        ),
        code="overall_and_comparisons_differ",
    )
