"""Which candidate rules are reported, which of them hold up, and the table of all their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.association.bitsets import Bools, Integers
from analysis.association.candidates import Candidates
from analysis.association.exploration import Exploration, Explored
from analysis.association.family import Adjustment, adjusted_in_family
from analysis.association.fisher import Floats
from analysis.association.items import Item
from analysis.association.measures import rule_measures

Family: TypeAlias = Literal["searched", "reported"]
SortBy: TypeAlias = Literal["lift_low", "lift", "confidence", "support", "leverage", "q_productive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """When a rule is reported and when it holds up.

    Parameters
    ----------
    min_confidence : float
        Rules below it are not reported.
    adjust, family : str
        How p-values are adjusted, and for which tests.
    max_q : float
        A rule holds up to this adjusted p-value.
    min_improvement : float
        By how much its confidence must exceed that of every simpler form.
    level : float
        Confidence level of the intervals.
    """

    min_confidence: float
    adjust: Adjustment
    family: Family
    max_q: float
    min_improvement: float
    level: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Judged:
    """Reported rules with their adjusted p-values.

    `explored` holds the confidence and lift in the half where a rule was found, where there were two.
    """

    rules: Candidates
    q: Floats
    q_productive: Floats
    productive: Bools
    n_tests: int
    explored: tuple[Floats, Floats] | None = None


def judge(explored: Explored, criteria: Criteria) -> Judged:
    """Filter by confidence, and adjust in the family fixed before that filter."""
    candidates = explored.candidates
    kept: Integers = np.flatnonzero(candidates.confidence >= criteria.min_confidence)
    reported = candidates.take(kept)
    if criteria.family == "reported":
        return _judged(reported, reported, len(reported), criteria.adjust, criteria, None)
    return _judged(reported, candidates, explored.n_tests, criteria.adjust, criteria, kept)


def confirm(search: Exploration, explored: Explored, criteria: Criteria, rows: Bools) -> Judged:
    """Test the rules that held up in the explored rows on other rows, Holm over those rules."""
    first = judge(explored, criteria)
    chosen = first.rules.take(np.flatnonzero(first.productive))
    again = search.recount(explored, chosen, rows)
    found = rule_measures(chosen.count, chosen.count_antecedent, chosen.count_consequent, chosen.n, criteria.level)
    second = _judged(again, again, len(again), "holm", criteria, None)
    return Judged(
        rules=second.rules,
        q=second.q,
        q_productive=second.q_productive,
        productive=second.productive,
        n_tests=len(again),
        explored=(found["confidence"], found["lift"]),
    )


def _judged(
    reported: Candidates,
    family: Candidates,
    n_tests: int,
    adjust: Adjustment,
    criteria: Criteria,
    kept: Integers | None,
) -> Judged:
    everything = slice(None)
    chosen = everything if kept is None else kept
    q = adjusted_in_family(family.log_p, n_tests, adjust)[chosen]
    q_productive = adjusted_in_family(family.log_p_productive, n_tests, adjust)[chosen]
    improvement = reported.confidence - reported.best_simpler
    productive = (q_productive <= criteria.max_q) & (improvement > 0) & (improvement >= criteria.min_improvement)
    return Judged(rules=reported, q=q, q_productive=q_productive, productive=productive, n_tests=n_tests)


def rules_table(
    judged: Judged, items: tuple[Item, ...], outcome: Item | None, level: float, sort: SortBy
) -> pd.DataFrame:
    """All numbers of the reported rules, strongest first; ties go by count, length and name."""
    rules = judged.rules
    names = [item.name for item in items]
    antecedents: list[tuple[int, ...]] = rules.antecedent.tolist()
    consequents: list[tuple[int, ...]] = rules.consequent.tolist()
    table = pd.DataFrame(
        {
            "antecedent": _named(antecedents, names),
            "consequent": _named(consequents, names) if outcome is None else _column([(outcome.name,)] * len(rules)),
            "count": rules.count,
            "count_antecedent": rules.count_antecedent,
            "count_consequent": rules.count_consequent,
            "n": np.full(len(rules), rules.n, dtype=np.int64),
            **rule_measures(rules.count, rules.count_antecedent, rules.count_consequent, rules.n, level),
            "improvement": rules.confidence - rules.best_simpler,
            "p_value": np.exp(rules.log_p),
            "q_value": judged.q,
            "p_productive": np.exp(rules.log_p_productive),
            "q_productive": judged.q_productive,
            "productive": judged.productive,
        }
    )
    if judged.explored is not None:
        table["explored_confidence"], table["explored_lift"] = judged.explored
    strength = -table["q_productive"] if sort == "q_productive" else table[sort]
    order = pd.DataFrame(
        {
            "strength": -strength.fillna(-np.inf),
            "rarity": -table["count"],
            "length": table["antecedent"].map(len),
            "antecedent": table["antecedent"],
            "consequent": table["consequent"],
        }
    ).sort_values(["strength", "rarity", "length", "antecedent", "consequent"], kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _named(sides: list[tuple[int, ...]], names: list[str]) -> NDArray[np.object_]:
    return _column([tuple(sorted(names[item] for item in side)) for side in sides])


def _column(values: list[tuple[str, ...]]) -> NDArray[np.object_]:
    return np.fromiter(values, dtype=object, count=len(values))
