"""The result of `correlation_matrix`, in numbers and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.core import ColumnRef, Message, Note, Provenance, Sentence, ValueRef
from analysis.inference.multiplicity import AdjustMethod
from analysis.relations.pairwise import MatrixMethod
from analysis.relations.wording import SYMBOLS, finer, interval_end

ALIKE = 1e-9
ADJUST_NAMES: dict[str, Message] = {
    "none": Message("no correction"),
    "bonferroni": Message("Bonferroni's correction"),
    "holm": Message("Holm's correction"),
    "hochberg": Message("Hochberg's correction"),
    "hommel": Message("Hommel's correction"),
    "BH": Message("the Benjamini–Hochberg correction"),
    "BY": Message("the Benjamini–Yekutieli correction"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorrelationMatrix:
    """The coefficients of every pair of several columns.

    Parameters
    ----------
    columns : tuple of str
        The columns as given.
    order : tuple of str
        The columns as drawn.
    method : {"spearman", "pearson", "kendall"}
        The coefficient.
    adjust : str
        Correction of the p-values for the number of pairs.
    level : float
        Confidence level of each interval (not corrected for the number of pairs).
    counted : mapping of str to answer
        Of columns with two answers other than yes and no: the second, which counts as 1. Signs speak of it.
    pairs : DataFrame
        One row per pair, see `to_frame`.
    blocks : tuple of tuple of str
        Groups of three or more columns in which every pair correlates at .4 or more.
    notes : tuple of Note
    provenance : Provenance
    """

    columns: tuple[str, ...]
    order: tuple[str, ...]
    method: MatrixMethod
    adjust: AdjustMethod
    level: float
    counted: Mapping[str, Any]
    pairs: pd.DataFrame
    blocks: tuple[tuple[str, ...], ...]
    notes: tuple[Note, ...]
    provenance: Provenance

    def name(self, column: str) -> ColumnRef | Message:
        """What stands for a column: itself, or the one of its two answers that the signs speak of."""
        if column not in self.counted:
            return ColumnRef(column)
        return Message("{column}: {answer}", column=ColumnRef(column), answer=ValueRef(column, self.counted[column]))

    @property
    def n_pairs(self) -> int:
        """Pairs with a coefficient: the family that the correction counts."""
        return int(self.pairs["r"].notna().sum())

    @property
    def distinguishable(self) -> pd.DataFrame:
        """Pairs told from 0 after correction, strongest first."""
        told = self.pairs[self.pairs["p_adjusted"] < 1 - self.level]
        return told.iloc[np.argsort(-told["r"].abs().to_numpy(), kind="stable")]

    def to_frame(self) -> pd.DataFrame:
        """One row per pair, ordered like the lower triangle row by row (1~2, 1~3, 2~3, 1~4, ...).

        Returns
        -------
        DataFrame
            Columns: x, y, r, low, high, n, statistic, p, p_adjusted.
        """
        return self.pairs.copy()

    def readings(self) -> tuple[Sentence, ...]:
        """How many pairs hold and which is largest; blocks; the pair of opposite direction that stands out most."""
        if not self.n_pairs:
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        told = self.distinguishable
        if told.empty:
            return self._none_told()
        inexact = told[told["r"].abs() < 1]
        if inexact.empty:
            return (self._exact(told.iloc[0], len(told)),)
        said: list[Sentence] = [self._largest(inexact, len(told))]
        said += [self._block(block) for block in self.blocks[:2]]
        opposite = inexact[inexact["r"] < 0]
        if len(opposite) and not inexact.iloc[0]["r"] < 0:
            said.append(self._opposite(opposite.iloc[0]))
        return tuple(said)

    def _words(self, pair: pd.Series) -> dict[str, Any]:
        """A pair told from 0 with its coefficient and interval."""
        return {
            "x": self.name(str(pair["x"])),
            "y": self.name(str(pair["y"])),
            "symbol": SYMBOLS[self.method],
            "r": finer(float(pair["r"])),
            "level": self.level,
            "low": interval_end(float(pair["low"])),
            "high": interval_end(float(pair["high"])),
        }

    def _largest(self, inexact: pd.DataFrame, told: int) -> Message:
        family: dict[str, Any] = {"told": told, "pairs": self.n_pairs, "adjust": ADJUST_NAMES[self.adjust]}
        words = self._words(inexact.iloc[0])
        alike = int((inexact["r"].abs() >= abs(float(inexact.iloc[0]["r"])) - ALIKE).sum())
        if self.n_pairs == 1:
            return Message(
                "The correlation of {x} and {y} can be told from 0: {symbol} = {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
                **words,
            )
        if alike > 1:
            return Message(
                "{told:count} of {pairs:count} pairs can be told from 0 after {adjust}; {alike:count} share the largest coefficient, among them {x} with {y}, {symbol} = {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
                alike=alike,
                **family,
                **words,
            )
        return Message(
            "{told:count} of {pairs:count} pairs can be told from 0 after {adjust}; the largest coefficient: {x} with {y}, {symbol} = {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
            **family,
            **words,
        )

    def _exact(self, pair: pd.Series, told: int) -> Message:
        return Message(
            "{told:count} of {pairs:count} pairs can be told from 0 after {adjust}, and what can fits exactly, such as {x} with {y} ({symbol} = {r:coefficient}). Look whether one was computed from the other before you take it for a finding.",
            told=told,
            pairs=self.n_pairs,
            adjust=ADJUST_NAMES[self.adjust],
            x=self.name(str(pair["x"])),
            y=self.name(str(pair["y"])),
            symbol=SYMBOLS[self.method],
            r=float(pair["r"]),
        )

    def _none_told(self) -> tuple[Sentence, ...]:
        inexact = self.pairs[self.pairs["r"].abs() < 1]
        family: dict[str, Any] = {"pairs": self.n_pairs, "adjust": ADJUST_NAMES[self.adjust]}
        if inexact.empty:
            return (
                Message(
                    "These data do not show which of these columns go together: after {adjust} none of {pairs:count} pairs can be told from 0. What fits exactly does so in too few rows.",
                    **family,
                ),
            )
        pair = inexact.iloc[int(inexact["r"].abs().to_numpy().argmax())]
        low, high = float(pair["low"]), float(pair["high"])
        apart = low > 0 or high < 0
        words = self._words(pair)
        if not apart:
            words |= {"r": float(pair["r"]), "low": low, "high": high}
        claim = Message(
            "These data do not show which of these columns go together: after {adjust} none of {pairs:count} pairs can be told from 0. The largest coefficient: {x} with {y}, {symbol} = {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
            **family,
            **words,
        )
        if not apart or self.n_pairs == 1:
            return (claim,)
        alone = Message(
            "By itself that interval leaves 0 out; the largest of {pairs:count} pairs does so by chance far more often than a single one.",
            pairs=self.n_pairs,
        )
        return (claim, alone)

    def _block(self, block: tuple[str, ...]) -> Message:
        inside = self.pairs[self.pairs["x"].isin(block) & self.pairs["y"].isin(block)]["r"]
        shown = block[:6]
        more = len(block) - len(shown)
        names: tuple[ColumnRef | Message, ...] = tuple(self.name(column) for column in shown)
        if more:
            names = (*names, Message("{n:count} more", n=more))
        return Message(
            "{columns} form one block ({symbol} from {low:coefficient} to {high:coefficient}).",
            columns=names,
            symbol=SYMBOLS[self.method],
            low=float(inside.min()),
            high=float(inside.max()),
        )

    def _opposite(self, pair: pd.Series) -> Message:
        return Message(
            "Most opposed: {x} and {y} ({symbol} = {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}).",
            **self._words(pair),
        )
