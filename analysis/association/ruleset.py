"""The result of a search for rules, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pandas as pd

from analysis.association.family import Adjustment
from analysis.association.items import Item
from analysis.association.phrases import labels, together
from analysis.core.messages import Message, PluralMessage, Scalar, Sentence
from analysis.core.results import Note, Provenance, blocks_conclusion

Show: TypeAlias = Literal["productive", "all"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AssociationRules:
    """Rules with their strength, their uncertainty and whether they hold up.

    Parameters
    ----------
    table : DataFrame
        One row per reported rule, strongest first; see `to_frame`.
    items : mapping of str to Item
        Every item by its name.
    outcome : Item or None
        The outcome of rules about one outcome.
    n : int
        Rows in the base (of the confirming half, where there is one).
    min_count : int
        Threshold of support as a number of rows.
    n_tests : int
        Size of the family of tests.
    adjust : str
        Adjustment of the p-values.
    max_q, level : float
        Largest adjusted p-value that holds up; confidence level of the intervals.
    confirmed : bool
        Whether the numbers come from a half of the rows that did not take part in the search.
    show : str
        Whether displays show all rules or only the productive ones.
    """

    table: pd.DataFrame
    items: Mapping[str, Item]
    outcome: Item | None
    n: int
    min_count: int
    n_tests: int
    adjust: Adjustment
    max_q: float
    level: float
    confirmed: bool
    show: Show
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def n_rules(self) -> int:
        """Rules reported."""
        return len(self.table)

    @property
    def productive(self) -> pd.DataFrame:
        """Rules that hold up and add something to every simpler form."""
        return self.table[self.table["productive"]]

    @property
    def shown(self) -> pd.DataFrame:
        """Rules a display shows: the productive ones, or all where that is asked for or none is productive."""
        chosen = self.productive
        return self.table if self.show == "all" or chosen.empty else chosen

    def sides(self, rule: Any) -> tuple[Scalar, Scalar]:
        """Antecedent and consequent of a row of the table, as readers see them."""
        return together(labels(rule.antecedent, self.items)), together(labels(rule.consequent, self.items))

    def to_frame(self) -> pd.DataFrame:
        """One row per reported rule, sorted as asked.

        Columns: antecedent, consequent (tuples of item names); count, count_antecedent,
        count_consequent, n (rows); support, confidence, confidence_low, confidence_high, base_rate;
        lift, lift_low, lift_high, leverage, conviction, zhang, kulczynski, imbalance_ratio, jaccard,
        cosine, odds_ratio, risk_difference; improvement (confidence minus the best of all simpler
        forms); p_value (Fisher, one-sided), q_value (adjusted); p_productive (largest p-value against
        the base and every immediate generalisation), q_productive; productive. After a hold-out check
        also explored_confidence and explored_lift, from the half where the rule was found.
        """
        return self.table.copy()

    def readings(self) -> tuple[Sentence, ...]:
        """The strongest rule that holds up, then how many there are and out of how many tests."""
        if blocks_conclusion(self) or self.table.empty:
            return (_nothing_found(self), *_asked_about(self))
        if self.productive.empty:
            return (_none_holds_up(self), *_asked_about(self), _unproven(self))
        strongest = next(self.productive.itertuples(index=False))
        return (_claim(self, strongest), _how_many(self))


def _asked_about(result: AssociationRules) -> tuple[Sentence, ...]:
    """The outcome, where no rule names it."""
    if result.outcome is None or blocks_conclusion(result):
        return ()
    return (Message("The outcome asked about is “{outcome}”.", outcome=result.outcome.label),)


def _claim(result: AssociationRules, rule: Any) -> Sentence:
    antecedent, consequent = result.sides(rule)
    if result.outcome is not None:
        return Message(
            "{outcome} applies to {share:percent} of those with {antecedent} ({level:percent} interval {low:percent} to {high:percent}), against {base:percent} overall: {lift:effect} times as often.",
            antecedent=antecedent,
            outcome=consequent,
            share=float(rule.confidence),
            level=result.level,
            low=float(rule.confidence_low),
            high=float(rule.confidence_high),
            base=float(rule.base_rate),
            lift=float(rule.lift),
        )
    return Message(
        "Of those who chose {antecedent}, {share:percent} also chose {consequent} ({level:percent} interval {low:percent} to {high:percent}), against {base:percent} overall: {lift:effect} times as often.",
        antecedent=antecedent,
        consequent=consequent,
        share=float(rule.confidence),
        level=result.level,
        low=float(rule.confidence_low),
        high=float(rule.confidence_high),
        base=float(rule.base_rate),
        lift=float(rule.lift),
    )


def _how_many(result: AssociationRules) -> Sentence:
    productive = len(result.productive)
    if result.confirmed:
        return PluralMessage(
            "{n:count} of {all:count} rules found in one half of the rows holds up in the other half ({adjustment}, adjusted p up to {max_q:exact}).",
            "{n:count} of {all:count} rules found in one half of the rows hold up in the other half ({adjustment}, adjusted p up to {max_q:exact}).",
            n=productive,
            all=result.n_rules,
            adjustment=ADJUSTMENT_WORDS["holm"],
            max_q=result.max_q,
        )
    words: dict[str, Any] = {
        "tests": result.n_tests,
        "adjustment": ADJUSTMENT_WORDS[result.adjust],
        "max_q": result.max_q,
    }
    reasons = _reasons(result)
    if not reasons:
        return PluralMessage(
            "{n:count} rule holds up among {tests:count} that were tested ({adjustment}, adjusted p up to {max_q:exact}) and adds something to every simpler form.",
            "{n:count} rules hold up among {tests:count} that were tested ({adjustment}, adjusted p up to {max_q:exact}) and add something to every simpler form.",
            n=productive,
            **words,
        )
    return PluralMessage(
        "{n:count} rule holds up among {tests:count} that were tested ({adjustment}, adjusted p up to {max_q:exact}) and adds something to every simpler form. Of the others, {reasons}.",
        "{n:count} rules hold up among {tests:count} that were tested ({adjustment}, adjusted p up to {max_q:exact}) and add something to every simpler form. Of the others, {reasons}.",
        n=productive,
        reasons=reasons,
        **words,
    )


def _reasons(result: AssociationRules) -> tuple[PluralMessage, ...]:
    """Why the other rules tested do not hold up, with their numbers; together they are all the others."""
    left = result.table[~result.table["productive"]]
    redundant = int((left["q_value"] <= result.max_q).sum())
    reasons = (
        PluralMessage(
            "{n:count} adds too little to a simpler form",
            "{n:count} add too little to a simpler form",
            n=redundant,
        ),
        PluralMessage(
            "{n:count} cannot be told from chance",
            "{n:count} cannot be told from chance",
            n=len(left) - redundant,
        ),
        PluralMessage(
            "{n:count} falls short of the smallest support or confidence",
            "{n:count} fall short of the smallest support or confidence",
            n=result.n_tests - result.n_rules,
        ),
    )
    return tuple(reason for reason in reasons if reason.n)


def _none_holds_up(result: AssociationRules) -> Sentence:
    return PluralMessage(
        "{n:count} rule was found, and it does not hold up: {tests:count} were tested ({adjustment}, adjusted p up to {max_q:exact}).",
        "{n:count} rules were found, and none holds up: {tests:count} were tested ({adjustment}, adjusted p up to {max_q:exact}).",
        n=result.n_rules,
        tests=result.n_tests,
        adjustment=ADJUSTMENT_WORDS["holm" if result.confirmed else result.adjust],
        max_q=result.max_q,
    )


def _unproven(result: AssociationRules) -> Sentence:
    del result
    return Message("This does not show that the answers are unrelated: weak links need more rows to be seen.")


def _nothing_found(result: AssociationRules) -> Sentence:
    return next(note.message for note in result.notes if note.severity == "blocks_conclusion")


ADJUSTMENT_WORDS: dict[Adjustment, Message] = {
    "BH": Message("Benjamini-Hochberg"),
    "BY": Message("Benjamini-Yekutieli"),
    "holm": Message("Holm"),
    "none": Message("not adjusted"),
}
