"""Adapters of `analysis.association`."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from analysis.association import mine_itemsets, mine_rules
from analysis.relations import adjust_p_values
from analysis.survey import describe
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.shaping import named
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData
from tests.oracles.tolerance import Tolerance

LONGEST_RULE = 10
LONGEST_WITH_EVERY_SPLIT = 3
"""Of a rule whose right-hand side may hold several items: ours has two at most."""
TIE = Tolerance(rel=1e-12)
WIDE = ("wide", "binary", "one-hot", "onehot")
BASKET_COLUMNS = ("transaction_id", "item")


def baskets(table: pd.DataFrame, transaction: str, item: str) -> pd.DataFrame:
    """One row per basket, one column per item: which items it holds."""
    return pd.crosstab(table[transaction], table[item]).astype(bool).rename_axis(columns=None)


def items(table: pd.DataFrame) -> pd.DataFrame:
    """One column per item: of a long table of baskets, of yes/no columns, or each answer of a question as an item."""
    if len(table.columns) == 2:
        return baskets(table, *table.columns)
    if table.isin([0, 1]).all(axis=None):
        return table.astype(bool)
    return pd.get_dummies(table.astype("category"), prefix_sep="=", dtype=bool)


def association_rules(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    if i.get("format", "long") not in {"long", *WIDE} or i.get("support_comparison", ">=") != ">=":
        return {}
    table = data.frame(case)
    wide = i.get("format") in WIDE
    names = (i.get("transaction", BASKET_COLUMNS[0]), i.get("item", BASKET_COLUMNS[1]))
    rows = items(table) if wide else baskets(table, *names)
    longest = i.get("maxlen") or LONGEST_RULE
    itemsets = mine_itemsets(rows, min_support=i["min_support"], max_length=longest)
    sizes = Counter(len(itemset) for itemset in itemsets.table["itemset"])
    return {
        "n_transactions": itemsets.provenance.n_total,
        "n_items": len(itemsets.items),
        "n_frequent_itemsets": len(itemsets.table),
        "frequent_itemsets_by_size": {str(size): sizes[size] for size in sorted(sizes)},
    } | _rules(case, rows, itemsets.table, longest)


def _rules(case: Case, rows: pd.DataFrame, itemsets: pd.DataFrame, longest: int) -> dict[str, Any]:
    """Rules of the form asked for; nothing where the case also counts rules that ours are not."""
    i = case.inputs
    one_consequent = "single" in i.get("rule_form", "single")
    if i.get("minlen", 2) != 2 or not (one_consequent or longest <= LONGEST_WITH_EVERY_SPLIT):
        return {}
    rules = mine_rules(
        rows,
        min_support=i["min_support"],
        min_confidence=i["min_confidence"],
        max_length=longest,
        max_consequent=1 if one_consequent else 2,
        sort="lift",
    )
    support = named(itemsets, "itemset", "support")
    wanted = case.expected.get("top_rules_by_lift", [])
    return {
        "n_rules": rules.n_rules,
        "top_rules_by_lift": [
            {
                "lhs": sorted(rule["antecedent"]),
                "rhs": sorted(rule["consequent"]),
                "coverage": support[tuple(sorted(rule["antecedent"]))],
                **{name: rule[name] for name in ("support", "confidence", "lift", "count", "leverage", "conviction")},
            }
            for rule in _strongest(rules.table, wanted, ("lift",), ("lhs", "rhs"))
        ],
    }


def item_frequency(case: Case, data: OracleData) -> dict[str, Any]:
    table = data.frame(case)
    single = mine_itemsets(baskets(table, *BASKET_COLUMNS), min_support=1e-9, max_length=1)
    ordered = single.table.sort_values("count", ascending=False, kind="stable")
    # Of items that are equally frequent no order says which is among the first.
    top = ordered[ordered["count"] >= ordered["count"].head(case.inputs["top"]).min()]
    sizes = describe(table.groupby(BASKET_COLUMNS[0]).size().astype("float64").to_frame("items"), column="items")
    return {
        "n_transactions": single.provenance.n_total,
        "n_items": len(single.items),
        "counts": {itemset[0]: count for itemset, count in named(top, "itemset", "count").items()},
        "mean_basket": sizes.mean.value,
        "median_basket": sizes.median.value,
        "max_basket": sizes.maximum,
    }


def itemsets_and_rules(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    table = data.frame(case)
    rows = items(table)
    support, longest = i["min_support_safe"], i["max_len"]
    itemsets = mine_itemsets(rows, min_support=support, max_length=longest)
    closed = mine_itemsets(rows, min_support=support, max_length=longest, keep="closed")
    maximal = mine_itemsets(rows, min_support=support, max_length=longest, keep="maximal")
    rules = mine_rules(
        rows,
        min_support=support,
        min_confidence=i["min_confidence"],
        max_length=longest or LONGEST_RULE,
        sort="lift",
    )
    sizes = Counter(len(itemset) for itemset in itemsets.table["itemset"])
    found = {
        "n": itemsets.provenance.n_total,
        "m": len(itemsets.items),
        "n_itemsets": len(itemsets.table),
        "n_itemsets_by_length": [sizes[size] for size in sorted(sizes)],
        "n_closed": len(closed.table),
        "n_maximal": len(maximal.table),
        "n_rules_single_consequent": rules.n_rules,
        "top10_by_lift_then_count": _by_lift_then_count(rules.table, case.expected.get("top10_by_lift_then_count", [])),
    }
    if "target" not in i:
        return found
    aimed = rules.table[rules.table["consequent"] == (i["target"],)]
    return found | {
        "target": {
            "n_rules": len(aimed),
            "fisher_one_sided_greater": _held_up(aimed),
            "n_redundant_improvement_le_0": int((aimed["improvement"] <= 0).sum()),
            "top5_by_lift": _by_lift_then_count(aimed, case.expected.get("target", {}).get("top5_by_lift", [])),
        }
    }


def _by_lift_then_count(table: pd.DataFrame, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    renamed = {"count_antecedent": "count_ante", "count_consequent": "count_cons", "p_value": "fisher_p_greater"}
    return [
        {**rule, "antecedent": sorted(rule["antecedent"]), "consequent": sorted(rule["consequent"])}
        for rule in _strongest(table.rename(columns=renamed), wanted, ("lift", "count"), ("antecedent", "consequent"))
    ]


def _strongest(
    table: pd.DataFrame, wanted: list[dict[str, Any]], by: tuple[str, ...], sides: tuple[str, str]
) -> list[dict[str, Any]]:
    """The first rules, as many as the case lists; where rules tie, in the order the case has them.

    A rule that the case lists moves to its place only if it is as strong as the rule that stood there.
    """
    rules = table.sort_values(list(by), ascending=False, kind="stable").to_dict("records")
    for place, rule in enumerate(wanted[: len(rules)]):
        names = tuple(tuple(sorted(rule.get(side, ()))) for side in sides)
        tied = [
            at
            for at, ours in enumerate(rules)
            if at >= place
            and tuple(tuple(sorted(ours[side])) for side in ("antecedent", "consequent")) == names
            and all(TIE.accepts(name, rules[place][name], ours[name]) for name in by)
        ]
        if tied:
            rules.insert(place, rules.pop(tied[0]))
    return rules[: len(wanted)]


def _held_up(rules: pd.DataFrame) -> dict[str, int]:
    """Rules of the case's own family at 5 %, by each adjustment."""
    p = tuple(rules["p_value"])
    names = {"bonferroni_05": "bonferroni", "holm_05": "holm", "bh_05": "BH", "by_05": "BY"}
    adjusted = {name: adjust_p_values(p=p, method=method).adjusted if p else () for name, method in names.items()}
    return {name: sum(value <= 0.05 for value in values) for name, values in (adjusted | {"raw_05": p}).items()} | {
        "m": len(p)
    }


ASSOCIATION: dict[str, Adapter] = {
    "association_rules": association_rules,
    "item_frequency": item_frequency,
    "itemsets_and_rules": itemsets_and_rules,
}
