"""Rules about one outcome: what goes with churn?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import pandas as pd
from pydantic import Field

from analysis.association.assembly import Request, find_rules
from analysis.association.controls import (
    DEFAULT_SEED,
    MOST_ITEMSETS,
    Adjust,
    Columns,
    Confidence,
    Confirm,
    Customer,
    FamilyChoice,
    Improvement,
    Level,
    MaxItemsets,
    MaxQ,
    Seed,
    ShowChoice,
    Sort,
    Support,
)
from analysis.association.exploration import Exploration
from analysis.association.items import boolean_columns, encode_items
from analysis.association.outcome import read_outcome
from analysis.association.phrases import most_severe_first
from analysis.association.ruleset import AssociationRules
from analysis.association.verdicts import Criteria
from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, Message
from analysis.core.method import method
from analysis.core.parameters import Control, GroupColumn


@method("target_rules")
def target_rules(
    frame: pd.DataFrame,
    *,
    target: Annotated[GroupColumn, Control(label=Message("Outcome"))],
    target_value: Annotated[
        str,
        Control(
            label=Message("Answer that counts"),
            help=Message("Code of the answer. Empty takes yes, or the last answer declared."),
        ),
    ] = "",
    columns: Columns = (),
    min_support: Support = 0.05,
    min_confidence: Confidence = 0.0,
    max_length: Annotated[
        int,
        Field(ge=1, le=10),
        Control(label=Message("Most items beside the outcome")),
    ] = 2,
    sort: Sort = "lift_low",
    show: ShowChoice = "productive",
    confirm: Confirm = "none",
    adjust: Adjust = "BH",
    family: FamilyChoice = "searched",
    max_q: MaxQ = 0.05,
    min_improvement: Improvement = 0.0,
    max_itemsets: MaxItemsets = MOST_ITEMSETS,
    customer: Customer = None,
    level: Level = 0.95,
    seed: Seed = DEFAULT_SEED,
    missing_kinds: pd.DataFrame | None = None,
) -> AssociationRules:
    """What goes with an outcome such as churn: which answers, alone and together?

    Parameters
    ----------
    frame : DataFrame
        One row per person.
    target : str
        Boolean or categorical column with the outcome.
    target_value : str
        Code of the answer that counts; ``"True"`` or ``"False"`` for a boolean column. Empty: yes, or
        the last answer declared.
    columns : tuple of str
        Columns whose answers are looked at, without `target`; empty takes every other boolean column.
    min_support : float
        Smallest share of rows that have the left-hand side, in 0..1.
    min_confidence : float
        Rules below it are tested but not reported, in 0..1.
    max_length : int
        Most items on the left-hand side, 1..10.
    sort, show, confirm, adjust, family, max_q, min_improvement, max_itemsets, customer, level, seed
        As in `mine_rules`.
    missing_kinds : DataFrame, optional
        Kinds of missing cells.

    Returns
    -------
    AssociationRules
        With the outcome as the consequent of every rule.

    Raises
    ------
    ParameterError
        If a parameter is outside its range, a column does not fit, or the outcome is among `columns`.
    TooFewRowsError
        If no row has an answer to every column.
    UnsuitableDataError
        If there is nothing to combine, or more combinations than `max_itemsets`.

    Notes
    -----
    Rows are split by the outcome, and every combination is counted in both parts at once. The threshold
    is on the combination alone, so that one that goes with *few* outcomes is tested too: every
    combination searched is a member of the family of tests. Tests, productive rules and the hold-out
    check are those of `mine_rules`. Only associations with more of the outcome are looked for; name the
    other answer to look for less of it.

    It does not say that an answer brings the outcome about.

    References
    ----------
    .. [1] Webb, G. I. (2007). Discovering significant patterns. Machine Learning, 68, 1-33.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"late": [True] * 40 + [False] * 60, "left": [True] * 25 + [False] * 75})
    >>> rule = target_rules(people, target="left").to_frame().iloc[0]
    >>> rule["antecedent"], int(rule["count"]), float(rule["confidence"])
    (('late',), 25, 0.625)
    """
    if target in columns:
        raise ParameterError(
            Message("{column} cannot be the outcome and one of the answers at once.", column=ColumnRef(target)),
            remedy=Message("Take it out of the answers."),
            parameter="columns",
        )
    used = columns or tuple(name for name in boolean_columns(frame) if name != target)
    outcome = read_outcome(frame, target, target_value)
    table = encode_items(frame, used, missing_kinds, also_needed=(target,))
    search = Exploration(
        table=table, min_support=min_support, max_length=max_length, max_itemsets=max_itemsets, outcome=outcome.rows
    )
    criteria = Criteria(
        min_confidence=min_confidence,
        adjust=adjust,
        family=family,
        max_q=max_q,
        min_improvement=min_improvement,
        level=level,
    )
    request = Request(
        method="target_rules",
        columns=(*used, target),
        sort=sort,
        show=show,
        holdout=confirm == "holdout",
        seed=seed,
        customer=customer,
        parameters={
            "target": target,
            "target_value": target_value,
            "columns": used,
            "min_support": min_support,
            "min_confidence": min_confidence,
            "max_length": max_length,
            "sort": sort,
            "show": show,
            "confirm": confirm,
            "adjust": adjust,
            "family": family,
            "max_q": max_q,
            "min_improvement": min_improvement,
            "max_itemsets": max_itemsets,
            "customer": customer,
            "level": level,
        },
    )
    result = find_rules(frame, search, criteria, request, outcome.item)
    about_outcome = tuple(outcome.notes(table.base))
    if any(note.code == "constant_outcome" for note in about_outcome):
        # Nothing was tested: a constant outcome goes with everything by definition, which p = 1 would hide.
        tests = ("p_value", "q_value", "p_productive", "q_productive")
        result = replace(result, table=result.table.assign(**dict.fromkeys(tests, float("nan"))))
    return replace(result, notes=most_severe_first(*about_outcome, *result.notes))
