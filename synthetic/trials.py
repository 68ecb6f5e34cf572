"""Generated experiments, customer by customer: arm, spend before, and three kinds of outcome."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic.blocks import Part, stream
from synthetic.experiment_plan import (
    LOST_SHARE,
    ORDER_CONCENTRATION,
    ORDERS_PER_VISIT,
    SELECTED_SHARES,
    SPEND_MEAN_YUAN,
    SPEND_SIGMA,
    VISITS_BEYOND_ONE,
    WEEKS,
    ExperimentPlan,
    latent_of_lognormal,
)
from synthetic.season import LAST_DAY
from synthetic.tables import customer_ids

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LAUNCH = LAST_DAY - 27


def draw_trial(plan: ExperimentPlan, seed: int, community: Integers) -> pd.DataFrame:
    """The arms table: one row a customer, in the order of the communities given.

    Notes
    -----
    Spend before and during the trial are lognormal with the same sigma; the correlation of their logarithms is chosen
    so that Pearson's correlation of the amounts is the planted one. Customers order on each visit with a chance of
    their own (beta), so orders of one customer are alike.
    """
    rng = stream(seed, Part.EXPERIMENT)
    size = community.size
    of_community = np.unique(community, return_inverse=True)[1]
    during, before = _spend_drives(rng, plan, of_community)
    arm = _assign(rng, plan, of_community, before)
    week = rng.integers(1, WEEKS + 1, size)
    by_week = range(1, WEEKS + 1)
    rate = np.array([plan.rates(w) for w in by_week])[week - 1, arm]
    orders_rate = ORDERS_PER_VISIT * np.array([plan.relative(plan.order_lift, w) for w in by_week])[week - 1, arm]
    spend_factor = np.array([plan.relative(plan.spend_lift, w) for w in by_week])[week - 1, arm]
    took_part = rng.random(size) < _chance(rng, plan, of_community, rate)
    visits = 1 + rng.poisson(VISITS_BEYOND_ONE, size)
    own = rng.beta(orders_rate * ORDER_CONCENTRATION, (1 - orders_rate) * ORDER_CONCENTRATION)
    frame = pd.DataFrame(
        {
            "customer_id": customer_ids(np.arange(size)),
            "arm": np.array([one.id for one in plan.arms])[arm],
            **_factors(plan, arm),
            "trial_community": np.char.add("G", np.char.zfill(community.astype(np.str_), 7)),
            "entry_week": week,
            "assigned_on": (LAUNCH + 7 * (week - 1)).astype("datetime64[s]"),
            "pre_spend_yuan": _yuan(before),
            "took_part": took_part.astype(np.int64),
            "trial_spend_yuan": (_yuan(during) * spend_factor).round(2),
            "visits": visits,
            "orders": rng.binomial(visits, own),
        }
    )
    if plan.broken == "lost":
        lost = (arm > 0) & (rng.random(size) < LOST_SHARE)
        frame = frame[~lost].reset_index(drop=True)
    return frame


def _factors(plan: ExperimentPlan, arm: Integers) -> dict[str, Integers]:
    if plan.design == "factorial":
        return {name: np.array([getattr(one, name) for one in plan.arms])[arm] for name in ("coupon", "message")}
    if plan.design == "four_arm":
        return {"touches": np.array([one.touches for one in plan.arms])[arm]}
    return {}


def _assign(rng: np.random.Generator, plan: ExperimentPlan, of_community: Integers, before: Floats) -> Integers:
    """Position of each customer's arm: independent draws, of whole communities in the cluster design."""
    shares = np.array([one.share for one in plan.arms])
    if plan.design == "cluster":
        groups = int(of_community.max()) + 1
        # Half of the communities each: an independent coin could leave one arm without any.
        arm_of = rng.permutation(np.arange(groups) % 2)
        return arm_of[of_community]
    if plan.broken == "selected":
        # The chance of leaving control moves with spend before; among the treated arms shares stay as planned.
        low, high = SELECTED_SHARES
        chance = np.where(before > 0, high, low) * (1 - shares[0]) / 0.5
        others = rng.choice(shares.size - 1, before.size, p=shares[1:] / shares[1:].sum()) + 1
        return np.where(rng.random(before.size) < chance, others, 0)
    return rng.choice(shares.size, before.size, p=shares).astype(np.int64)


def _spend_drives(rng: np.random.Generator, plan: ExperimentPlan, of_community: Integers) -> tuple[Floats, Floats]:
    """Standard normal logarithms of spend during and before the trial."""
    size = of_community.size
    kappa = latent_of_lognormal(plan.intraclass)
    between = rng.standard_normal(int(of_community.max()) + 1)[of_community]
    during = np.sqrt(kappa) * between + np.sqrt(1 - kappa) * rng.standard_normal(size)
    r = latent_of_lognormal(plan.correlation)
    return during, r * during + np.sqrt(1 - r**2) * rng.standard_normal(size)


def _yuan(standard: Floats) -> Floats:
    return np.exp(np.log(SPEND_MEAN_YUAN) - SPEND_SIGMA**2 / 2 + SPEND_SIGMA * standard).round(2)


def _chance(rng: np.random.Generator, plan: ExperimentPlan, of_community: Integers, rate: Floats) -> Floats:
    """Chance of each customer to take part; beta among communities, so that the intra-class correlation is planted."""
    rho = plan.intraclass
    if rho == 0:
        return rate
    groups = int(of_community.max()) + 1
    rate_of = np.zeros(groups)
    np.maximum.at(rate_of, of_community, rate)
    own = rng.beta(rate_of * (1 - rho) / rho, (1 - rate_of) * (1 - rho) / rho)
    return own[of_community] * rate / rate_of[of_community]
