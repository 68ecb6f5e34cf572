"""Designs of studies that a rehearsal draws again and again."""

from synthetic.designs.communities import CommunityCounts, CommunityTrial
from synthetic.designs.event_counts import EventCounts, TwoEventRates
from synthetic.designs.four_cells import Cells, FourCells
from synthetic.designs.looked_at import CountsAtLooks, LookedAtShares
from synthetic.designs.ratios import RatioGroups, RatioSums, TwoRatios
from synthetic.designs.several_outcomes import OutcomeSums, SeveralOutcomes
from synthetic.designs.surveys import GroupRates, HiddenSegments, PlantedRules, TwoColumns
from synthetic.designs.two_groups import Counts, Measured, Scores, TwoMeans, TwoScores, TwoShares

__all__ = [
    "Cells",
    "CommunityCounts",
    "CommunityTrial",
    "Counts",
    "CountsAtLooks",
    "EventCounts",
    "FourCells",
    "GroupRates",
    "HiddenSegments",
    "LookedAtShares",
    "Measured",
    "OutcomeSums",
    "PlantedRules",
    "RatioGroups",
    "RatioSums",
    "Scores",
    "SeveralOutcomes",
    "TwoColumns",
    "TwoEventRates",
    "TwoMeans",
    "TwoRatios",
    "TwoScores",
    "TwoShares",
]
