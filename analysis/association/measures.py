"""Measures of a rule, all from four counts."""

from __future__ import annotations

import numpy as np

from analysis.association.bitsets import Integers
from analysis.association.fisher import Floats
from analysis.inference.proportions import normal_quantile, wilson_limits


def rule_measures(
    count: Integers, count_antecedent: Integers, count_consequent: Integers, n: int, level: float
) -> dict[str, Floats]:
    """How strong is each rule, by every measure in use?

    Parameters
    ----------
    count : array of int
        Rows with antecedent and consequent.
    count_antecedent, count_consequent : array of int
        Rows with each side.
    n : int
        Rows in the base.
    level : float
        Confidence level of the intervals, in 0..1.

    Returns
    -------
    dict of str to array of float
        ``support, confidence, confidence_low, confidence_high, base_rate, lift, lift_low, lift_high,
        leverage, conviction, zhang, kulczynski, imbalance_ratio, jaccard, cosine, odds_ratio,
        risk_difference``. NaN where undefined (0 / 0); infinity where a rule without exception makes
        conviction or the odds ratio so.

    Notes
    -----
    With a = count, n₁ = antecedent, n₂ = consequent: confidence a / n₁ with its Wilson interval;
    lift a n / (n₁ n₂) with limits exp(log lift ± z √(1/a - 1/n₁ - 1/n₂ + (2 lift - 1)/n)), the
    delta-method variance of a multinomial sample; leverage a/n - n₁ n₂ / n² [1]_; conviction
    (1 - n₂/n) / (1 - confidence) [2]_; Zhang's measure leverage / max(a/n (1 - n₁/n),
    n₁/n (n₂/n - a/n)) [3]_; Kulczynski the mean of both confidences and the imbalance ratio
    |n₁ - n₂| / (n₁ + n₂ - a) [4]_; Jaccard a / (n₁ + n₂ - a); cosine a / √(n₁ n₂); odds ratio
    a d / (b c); risk difference the confidence with the antecedent minus that without it.

    References
    ----------
    .. [1] Piatetsky-Shapiro, G. (1991). Discovery, analysis and presentation of strong rules.
    .. [2] Brin, S., Motwani, R., Ullman, J. D. and Tsur, S. (1997). Dynamic itemset counting and
       implication rules for market basket data. SIGMOD, 255-264.
    .. [3] Yan, X., Zhang, C. and Zhang, S. (2009). Confidence metrics for association rule mining.
       Applied Artificial Intelligence, 23, 713-737.
    .. [4] Wu, T., Chen, Y. and Han, J. (2010). Re-examination of interestingness measures in pattern
       mining. Data Mining and Knowledge Discovery, 21, 371-397.

    Examples
    --------
    >>> import numpy as np
    >>> one = rule_measures(np.array([30]), np.array([50]), np.array([40]), 100, 0.95)
    >>> [round(float(one[name][0]), 4) for name in ("confidence", "lift", "leverage", "odds_ratio")]
    [0.6, 1.5, 0.1, 6.0]
    """
    a, n1, n2 = (part.astype(np.int64) for part in (count, count_antecedent, count_consequent))
    excess = a * n - n1 * n2  # n² times the leverage, in whole numbers: exactly 0 without association
    with np.errstate(divide="ignore", invalid="ignore"):
        confidence, base = a / n1, n2 / n
        low, high = wilson_limits(a, n1, level=level)
        lift = a * n / (n1 * n2)
        spread = normal_quantile(level) * np.sqrt(np.maximum(1 / a - 1 / n1 - 1 / n2 + (2 * lift - 1) / n, 0.0))
        return {
            "support": a / n,
            "confidence": confidence,
            "confidence_low": low,
            "confidence_high": high,
            "base_rate": base,
            "lift": lift,
            "lift_low": lift * np.exp(-spread),
            "lift_high": lift * np.exp(spread),
            "leverage": excess / n**2,
            "conviction": n1 * (n - n2) / (n * (n1 - a)),
            "zhang": excess / np.maximum(a * (n - n1), n1 * (n2 - a)),
            "kulczynski": (confidence + a / n2) / 2,
            "imbalance_ratio": np.abs(n1 - n2) / (n1 + n2 - a),
            "jaccard": a / (n1 + n2 - a),
            "cosine": a / np.sqrt(n1 * n2),
            "odds_ratio": a * (n - n1 - n2 + a) / ((n1 - a) * (n2 - a)),
            "risk_difference": confidence - (n2 - a) / (n - n1),
        }
