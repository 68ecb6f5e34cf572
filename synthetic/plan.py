"""The sample community: every number that is planted into it, in one place.

Retention by age, occupation and spend and the reasons for leaving are claims of a published report on
private-domain communities (私域社群); they are planted because they are plausible, not because they are
known to be true. The age band 18-24 is ours: the report has none.
"""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

OBSERVED_TO = date(2025, 12, 31)
JOINED_FROM = date(2023, 1, 1)
JOINED_TO = date(2025, 6, 30)
RETENTION_WINDOW_DAYS = 90
ACTIVITY_WINDOW_DAYS = 56

RETAINED = 0.35
AGE = {1: (0.25, 0.25), 2: (0.25, 0.55), 3: (0.25, 0.40), 4: (0.25, 0.20)}
"""Code of the age band: share of members, share of them retained."""
OCCUPATION = {1: (0.12, 0.50), 2: (0.70, 0.35), 3: (0.18, 0.25)}
SPEND = {1: (1 / 6, 0.15), 2: (2 / 6, 0.30), 3: (3 / 6, 0.45)}
# Nobody above 35 is a student; the margins above hold all the same (iterative fitting in `people`).
AGE_BY_OCCUPATION = ((0.2, 1.0, 6.0), (1.0, 4.0, 0.8), (1.5, 4.0, 0.0), (2.0, 4.0, 0.0))

LATENTS = ("activity", "retention", "satisfaction", "recommendation", "community")
LATENT_CORRELATIONS = (
    (1.00, 0.72, 0.25, 0.20, 0.30),
    (0.72, 1.00, 0.35, 0.30, 0.30),
    (0.25, 0.35, 1.00, 0.60, 0.55),
    (0.20, 0.30, 0.60, 1.00, 0.45),
    (0.30, 0.30, 0.55, 0.45, 1.00),
)
ACTIVITY_MEAN_PER_WEEK = 3.0
ACTIVITY_SD_PER_WEEK = 1.1
EARLY_SHARE_CHURNED = 0.70
EARLY_SHARE_RETAINED = 0.50

REGION_SHARE = {1: 0.65, 2: 0.35}
REGION_SHARE_OF_SURVEY = {1: 0.50, 2: 0.50}
NPS = {
    1: (0.005, 0.005, 0.01, 0.015, 0.025, 0.06, 0.08, 0.13, 0.17, 0.27, 0.23),
    2: (0.01, 0.01, 0.02, 0.03, 0.05, 0.11, 0.12, 0.17, 0.18, 0.17, 0.13),
}
"""Shares of the answers 0 to 10 by region."""
SATISFACTION = {1: (0.04, 0.08, 0.23, 0.40, 0.25), 2: (0.08, 0.14, 0.30, 0.33, 0.15)}

ITEMS = {"community_helpful": 0.80, "community_belonging": 0.75, "community_noise": -0.70}
"""Loading of each statement on the experience of the community; the last is reverse-keyed."""
ITEM_SHARES = {
    "community_helpful": (0.07, 0.15, 0.28, 0.32, 0.18),
    "community_belonging": (0.09, 0.17, 0.30, 0.29, 0.15),
    "community_noise": (0.18, 0.30, 0.27, 0.17, 0.08),
}

CHURN_REASONS = {
    "why_no_personal_service": 0.65,
    "why_slow_service": 0.45,
    "why_few_promotions": 0.30,
    "why_poor_product": 0.25,
    "why_negative_image": 0.10,
    "why_competitor": 0.05,
}

TOUCHPOINTS = {
    "tp_group": 0.40,
    "tp_mini_program": 0.50,
    "tp_official_account": 0.35,
    "tp_video_channel": 0.30,
    "tp_live": 0.30,
    "tp_advisor": 0.30,
    "tp_store": 0.20,
    "tp_xiaohongshu": 0.35,
    "tp_douyin": 0.45,
    "tp_sms": 0.25,
}
RULES = (
    (("tp_live",), "tp_mini_program", 0.80),
    (("tp_official_account", "tp_video_channel"), "tp_group", 0.85),
    (("tp_store",), "tp_advisor", 0.70),
)
"""Antecedent, consequent, confidence. Antecedents are chosen independently of one another."""
DECOYS = ("tp_xiaohongshu", "tp_douyin", "tp_sms")

SEGMENT_COLUMNS = ("basket_yuan", "coupon_share", "minutes_per_week", "order_gap_days")
SEGMENT_SD = (40.0, 0.10, 20.0, 8.0)
SEGMENTS = {
    "bargain": (0.40, (120.0, 0.75, 60.0, 30.0)),
    "reader": (0.35, (180.0, 0.45, 135.0, 45.0)),
    "loyal": (0.25, (300.0, 0.30, 75.0, 25.0)),
}
"""Share of respondents and centre; within a segment the columns are independent and normal."""

EXPERIMENT_RETURNED = {"control": 0.20, "treatment": 0.28}
EXPERIMENT_MEAN_SPEND_YUAN = 180.0
EXPERIMENT_SPEND_SIGMA = 0.5

BLANK_SHARES = {
    "occupation": 0.02,
    "nps": 0.02,
    "satisfaction": 0.03,
    "community_helpful": 0.02,
    "community_belonging": 0.02,
    "community_noise": 0.02,
    "touchpoints": 0.02,
    "churn_reasons": 0.04,
}
COMMENT_SHARE = 0.30

BLANK = -2
SKIPPED = -3


def stream(seed: int, part: int) -> np.random.Generator:
    """A generator of its own for each part, so that a change in one part leaves the others alone."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(part,)))


def cut_points(shares: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Cut points that turn a standard normal variable into answers with these shares."""
    below = np.cumsum(shares)[:-1]
    return np.array([NormalDist().inv_cdf(float(share)) for share in below])


def point_biserial(latent_correlation: float, share: float) -> float:
    """Pearson's correlation of a normal variable with a yes/no one cut from a latent normal variable.

    Examples
    --------
    >>> round(point_biserial(0.72, 0.35), 4)
    0.5591
    """
    normal = NormalDist()
    height = normal.pdf(normal.inv_cdf(share))
    return latent_correlation * height / math.sqrt(share * (1 - share))


def mean_rates(rates: dict[int, tuple[float, float]]) -> float:
    """Overall rate of groups given as (share, rate)."""
    return sum(share * rate for share, rate in rates.values())
