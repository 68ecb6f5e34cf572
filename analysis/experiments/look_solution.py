"""From the numbers of a look to its reading: bounds, decision, intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments.look_inputs import checked_earlier_z, information_at_looks
from analysis.experiments.look_mean_notes import mean_notes
from analysis.experiments.look_means import LookedAtMeans
from analysis.experiments.look_notes import look_notes, rate_notes
from analysis.experiments.look_rates import LookedAtRates
from analysis.experiments.sample_ratio import sample_ratio_mismatch
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_reading import SequentialReading
from analysis.experiments.sequential_spending import StoppingRule
from analysis.inference.means import mean_interval_from
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    from analysis.core.results import Note
    from analysis.experiments.look_inputs import LookInputs
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_limits import Decision
    from analysis.inference.mean_differences import GroupSummary

NAN = float("nan")


def read_look(inputs: LookInputs) -> SequentialReading:
    """Read a look at a running test; see `read_sequential`."""
    groups = LookedAtRates(inputs.table()) if inputs.outcome == "proportion" else LookedAtMeans(*inputs.summaries())
    level, sides = 1 - inputs.alpha, inputs.sides
    information = information_at_looks(inputs.earlier_looks, inputs.n_total, inputs.planned_n_total)
    rule = StoppingRule(design=inputs.design, alpha=inputs.alpha, sides=sides, rho=inputs.rho, gamma=inputs.gamma)
    bounds = solve_boundaries(rule, information, final=inputs.final)
    z_at_looks = (*checked_earlier_z(inputs.earlier_z, len(inputs.earlier_looks)), groups.z)
    decision, decided_at = _decide(bounds, z_at_looks, over=inputs.final or information[-1] >= 1)
    split = sample_ratio_mismatch(
        observed=(inputs.n_control, inputs.n_treatment),
        expected_share=(1 - inputs.planned_share_treatment, inputs.planned_share_treatment),
    )
    repeated = groups.repeated(bounds.upper[-1], level, sides)
    ended_now = decision == "ended" or decided_at == len(z_at_looks)
    nothing = Estimate(NAN, NAN, NAN, level)
    estimate, p_value = groups.stagewise(bounds, level, sides) if ended_now else (nothing, NAN)
    rates, means = _single_groups(groups, level)
    welch = groups.welch if isinstance(groups, LookedAtMeans) else None
    own = _own_notes(groups, inputs, decision, decided_at, repeated)
    return SequentialReading(
        outcome=inputs.outcome,
        design=inputs.design,
        sides=sides,
        alpha=inputs.alpha,
        rate_control=rates[0],
        rate_treatment=rates[1],
        mean_control=means[0],
        mean_treatment=means[1],
        n_total=inputs.n_total,
        planned_n_total=inputs.planned_n_total,
        information=bounds.information,
        bounds=bounds.upper,
        z_at_looks=z_at_looks,
        t=NAN if welch is None else welch.t,
        df=NAN if welch is None else welch.df,
        decision=decision,
        decided_at=decided_at,
        difference=repeated,
        unadjusted=groups.once(level, sides),
        median_unbiased=estimate,
        stagewise_p=p_value,
        sample_ratio=split,
        notes=look_notes(own, rule, bounds, decision, decided_at, split),
        provenance=Provenance(
            method="read_sequential",
            n_total=inputs.n_total,
            n_used=inputs.n_total,
            parameters=inputs.given(),
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _decide(bounds: Boundaries, z_at_looks: tuple[float, ...], *, over: bool) -> tuple[Decision, int | None]:
    for place, (z, high, low) in enumerate(zip(z_at_looks, bounds.upper, bounds.lower, strict=True), start=1):
        if z >= high:
            return "stop_rise", place
        if z <= low:
            return "stop_fall", place
    return ("ended" if over else "go_on"), None


def _single_groups(
    groups: LookedAtRates | LookedAtMeans, level: float
) -> tuple[tuple[Estimate, Estimate], tuple[Estimate, Estimate]]:
    """Rates and means of the control group and of the other one; NaN for what is not read."""
    nothing = Estimate(NAN, NAN, NAN, level)
    if isinstance(groups, LookedAtMeans):
        return (nothing, nothing), (_mean(groups.control, level), _mean(groups.treatment, level))
    table = groups.table
    control = wilson_interval(table.successes_control, table.n_control, level=level)
    return (control, wilson_interval(table.successes_treatment, table.n_treatment, level=level)), (nothing, nothing)


def _mean(group: GroupSummary, level: float) -> Estimate:
    return mean_interval_from(group.mean, group.variance_of_mean**0.5, group.n - 1, level=level)


def _own_notes(
    groups: LookedAtRates | LookedAtMeans,
    inputs: LookInputs,
    decision: Decision,
    decided_at: int | None,
    repeated: Estimate,
) -> tuple[Note | None, ...]:
    look = len(inputs.earlier_looks) + 1
    if isinstance(groups, LookedAtRates):
        return rate_notes(groups.table, decision, decided_at, look, repeated)
    first = inputs.earlier_looks[0] if inputs.earlier_looks else float(inputs.n_total)
    return mean_notes(groups.control, groups.treatment, first, repeated)
