"""What is left of many tests once their number is counted: the calculator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core import Control, Message, Note, ParameterError, PluralMessage, Provenance, Sentence, method
from analysis.inference.multiplicity import FALSE_DISCOVERY_METHODS, adjusted_p_values

Adjustment: TypeAlias = Literal["holm", "BH", "bonferroni", "hochberg", "hommel", "BY"]
ADJUSTMENT_NAMES: dict[str, Message] = {
    "holm": Message("Holm"),
    "BH": Message("Benjamini–Hochberg"),
    "bonferroni": Message("Bonferroni"),
    "hochberg": Message("Hochberg"),
    "hommel": Message("Hommel"),
    "BY": Message("Benjamini–Yekutieli"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedTests:
    """Raw and adjusted p-values of one family of tests.

    Parameters
    ----------
    p, adjusted : tuple of float
        In the order given, in 0..1.
    method : str
        The correction.
    alpha : float
        Error level of the reading.
    notes : tuple of Note
    provenance : Provenance
    """

    p: tuple[float, ...]
    adjusted: tuple[float, ...]
    method: Adjustment
    alpha: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per test.

        Returns
        -------
        DataFrame
            Columns: test (from 1, in the order given), p, adjusted, method, holds (adjusted at or below alpha).
        """
        adjusted = np.array(self.adjusted)
        return pd.DataFrame(
            {
                "test": np.arange(1, len(self.p) + 1),
                "p": self.p,
                "adjusted": adjusted,
                "method": self.method,
                "holds": adjusted <= self.alpha,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """How many tests hold before and after, and what the correction promises."""
        held = sum(value <= self.alpha for value in self.adjusted)
        raw = sum(value <= self.alpha for value in self.p)
        claim = PluralMessage(
            "{held:count} of one test holds at {alpha:set_percent} after {method}, against {raw:count} before.",
            "{held:count} of {tests:count} tests hold at {alpha:set_percent} after {method}, against {raw:count} before.",
            n=len(self.p),
            held=held,
            tests=len(self.p),
            alpha=self.alpha,
            method=ADJUSTMENT_NAMES[self.method],
            raw=raw,
        )
        if self.method in FALSE_DISCOVERY_METHODS:
            promise = Message(
                "Of the tests that hold, at most {alpha:set_percent} are false on average over many such families.",
                alpha=self.alpha,
            )
        else:
            promise = Message(
                "In at most {alpha:set_percent} of many such families would even one test hold by chance alone.",
                alpha=self.alpha,
            )
        return (claim, promise)


@method("adjust_p_values")
def adjust_p_values(
    *,
    p: Annotated[
        tuple[float, ...],
        Field(min_length=1),
        Control(label=Message("p-values"), help=Message("One number from 0 to 1 for each test of the family.")),
    ],
    method: Annotated[Adjustment, Control(label=Message("Correct for many tests"), choices=ADJUSTMENT_NAMES)] = "holm",
    alpha: Annotated[
        float, Field(gt=0, le=0.5), Control(label=Message("Error level"), step=0.01, unit="percent")
    ] = 0.05,
) -> AdjustedTests:
    """Which of many tests still hold once it is counted how many were made?

    Parameters
    ----------
    p : tuple of float
        Raw p-values of **all** tests that were made, in 0..1.
    method : str
        Holm, Hochberg, Hommel and Bonferroni bound the chance of any false finding; BH and BY bound
        the expected share of false ones among the findings.
    alpha : float
        Error level in 0..0.5 used in the reading.

    Returns
    -------
    AdjustedTests

    Raises
    ------
    ParameterError
        If a number is not in 0..1.

    Notes
    -----
    Formulas: `analysis.inference.multiplicity.adjusted_p_values`. The family must hold every test that
    was made; leaving out those that failed undoes the correction.

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics, 6, 65-70.
    .. [2] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
       Royal Statistical Society B, 57, 289-300.

    Examples
    --------
    >>> adjust_p_values(p=(0.01, 0.02, 0.04), method="holm").adjusted
    (0.03, 0.04, 0.04)
    """
    for value in p:
        if not 0 <= value <= 1:
            raise ParameterError(
                Message("A p-value cannot be {value:exact}.", value=value),
                Message("Allowed: a number from {low:exact} to {high:exact}.", low=0, high=1),
                Message("Give one number for each test."),
                parameter="p",
            )
    adjusted = tuple(float(value) for value in adjusted_p_values(p, method))
    note = PluralMessage(
        "The family is the one test given. Tests that were made and left out are not counted.",
        "The family is the {n:count} tests given. Tests that were made and left out are not counted.",
        n=len(p),
    )
    return AdjustedTests(
        p=tuple(float(value) for value in p),
        adjusted=adjusted,
        method=method,
        alpha=alpha,
        notes=(Note("info", note, "family"),),
        provenance=Provenance(
            method="adjust_p_values",
            n_total=len(p),
            n_used=len(p),
            parameters={"p": tuple(p), "method": method, "alpha": alpha},
        ),
    )
