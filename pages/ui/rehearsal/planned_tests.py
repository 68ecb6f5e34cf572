"""Rehearsals of tests as our planners lay them out: several looks, event counts, ratios, four cells, several metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from analysis.core import method
from analysis.experiments import sequential_controls
from analysis.experiments.sequential_spending import StoppingRule
from pages.ui.rehearsal import controls, looks
from synthetic.designs import LookedAtShares
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
