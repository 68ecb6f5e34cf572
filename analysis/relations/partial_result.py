"""The result of `partial_correlation`, in numbers and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.core import ColumnRef, Estimate, Message, Note, Provenance, Sentence, blocks_conclusion
from analysis.relations.picture import Picture
from analysis.relations.wording import STRENGTH_WORDS, SYMBOLS, Strength, finer, interval_end, listed, ruled_out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartialCorrelation:
    """What is left of a relation with other columns held constant.

    Parameters
    ----------
    x, y : str
        The two columns compared.
    control : tuple of str
        The columns held constant.
    method : {"pearson", "spearman"}
        Whether values or ranks are compared.
    estimate : Estimate
        Partial correlation in -1..1 with its interval.
    whole : Estimate
        Correlation of the same rows with nothing held constant.
    strength : str
        Size word of `estimate`.
    sides : Message, optional
        Which answer goes with what, where a column has two; `None` where the sign speaks of a direction.
    n : int
        Rows complete in all columns.
    t, df, p : float
        Test of no partial association.
    picture : Picture, optional
        What is left of y against what is left of x (ranks for Spearman).
    notes : tuple of Note
    provenance : Provenance
    """

    x: str
    y: str
    control: tuple[str, ...]
    method: Literal["pearson", "spearman"]
    estimate: Estimate
    whole: Estimate
    strength: Strength
    sides: Sentence | None
    n: int
    t: float
    df: float
    p: float
    picture: Picture | None
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row.

        Returns
        -------
        DataFrame
            Columns: x, y, control (names joined by ``+``), method, r, low, high, level, t, df, p, n,
            whole_r, whole_low, whole_high.
        """
        return pd.DataFrame(
            {
                "x": [self.x],
                "y": [self.y],
                "control": ["+".join(self.control)],
                "method": [self.method],
                "r": [self.estimate.value],
                "low": [self.estimate.low],
                "high": [self.estimate.high],
                "level": [self.estimate.level],
                "t": [self.t],
                "df": [float(self.df)],
                "p": [self.p],
                "n": [self.n],
                "whole_r": [self.whole.value],
                "whole_low": [self.whole.low],
                "whole_high": [self.whole.high],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The claim with columns held constant, then the relation without holding them."""
        if blocks_conclusion(self):
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        symbol = SYMBOLS[self.method]
        whole = Message(
            "Without holding anything constant it is {symbol} = {value:coefficient} ({low:coefficient} to {high:coefficient}).",
            symbol=symbol,
            value=self.whole.value,
            low=self.whole.low,
            high=self.whole.high,
        )
        said: list[Sentence] = [self._claim(symbol)]
        if not self.estimate.excludes(0.0):
            said.append(ruled_out(symbol, self.estimate, signed=True))
        elif self.sides is not None:
            said.append(self.sides)
        return (*said, whole)

    def _claim(self, symbol: str) -> Message:
        columns = listed(self.control)
        if not self.estimate.excludes(0.0):
            return Message(
                "With {columns} held constant, these data do not show whether {x} and {y} go together: partial {symbol} = {value:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
                x=ColumnRef(self.x),
                y=ColumnRef(self.y),
                columns=columns,
                symbol=symbol,
                value=self.estimate.value,
                level=self.estimate.level,
                low=self.estimate.low,
                high=self.estimate.high,
            )
        if abs(self.estimate.value) >= 1:
            return Message(
                "With {columns} held constant, {x} and {y} fit each other exactly (partial {symbol} = {value:coefficient}). Look whether one was computed from the others before you take it for a finding.",
                x=ColumnRef(self.x),
                y=ColumnRef(self.y),
                columns=columns,
                symbol=symbol,
                value=self.estimate.value,
            )
        strength = STRENGTH_WORDS[self.strength]
        if self.estimate.value < 0 and self.sides is None:
            strength = Message("{strength}, in opposite directions", strength=strength)
        return Message(
            "Yes, {strength}, with {columns} held constant: partial {symbol} = {value:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
            strength=strength,
            columns=columns,
            symbol=symbol,
            value=finer(self.estimate.value),
            level=self.estimate.level,
            low=interval_end(self.estimate.low),
            high=interval_end(self.estimate.high),
        )
