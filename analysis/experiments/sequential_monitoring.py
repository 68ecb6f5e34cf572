"""How far must a test be ahead at each look, so that looking several times raises no more false alarms?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.method import method
from analysis.core.results import Provenance, package_versions
from analysis.experiments import sequential_controls as ask
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_checks import checked_information, checked_observed, equally_spaced
from analysis.experiments.sequential_limits import Decision, SequentialBounds
from analysis.experiments.sequential_notes import bounds_notes
from analysis.experiments.sequential_power import operating_characteristics
from analysis.experiments.sequential_spending import StoppingRule

if TYPE_CHECKING:
    from analysis.experiments.sequential_boundaries import Boundaries


@method("sequential_bounds")
def sequential_bounds(
    *,
    design: ask.Design = "lan_demets_obrien_fleming",
    looks: ask.Looks = 5,
    information_fractions: ask.InformationFractions = (),
    observed_z: ask.ObservedZ = (),
    alpha: ask.Alpha = 0.05,
    sides: ask.SidesAsked = "two",
    power: ask.PowerAsked = 0.8,
    final: ask.Final = False,
    delta: ask.Delta = 0.25,
    rho: ask.Rho = 3.0,
    gamma: ask.Gamma = -4.0,
) -> SequentialBounds:
    """How far must a test be ahead at each look, so that looking several times raises no more false alarms?

    Parameters
    ----------
    design : str
        Exact bounds "obrien_fleming", "pocock", "wang_tsiatis"; or from a spending function,
        "lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets", "hwang_shih_decani".
    looks : int
        Equally spaced looks, 1..20; not used where `information_fractions` are given.
    information_fractions : tuple of float
        Share of the planned customers at each look, rising, above 0, up to 50 looks; above 1 where more
        came than planned.
    observed_z : tuple of float
        z at the looks so far, above 0 where the new version is ahead; at most one for each look.
    alpha : float
        Chance of a false alarm over all looks, one in a million or more, below 0.5.
    sides : {"two", "one"}
        Whether the test may stop for a rise and for a fall, or for a rise only.
    power : float
        Chance to find the planned change for which cost and savings are computed, 0.5..1.
    final : bool
        Whether the last look given ends the test though less than all planned customers are in
        (spending designs).
    delta, rho, gamma : float
        Shapes of "wang_tsiatis" (-0.5..0.7), "kim_demets" (above 0, up to 20) and
        "hwang_shih_decani" (-40..40).

    Returns
    -------
    SequentialBounds

    Raises
    ------
    ParameterError
        If the fractions do not rise, there are too many, or more z than looks are given.

    Notes
    -----
    z at the looks is multivariate normal with correlation sqrt(t_j / t_k) and, for an effect, mean
    ``drift sqrt(t_k)``; chances of crossing are integrated recursively [1]_ (accurate to 1e-8), nothing
    is simulated. Exact bounds C (t_k / t_K)^(delta - 1/2) depend on all looks: moving a later one moves
    the earlier ones. Spending bounds depend on the looks so far only. Per side, with a = alpha / 2 for
    two sides: 2 (1 - Phi(z_{1 - a/2} / sqrt t)), a ln(1 + (e - 1) t), a t^rho,
    a (1 - e^(-gamma t)) / (1 - e^(-gamma)) [2]_ [3]_ [4]_. Two sides are two one-sided designs.

    A look at or beyond the planned size (an overrun) uses all that is left, with its real information.
    Looks may be taken when it suits, but not because the last result was close: then alpha no longer
    holds. Assumes large samples (see `read_sequential` for rates of small groups). There is no bound for
    giving up; ending early without crossing costs power, never false alarms.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, ch. 2, 7 and 19.
    .. [2] Lan, K. K. G. and DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials.
       Biometrika, 70, 659-663.
    .. [3] Kim, K. and DeMets, D. L. (1987). Design and analysis of group sequential tests based on the
       type I error spending rate function. Biometrika, 74, 149-154.
    .. [4] Hwang, I. K., Shih, W. J. and De Cani, J. S. (1990). Group sequential designs using a family
       of type I error probability spending functions. Statistics in Medicine, 9, 1439-1445.

    Examples
    --------
    >>> found = sequential_bounds(design="obrien_fleming", looks=5)
    >>> [round(bound, 3) for bound in found.z], round(found.inflation_factor, 3)
    ([4.562, 3.226, 2.634, 2.281, 2.04], 1.028)
    >>> sequential_bounds(information_fractions=(0.3, 0.55), observed_z=(1.1, 3.0)).decision
    'stop_rise'
    """
    rule = StoppingRule(design=design, alpha=alpha, sides=sides, delta=delta, rho=rho, gamma=gamma)
    information = checked_information(information_fractions) or equally_spaced(looks)
    seen = checked_observed(observed_z, len(information))
    bounds = solve_boundaries(rule, information, final=final)
    complete = final or not rule.spends or information[-1] >= 1
    decision, decided_at = decide(bounds, seen, complete=complete)
    return SequentialBounds(
        design=design,
        sides=sides,
        alpha=alpha,
        power=power,
        information=bounds.information,
        z=bounds.upper,
        nominal_p=tuple(nominal_p(bound, two_sided=bounds.two_sided) for bound in bounds.upper),
        cumulative_alpha=bounds.spent,
        error=bounds.error,
        constant=bounds.constant,
        complete=complete,
        characteristics=operating_characteristics(bounds, rule, power) if complete else None,
        observed_z=seen,
        decision=decision,
        decided_at=decided_at,
        notes=bounds_notes(rule, bounds, seen, decided_at, complete=complete, planned=not information_fractions),
        provenance=Provenance(
            method="sequential_bounds",
            n_total=0,
            n_used=0,
            parameters={
                "design": design,
                "looks": looks,
                "information_fractions": information_fractions,
                "observed_z": observed_z,
                "alpha": alpha,
                "sides": sides,
                "power": power,
                "final": final,
                "delta": delta,
                "rho": rho,
                "gamma": gamma,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )


def nominal_p(bound: float, *, two_sided: bool) -> float:
    """A bound of z as a p-value of a single look."""
    return math.erfc(bound / math.sqrt(2)) / (1 if two_sided else 2)


def decide(bounds: Boundaries, seen: tuple[float, ...], *, complete: bool) -> tuple[Decision, int | None]:
    """What the looks so far say, and the look at which the first bound was crossed."""
    for place, (z, high, low) in enumerate(zip(seen, bounds.upper, bounds.lower, strict=False), start=1):
        if z >= high:
            return "stop_rise", place
        if z <= low:
            return "stop_fall", place
    if not seen:
        return "none", None
    return ("ended" if complete and len(seen) == len(bounds.upper) else "go_on"), None
