"""Rehearsals of tests as our planners lay them out: several looks, event counts, ratios, four cells, several metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from analysis.core import method
from analysis.experiments import metric_controls, sequential_controls
from analysis.experiments.sequential_spending import StoppingRule
from pages.ui.rehearsal import cells as four_cells
from pages.ui.rehearsal import controls, looks, outcomes, two_group_readings
from pages.ui.rehearsal.question import Question
from pages.ui.rehearsal.questions import answered
from synthetic.designs import FourCells, LookedAtShares, SeveralOutcomes, TwoEventRates, TwoRatios
from synthetic.designs import controls as ask
from synthetic.designs.looked_at import LooksTaken
from synthetic.rehearsal import Rehearsal, rehearse

Progress: TypeAlias = Callable[[float], None] | None


@method("rehearse_looks")
def rehearse_looks(
    *,
    size: ask.CustomersCounted = 18_500,
    rate_control: ask.RateControl = 0.35,
    rate_treatment: ask.RateTreatment = 0.37,
    share_treatment: ask.ShareTreatment = 0.5,
    looks_taken: LooksTaken = 5,
    design: sequential_controls.Design = "lan_demets_obrien_fleming",
    sides: sequential_controls.SidesAsked = "two",
    alpha: sequential_controls.Alpha = 0.05,
    delta: sequential_controls.Delta = 0.25,
    rho: sequential_controls.Rho = 3.0,
    gamma: sequential_controls.Gamma = -4.0,
    replicates: controls.Replicates = 1000,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test with several looks find the difference, and when would it end?

    A one-sided test looks in the direction of the change.
    """
    study = LookedAtShares(
        size=size,
        rate_control=rate_control,
        rate_treatment=rate_treatment,
        share_treatment=share_treatment,
        looks=looks_taken,
    )
    rule = StoppingRule(design=design, alpha=alpha, sides=sides, delta=delta, rho=rho, gamma=gamma)
    found = rehearse(
        study,
        partial(looks.read_looks, rule=rule, falling=rate_treatment < rate_control),
        replicates=replicates,
        seed=seed,
        progress=progress,
        goal=goal if find_size else None,
        nominal_error=alpha,
        parts=looks.parts_of(study, rule),
    )
    return replace(found, details=looks.details(found, looks_taken))


@method("rehearse_counts")
def rehearse_counts(
    *,
    size: ask.CustomersCounted = 3000,
    event_rate_control: ask.EventRateControl = 1.8,
    event_rate_treatment: ask.EventRateTreatment = 2.0,
    exposure: ask.TimeObserved = 1.0,
    variance_to_mean: ask.VarianceToMean = 2.0,
    dispersion: ask.NegativeBinomialDispersion = 0.0,
    share_treatment: ask.ShareTreatment = 0.5,
    by: controls.EventsBy = "measured",
    to_show: controls.ToShow = "superiority",
    margin: controls.Margin = 0.1,
    good: controls.Good = "increase",
    alternative: controls.Alternative = "two-sided",
    replicates: controls.Replicates = 400,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of two event rates find the difference?"""
    question = Question(alternative=alternative, to_show=to_show, margin=margin, good=good, level=level)
    study = TwoEventRates(
        size=size,
        event_rate_control=event_rate_control,
        event_rate_treatment=event_rate_treatment,
        exposure=exposure,
        variance_to_mean=variance_to_mean,
        dispersion=dispersion,
        share_treatment=share_treatment,
        difference_without=question.nothing,
    )
    analysis = partial(two_group_readings.read_events, by=by, question=question)
    return answered(study, analysis, question, replicates, seed, goal if find_size else None, progress)


@method("rehearse_ratio")
def rehearse_ratio(
    *,
    size: ask.CustomersCounted = 12_000,
    ratio_control: ask.RatioControl = 0.20,
    ratio_treatment: ask.RatioTreatment = 0.22,
    mean_denominator: ask.MeanDenominator = 5.0,
    variance_numerator: ask.VarianceNumerator = 2.0,
    variance_denominator: ask.VarianceDenominator = 12.0,
    correlation: ask.MomentCorrelation = 0.5,
    share_treatment: ask.ShareTreatment = 0.5,
    to_show: controls.ToShow = "superiority",
    margin: controls.Margin = 0.01,
    good: controls.Good = "increase",
    alternative: controls.Alternative = "two-sided",
    replicates: controls.Replicates = 400,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of two ratios of sums find the difference?"""
    question = Question(alternative=alternative, to_show=to_show, margin=margin, good=good, level=level)
    study = TwoRatios(
        size=size,
        ratio_control=ratio_control,
        ratio_treatment=ratio_treatment,
        mean_denominator=mean_denominator,
        variance_numerator=variance_numerator,
        variance_denominator=variance_denominator,
        correlation=correlation,
        share_treatment=share_treatment,
        difference_without=question.nothing,
    )
    analysis = partial(two_group_readings.read_ratios, question=question)
    return answered(study, analysis, question, replicates, seed, goal if find_size else None, progress)


@method("rehearse_factorial")
def rehearse_factorial(
    *,
    size: ask.CustomersInCells = 3000,
    measured: ask.CellOutcomeChoice = "share",
    cells: ask.CellValues = (0.35, 0.40, 0.40, 0.45),
    within_sd: ask.WithinSd = 180.0,
    decides: controls.EffectDecides = "a",
    sides: controls.EffectSides = "two",
    replicates: controls.Replicates = 200,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of two changes at once find each effect, and their interaction?"""
    study = FourCells(size=size, measured=measured, cells=cells, within_sd=within_sd)
    return rehearse(
        study,
        partial(four_cells.read_cells, decides=decides, sides=sides, level=level),
        replicates=replicates,
        seed=seed,
        progress=progress,
        goal=goal if find_size else None,
        nominal_error=1 - level,
        parts=four_cells.PARTS,
    )


@method("rehearse_metrics")
def rehearse_metrics(
    *,
    size: ask.CustomersCounted = 19_574,
    share_treatment: ask.ShareTreatment = 0.5,
    kinds: ask.OutcomeKinds = ("share", "mean", "share"),
    roles: ask.OutcomeRoles = ("primary", "guardrail", "guardrail"),
    baselines: ask.OutcomeBaselines = (0.35, 80.0, 0.02),
    smallest_changes: ask.OutcomeChanges = (0.02, -3.0, 0.005),
    spreads: ask.OutcomeSpreads = (0.0, 60.0, 0.0),
    alpha: sequential_controls.Alpha = 0.05,
    guardrail_alpha: metric_controls.GuardrailAlpha = 0.05,
    sides: sequential_controls.SidesAsked = "two",
    correction: metric_controls.PrimariesCorrected = "holm",
    replicates: controls.Replicates = 200,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a version be launched by several metrics, if it changes what it should, and if nothing?"""
    study = SeveralOutcomes(
        size=size,
        share_treatment=share_treatment,
        kinds=kinds,
        roles=roles,
        baselines=baselines,
        smallest_changes=smallest_changes,
        spreads=spreads,
    )
    analysis = partial(
        outcomes.read_outcomes,
        kinds=kinds,
        roles=roles,
        smallest_changes=smallest_changes,
        alpha=alpha,
        guardrail_alpha=guardrail_alpha,
        sides=sides,
        correction=correction,
    )
    return rehearse(
        study,
        analysis,
        replicates=replicates,
        seed=seed,
        progress=progress,
        goal=goal if find_size else None,
        nominal_error=alpha,
        parts=outcomes.parts_of(roles),
    )
