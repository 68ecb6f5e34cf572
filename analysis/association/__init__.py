"""Answers that go together: frequent itemsets, association rules, rules about one outcome."""

from analysis.association.itemsets import FrequentItemsets, mine_itemsets
from analysis.association.rules import mine_rules
from analysis.association.ruleset import AssociationRules
from analysis.association.targets import target_rules

__all__ = ["AssociationRules", "FrequentItemsets", "mine_itemsets", "mine_rules", "target_rules"]
