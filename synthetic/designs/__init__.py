"""Designs of studies that a rehearsal draws again and again."""

from synthetic.designs.communities import CommunityCounts, CommunityTrial
from synthetic.designs.looked_at import CountsAtLooks, LookedAtShares
from synthetic.designs.surveys import GroupRates, HiddenSegments, PlantedRules, TwoColumns
from synthetic.designs.two_groups import Counts, Measured, Scores, TwoMeans, TwoScores, TwoShares

__all__ = [
    "CommunityCounts",
    "CommunityTrial",
    "Counts",
    "CountsAtLooks",
    "GroupRates",
    "HiddenSegments",
    "LookedAtShares",
    "Measured",
    "PlantedRules",
    "Scores",
    "TwoColumns",
    "TwoMeans",
    "TwoScores",
    "TwoShares",
]
