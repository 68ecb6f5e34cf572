"""The experiment of the sample community: a win-back coupon against none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic import plan

ASSIGNED_ON = np.datetime64("2025-12-01")


def draw_experiment(rng: np.random.Generator, ids: npt.NDArray[np.str_]) -> pd.DataFrame:
    """Assign every member by an even coin and draw whether they returned and what they spent."""
    treated = rng.random(ids.size) < 0.5
    arm = np.where(treated, "treatment", "control")
    rate = np.where(treated, plan.EXPERIMENT_RETURNED["treatment"], plan.EXPERIMENT_RETURNED["control"])
    returned = rng.random(ids.size) < rate
    sigma = plan.EXPERIMENT_SPEND_SIGMA
    mu = np.log(plan.EXPERIMENT_MEAN_SPEND_YUAN) - sigma**2 / 2
    spend = np.exp(rng.normal(mu, sigma, ids.size)).round(2)
    return pd.DataFrame(
        {
            "customer_id": ids,
            "arm": arm,
            "assigned_on": ASSIGNED_ON.astype("datetime64[s]"),
            "returned": returned.astype(np.int64),
            "trial_spend_yuan": np.where(returned, spend, 0.0),
        }
    )
