"""Rules between answers: who chose this also chose that."""

from __future__ import annotations

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
    MinerChoice,
    Seed,
    ShowChoice,
    Sort,
    Support,
)
from analysis.association.exploration import Exploration
from analysis.association.items import boolean_columns, encode_items
from analysis.association.ruleset import AssociationRules
from analysis.association.verdicts import Criteria
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control


@method("mine_rules")
def mine_rules(
    frame: pd.DataFrame,
    *,
    columns: Columns = (),
    min_support: Support = 0.05,
    min_confidence: Confidence = 0.3,
    max_length: Annotated[
        int,
        Field(ge=2, le=10),
        Control(label=Message("Most items in a rule"), help=Message("Both sides together.")),
    ] = 3,
    max_consequent: Annotated[
        int,
        Field(ge=1, le=2),
        Control(label=Message("Most items on the right-hand side"), advanced=True),
    ] = 1,
    sort: Sort = "lift_low",
    show: ShowChoice = "productive",
    confirm: Confirm = "none",
    adjust: Adjust = "BH",
    family: FamilyChoice = "searched",
    max_q: MaxQ = 0.05,
    min_improvement: Improvement = 0.0,
    miner: MinerChoice = "bitset",
    max_itemsets: MaxItemsets = MOST_ITEMSETS,
    customer: Customer = None,
    level: Level = 0.95,
    seed: Seed = DEFAULT_SEED,
    missing_kinds: pd.DataFrame | None = None,
) -> AssociationRules:
    """Which answers go together: who chose these also chose that?

    Parameters
    ----------
    frame : DataFrame
        One row per person or basket.
    columns : tuple of str
        Boolean columns (their yes is an item) or categorical ones (each answer is an item, never
        combined with another answer of its question); empty takes every boolean column.
    min_support : float
        Smallest share of rows that have both sides of a rule, in 0..1; turned into a count once,
        without rounding error.
    min_confidence : float
        Rules below it are tested but not reported, in 0..1.
    max_length : int
        Most items in a rule, both sides together, 2..10.
    max_consequent : int
        Most items on the right-hand side, 1 or 2.
    sort : str
        Order of the rules; ``lift_low`` is the lower end of the lift's interval.
    show : {"productive", "all"}
        Which rules displays show.
    confirm : {"none", "holdout"}
        ``holdout`` searches one random half and tests what held up there on the other half with Holm.
    adjust : {"BH", "BY", "holm", "none"}
        Adjustment of the p-values.
    family : {"searched", "reported"}
        Tests the adjustment counts; ``reported`` exists for comparison only.
    max_q : float
        Largest adjusted p-value of a rule that holds up, in 0..1.
    min_improvement : float
        By how much a productive rule's confidence exceeds that of each simpler form, in 0..1.
    miner : {"bitset", "fpgrowth", "hmine", "apriori"}
        Algorithm; the last three are mlxtend's.
    max_itemsets : int
        Guard against too many combinations.
    customer : str, optional
        Customer id: brings a caution where one customer fills several rows.
    level : float
        Confidence level of the intervals, in 0..1.
    seed : int
        Seed of the split of ``confirm="holdout"``.
    missing_kinds : DataFrame, optional
        Kinds of missing cells.

    Returns
    -------
    AssociationRules

    Raises
    ------
    ParameterError
        If a parameter is outside its range or a column does not fit.
    TooFewRowsError
        If no row has an answer to every column.
    UnsuitableDataError
        If there is nothing to combine, or more combinations than `max_itemsets`.

    Notes
    -----
    Base: rows with an answer to every column used; "not asked" is not "no".

    Test: Fisher's exact test, one-sided, given the margins. The family is every pair of a frequent
    antecedent and a frequent consequent within `max_length`, fixed before any look at confidence or
    lift; those whose joint count is below the threshold enter with p = 1. Filtering first and adjusting
    afterwards makes nearly every rule "significant".

    Productive: the rule is also tested against each immediate generalisation (A without x → C, among
    the rows of A without x); the largest of these p-values is adjusted in the same family [1]_. Its
    confidence must also exceed that of every simpler form, the base rate included [2]_. One strong item
    would otherwise return with every other item beside it.

    Hold-out: with `confirm="holdout"` the numbers come from rows that took no part in the search, and
    the family is only what held up in the search [1]_.

    It does not say that one answer causes the other, and p-values assume one independent row per
    person.

    References
    ----------
    .. [1] Webb, G. I. (2007). Discovering significant patterns. Machine Learning, 68, 1-33.
    .. [2] Bayardo, R. J., Agrawal, R. and Gunopulos, D. (2000). Constraint-based rule mining in large,
       dense databases. Data Mining and Knowledge Discovery, 4, 217-240 (minimum improvement).
    .. [3] Agrawal, R., Imielinski, T. and Swami, A. (1993). Mining association rules between sets of
       items in large databases. SIGMOD, 207-216.

    Examples
    --------
    >>> import pandas as pd
    >>> chosen = pd.DataFrame({"price": [True] * 30 + [False] * 30, "coupon": [True] * 25 + [False] * 35})
    >>> rule = mine_rules(chosen, min_support=0.1).to_frame().iloc[0]
    >>> rule["antecedent"], rule["consequent"], int(rule["count"]), round(float(rule["lift"]), 2)
    (('coupon',), ('price',), 25, 2.0)
    """
    used = columns or boolean_columns(frame)
    search = Exploration(
        table=encode_items(frame, used, missing_kinds),
        min_support=min_support,
        max_length=max_length,
        max_itemsets=max_itemsets,
        max_consequent=max_consequent,
        miner=miner,
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
        method="mine_rules",
        columns=used,
        sort=sort,
        show=show,
        holdout=confirm == "holdout",
        seed=seed,
        customer=customer,
        parameters={
            "columns": used,
            "min_support": min_support,
            "min_confidence": min_confidence,
            "max_length": max_length,
            "max_consequent": max_consequent,
            "sort": sort,
            "show": show,
            "confirm": confirm,
            "adjust": adjust,
            "family": family,
            "max_q": max_q,
            "min_improvement": min_improvement,
            "miner": miner,
            "max_itemsets": max_itemsets,
            "customer": customer,
            "level": level,
        },
    )
    return find_rules(frame, search, criteria, request)
