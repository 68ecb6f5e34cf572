"""The result of `correlate`: one coefficient with its interval, in numbers and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.core import Estimate, Note, Provenance, Sentence, blocks_conclusion
from analysis.relations.holding import HeldConstant
from analysis.relations.measured import Coefficient, IntervalMethod, TestMethod
from analysis.relations.perfect import perfect_claim
from analysis.relations.picture import Picture
from analysis.relations.wording import SYMBOLS, UNSIGNED, Strength, claim, held_clause, ruled_out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Correlation:
    """How strongly two columns go together.

    Parameters
    ----------
    x, y : str
        The two columns.
    method : str
        The coefficient used.
    estimate : Estimate
        The coefficient in -1..1 (0..1 for V and eta) with its interval.
    strength : str
        Size word of the coefficient: very_weak, weak, moderate or strong.
    n : int
        Rows with both columns (and those held constant).
    test, statistic, df, df_error, p
        Test of no association: its kind, value, degrees of freedom (`df_error` for F) and p-value.
    interval_method : str
        How the interval was made.
    uncorrected : float
        V or eta before the correction for bias; the coefficient itself otherwise.
    held : HeldConstant, optional
        The partial correlation where columns were held constant.
    directed : bool
        Whether the sign speaks of a direction: both columns are numbers or more than two ordered answers.
    contrast : Message, optional
        The relation in plain units; names the answers where a column has two.
    picture : Picture, optional
        Aggregated data of the chart; `None` where no coefficient exists.
    notes : tuple of Note
    provenance : Provenance
    """

    x: str
    y: str
    method: Coefficient
    estimate: Estimate
    strength: Strength
    n: int
    test: TestMethod
    statistic: float
    df: float
    df_error: float
    p: float
    interval_method: IntervalMethod
    uncorrected: float
    held: HeldConstant | None
    directed: bool
    contrast: Sentence | None
    picture: Picture | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def detectable(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.estimate.excludes(0.0)

    def to_frame(self) -> pd.DataFrame:
        """One row.

        Returns
        -------
        DataFrame
            Columns: x, y, method, estimate, low, high, level, interval_method, test, statistic, df,
            df_error, p, n, uncorrected, partial, partial_low, partial_high, partial_t, partial_df, partial_p
            (the last six NaN where nothing was held constant).
        """
        nan = float("nan")
        held = self.held
        return pd.DataFrame(
            {
                "x": [self.x],
                "y": [self.y],
                "method": [self.method],
                "estimate": [self.estimate.value],
                "low": [self.estimate.low],
                "high": [self.estimate.high],
                "level": [self.estimate.level],
                "interval_method": [self.interval_method],
                "test": [self.test],
                "statistic": [self.statistic],
                "df": [float(self.df)],
                "df_error": [float(self.df_error)],
                "p": [self.p],
                "n": [self.n],
                "uncorrected": [self.uncorrected],
                "partial": [held.estimate.value if held else nan],
                "partial_low": [held.estimate.low if held else nan],
                "partial_high": [held.estimate.high if held else nan],
                "partial_t": [held.t if held else nan],
                "partial_df": [float(held.df) if held else nan],
                "partial_p": [held.p if held else nan],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The claim with number and interval, then the relation in units and with others held constant."""
        if blocks_conclusion(self):
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        symbol = SYMBOLS[self.method]
        said: list[Sentence] = [self._claim(symbol)]
        if not self.detectable:
            said.append(ruled_out(symbol, self.estimate, signed=self.method not in UNSIGNED))
        elif self.contrast is not None:
            said.append(self.contrast)
        if self.held is not None:
            said.append(held_clause(symbol, self.estimate, self.held))
        return tuple(said)

    def _claim(self, symbol: str) -> Sentence:
        if abs(self.estimate.value) >= 1 and self.detectable:
            return perfect_claim(self.x, self.y, symbol, self.estimate.value, self.n)
        return claim(self.x, self.y, symbol, self.estimate, self.strength, directed=self.directed)
