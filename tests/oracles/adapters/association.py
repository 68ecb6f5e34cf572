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

LONGEST_RULE = 10
BASKET_COLUMNS = ("transaction_id", "item")


def baskets(table: pd.DataFrame, transaction: str, item: str) -> pd.DataFrame:
    """One row per basket, one column per item: which items it holds."""
    return pd.crosstab(table[transaction], table[item]).astype(bool).rename_axis(columns=None)


def association_rules(case: Case, data: OracleData) -> dict[str, Any]:
    i = case.inputs
    rows = baskets(data.frame(case), i["transaction"], i["item"])
    longest = i.get("maxlen", LONGEST_RULE)
    itemsets = mine_itemsets(rows, min_support=i["min_support"], max_length=longest)
    rules = mine_rules(
        rows,
        min_support=i["min_support"],
        min_confidence=i["min_confidence"],
        max_length=longest,
        sort="lift",
    )
    sizes = Counter(len(itemset) for itemset in itemsets.table["itemset"])
    support = named(itemsets.table, "itemset", "support")
    strongest = rules.table.head(len(case.expected["top_rules_by_lift"]))
    return {
        "n_transactions": itemsets.provenance.n_total,
        "n_items": len(itemsets.items),
        "n_frequent_itemsets": len(itemsets.table),
        "frequent_itemsets_by_size": {str(size): sizes[size] for size in sorted(sizes)},
        "n_rules": rules.n_rules,
        "top_rules_by_lift": [
            {
                "lhs": sorted(rule["antecedent"]),
                "rhs": sorted(rule["consequent"]),
                "coverage": support[tuple(sorted(rule["antecedent"]))],
                **{name: rule[name] for name in ("support", "confidence", "lift", "count", "leverage", "conviction")},
            }
            for rule in strongest.to_dict("records")
        ],
    }


def item_frequency(case: Case, data: OracleData) -> dict[str, Any]:
    table = data.frame(case)
    single = mine_itemsets(baskets(table, *BASKET_COLUMNS), min_support=1e-9, max_length=1)
    top = single.table.head(case.inputs["top"])
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
    rows = baskets(table, *table.columns) if len(table.columns) == 2 else table.astype(bool)
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
        "top10_by_lift_then_count": _strongest(rules.table, 10),
    }
    if "target" not in i:
        return found
    aimed = rules.table[rules.table["consequent"] == (i["target"],)]
    return found | {
        "target": {
            "n_rules": len(aimed),
            "fisher_one_sided_greater": _held_up(aimed),
            "n_redundant_improvement_le_0": int((aimed["improvement"] <= 0).sum()),
            "top5_by_lift": _strongest(aimed, 5),
        }
    }


def _strongest(table: pd.DataFrame, n: int) -> list[dict[str, Any]]:
    ordered = table.sort_values(["lift", "count"], ascending=False, kind="stable").head(n)
    renamed = {"count_antecedent": "count_ante", "count_consequent": "count_cons", "p_value": "fisher_p_greater"}
    return [
        {**rule, "antecedent": sorted(rule["antecedent"]), "consequent": sorted(rule["consequent"])}
        for rule in ordered.rename(columns=renamed).to_dict("records")
    ]


def _held_up(rules: pd.DataFrame) -> dict[str, int]:
    """Rules of the case's own family at 5 %, by each adjustment."""
    p = tuple(rules["p_value"])
    names = {"bonferroni_05": "bonferroni", "holm_05": "holm", "bh_05": "BH", "by_05": "BY"}
    adjusted = {name: adjust_p_values(p=p, method=method).adjusted for name, method in names.items()}
    return {name: sum(value <= 0.05 for value in values) for name, values in (adjusted | {"raw_05": p}).items()} | {
        "m": len(p)
    }


ASSOCIATION: dict[str, Adapter] = {
    "association_rules": association_rules,
    "item_frequency": item_frequency,
    "itemsets_and_rules": itemsets_and_rules,
}
