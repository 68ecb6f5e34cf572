"""How likely is one version to be better than another, given the counts and a prior?"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.arm_inputs import ArmMeasure, Arms, checked_arms
from analysis.experiments.beat_reading import BeatReading
from analysis.experiments.beat_solution import (
    BeatModel,
    BeatScale,
    compared,
    compared_effect,
    lift_posterior,
    posterior_of,
)
from analysis.experiments.read_controls import Level
from analysis.experiments.reading_controls import GoodAsked, Observed, Sds, Sizes

NAN = float("nan")
HEAVY_PRIOR = 0.1

ModelAsked: TypeAlias = Annotated[
    BeatModel,
    Control(
        label=Message("What is compared"),
        choices={
            "rates": Message("rates (converted of customers)"),
            "counts": Message("events per exposure"),
            "means": Message("means"),
            "rates_normal": Message("rates, normal approximation with a flat prior"),
        },
    ),
]
PriorAlpha: TypeAlias = Annotated[
    float,
    Field(gt=0, le=1e9),
    Control(
        label=Message("Prior: conversions or events"),
        help=Message("1 and 1 for rates: every rate equally likely beforehand. Not used where the prior is flat."),
        step=1,
        advanced=True,
    ),
]
PriorBeta: TypeAlias = Annotated[
    float,
    Field(gt=0, le=1e9),
    Control(label=Message("Prior: customers not converted, or exposure"), step=1, advanced=True),
]
Rope: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Differences smaller than this do not matter"),
        help=Message("In the unit of the comparison; for rates 0.01 is one point. Empty: no such range."),
        step=0.005,
    ),
]
ScaleAsked: TypeAlias = Annotated[
    BeatScale,
    Control(
        label=Message("Differences are"),
        choices={"absolute": Message("absolute"), "relative": Message("relative to control (normal, two arms)")},
        advanced=True,
    ),
]


@method("probability_to_beat")
def probability_to_beat(
    *,
    observed: Observed,
    sizes: Sizes,
    sds: Sds = None,
    model: ModelAsked = "rates",
    prior_alpha: PriorAlpha = 1.0,
    prior_beta: PriorBeta = 1.0,
    rope: Rope = None,
    scale: ScaleAsked = "absolute",
    level: Level = 0.95,
    good: GoodAsked = "increase",
) -> BeatReading:
    """How likely is each version to be better than control, and what would a wrong choice cost?

    Parameters
    ----------
    observed : tuple of float
        Converted customers ("rates"), events ("counts") or means, control first; 2 to 10 arms.
    sizes : tuple of float
        Customers of each arm; for "counts" its exposure, above 0.
    sds : tuple of float, optional
        Standard deviation of each arm, for "means" only.
    model : {"rates", "counts", "means", "rates_normal"}
        Beta prior and binomial counts; Gamma prior and Poisson events; a normal approximation with a
        flat prior for means or rates.
    prior_alpha, prior_beta : float
        Beta(alpha, beta) or Gamma(shape, rate), the same for each arm, above 0.
    rope : float, optional
        Range of practical equivalence: differences smaller than this, either way, do not matter.
    scale : {"absolute", "relative"}
        "relative": the lift over control, normal models with two arms only.
    level : float
        Of the credible intervals, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Whether higher or lower is better.

    Returns
    -------
    BeatReading

    Raises
    ------
    ParameterError
        Lists of unequal length, impossible counts, an arm without spread in a normal model, or a
        relative scale where it is not defined.

    Notes
    -----
    Posteriors are Beta(alpha + x, beta + n - x), Gamma(alpha + x, beta + exposure) and N(mean, sd² / n),
    arms independent. All chances are one-dimensional integrals, ``P(B > A) = ∫ S_B(x) dF_A(x)``, cut at
    graded quantiles and summed by Gauss-Legendre: no simulation, no seed, right to about 1e-9 also where
    a posterior is a millionth wide. The expected loss of an arm is the mean of the best less its own
    (the mean of max(A - B, 0) with two arms). The relative scale takes the lift as normal with the
    first-order delta variance.

    It is not immune to peeking: a probability of 95 % reached at one of many looks is reached more often
    than one time in twenty where nothing changed. It depends on the prior, which is the same for each arm
    and knows nothing of earlier tests unless it is told.

    References
    ----------
    .. [1] Miller, E. (2015). Formulas for Bayesian A/B testing. evanmiller.org/bayesian-ab-testing.html.
    .. [2] Stucchio, C. (2015). Bayesian A/B testing at VWO (expected loss).
    .. [3] Kruschke, J. K. (2018). Rejecting or accepting parameter values in Bayesian estimation. Advances
       in Methods and Practices in Psychological Science, 1, 270-280 (region of practical equivalence).
    .. [4] Deng, A., Lu, J. and Chen, S. (2016). Continuous monitoring of A/B tests without pain: optional
       stopping in Bayesian testing. DSAA 2016, 243-252 (which guarantees survive optional stopping).

    Examples
    --------
    >>> reading = probability_to_beat(observed=(120, 150), sizes=(1200, 1210))
    >>> round(reading.chance_to_beat[0], 4), [round(loss, 5) for loss in reading.expected_loss]
    (0.9688, [0.02408, 0.00016])
    """
    measure: ArmMeasure = "rates" if model == "rates_normal" else model
    arms = checked_arms(measure, observed, sizes, sds)
    flat = model in {"means", "rates_normal"}
    if flat:
        _require_spread(arms, model)
    _require_scale(arms, scale, flat=flat)
    posteriors = tuple(posterior_of(arms, place, model, prior_alpha, prior_beta) for place in range(len(observed)))
    if scale == "relative":
        effect = lift_posterior(posteriors[0], posteriors[1])
        found = compared_effect(effect, level=level, rope=rope, lowest=good == "decrease")
    else:
        found = compared(posteriors, level=level, rope=rope, lowest=good == "decrease")
    n = int(sum(sizes))
    given: dict[str, Any] = {"observed": observed, "sizes": sizes, "sds": sds, "model": model, "rope": rope}
    given |= {"prior_alpha": prior_alpha, "prior_beta": prior_beta, "scale": scale, "level": level, "good": good}
    return BeatReading(
        model=model,
        scale=scale,
        sizes=sizes,
        prior_alpha=NAN if flat else prior_alpha,
        prior_beta=NAN if flat else prior_beta,
        posterior=found.posterior,
        chance_best=found.chance_best,
        expected_loss=found.expected_loss,
        chance_to_beat=found.chance_to_beat,
        difference=found.difference,
        rope=rope,
        rope_masses=found.rope_masses,
        good=good,
        level=level,
        notes=_notes(arms, prior_alpha, prior_beta, flat=flat),
        provenance=Provenance(
            method="probability_to_beat",
            n_total=n,
            n_used=n,
            parameters=given,
            packages=package_versions("scipy"),
        ),
    )


def _require_spread(arms: Arms, model: BeatModel) -> None:
    spreads = arms.sds if model == "means" else [rate * (1 - rate) for rate in arms.values]
    if min(spreads) > 0:
        return
    raise ParameterError(
        Message("An arm without any variation has no normal posterior."),
        Message("Allowed: arms in which customers differ."),
        Message("For rates choose the Beta model, which can read 0 conversions."),
        parameter="sds" if model == "means" else "observed",
    )


def _require_scale(arms: Arms, scale: BeatScale, *, flat: bool) -> None:
    if scale == "absolute":
        return
    if not flat or len(arms.observed) != 2:
        raise ParameterError(
            Message("A relative scale is offered for two arms and the normal models only."),
            remedy=Message("Choose the absolute scale, or a normal model with two arms."),
            parameter="scale",
        )
    if arms.values[0] <= 0:
        raise ParameterError(
            Message("Nothing is relative to a control mean of {mean:exact}.", mean=arms.values[0]),
            Message("Allowed: a control mean above 0."),
            parameter="observed",
        )


def _notes(arms: Arms, prior_alpha: float, prior_beta: float, *, flat: bool) -> tuple[Note, ...]:
    notes: list[Note] = []
    weight = prior_beta if arms.measure == "counts" else prior_alpha + prior_beta
    if not flat and weight > HEAVY_PRIOR * min(arms.sizes):
        notes.append(
            Note(
                "caution",
                Message(
                    "The prior weighs {weight:exact} against {size:exact} in the smallest arm: part of this answer is the prior's. Say where it comes from.",
                    weight=weight,
                    size=min(arms.sizes),
                ),
                code="heavy_prior",
            )
        )
    notes.append(
        Note(
            "info",
            Message("A probability to beat control is not immune to peeking; decide at the planned size."),
            code="not_immune_to_peeking",
        )
    )
    if flat:
        notes.append(
            Note(
                "info",
                Message("Normal approximation: rough with few customers or few conversions in an arm."),
                code="normal_approximation",
            )
        )
    return tuple(notes)
