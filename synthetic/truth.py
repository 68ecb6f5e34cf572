"""What was planted into a synthetic study: parameters a program can read and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from analysis.core import Message
from analysis.data.codebook import TableName

if TYPE_CHECKING:
    import pandas as pd

PlantedKind: TypeAlias = Literal[
    "rate",
    "rates",
    "correlation",
    "scale",
    "weighting",
    "rule",
    "no_rule",
    "segments",
    "experiment",
    "course",
    "blanks",
    "process",
    "season",
    "clusters",
    "funnel",
    "durations",
    "change",
    "careless",
    "null",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One effect of a synthetic study.

    Parameters
    ----------
    id : str
        Stable id of the effect.
    kind : str
        What sort of effect it is; decides which method can find it again.
    table : str
        Table of the study that holds it.
    columns : tuple of str
        Columns that carry it.
    parameters : mapping of str to float
        The planted parameters, and what they imply. Shares and rates are fractions.
    sentence : Message
        The effect in words.
    source : str
        Where its numbers come from, a key of `synthetic.presets.SOURCES`.
    """

    id: str
    kind: PlantedKind
    table: TableName
    columns: tuple[str, ...]
    parameters: Mapping[str, float]
    sentence: Message
    source: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everything planted into one synthetic study.

    Parameters
    ----------
    seed : int
        Seed of the study.
    planted : tuple of Planted
        The effects.
    labels : mapping of str to tuple of str
        Hidden class of every row, in row order of the table that the effect of that id names.

    Examples
    --------
    >>> from synthetic import sample_study_with_truth
    >>> study, truth = sample_study_with_truth(seed=7)
    >>> truth["activity_and_retention"].parameters["latent_correlation"]
    0.72
    """

    seed: int
    planted: tuple[Planted, ...]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def __getitem__(self, effect_id: str) -> Planted:
        for effect in self.planted:
            if effect.id == effect_id:
                return effect
        raise KeyError(effect_id)

    def of_kind(self, kind: PlantedKind) -> tuple[Planted, ...]:
        """The effects of one kind, in order."""
        return tuple(effect for effect in self.planted if effect.kind == kind)

    def sentences(self) -> tuple[Message, ...]:
        """One sentence for each effect, in order."""
        return tuple(effect.sentence for effect in self.planted)

    def to_frame(self) -> pd.DataFrame:
        """Every planted parameter as a row: ``effect, kind, table, columns, parameter, value``."""
        import pandas as pd

        rows = [
            (effect.id, effect.kind, effect.table, " ".join(effect.columns), name, value)
            for effect in self.planted
            for name, value in effect.parameters.items()
        ]
        return pd.DataFrame(rows, columns=["effect", "kind", "table", "columns", "parameter", "value"])

    def to_dict(self) -> dict[str, Any]:
        """The truth as plain values that JSON can hold, without the sentences."""
        return {
            "seed": self.seed,
            "planted": [
                {
                    "id": effect.id,
                    "kind": effect.kind,
                    "table": effect.table,
                    "columns": list(effect.columns),
                    "parameters": dict(effect.parameters),
                    "source": effect.source,
                }
                for effect in self.planted
            ],
            "labels": {name: list(classes) for name, classes in self.labels.items()},
        }
