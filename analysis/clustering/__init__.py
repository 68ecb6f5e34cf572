"""Segments of customers: k-means, the number of segments, their stability, new customers."""

from analysis.clustering.assignment import AssignedSegments, assign_clusters
from analysis.clustering.choice import choose_k
from analysis.clustering.choice_result import ChoiceOfK
from analysis.clustering.cluster_result import ClusterResult
from analysis.clustering.segmentation import cluster
from analysis.clustering.stability import cluster_stability
from analysis.clustering.stability_result import ClusterStability

__all__ = [
    "AssignedSegments",
    "ChoiceOfK",
    "ClusterResult",
    "ClusterStability",
    "assign_clusters",
    "choose_k",
    "cluster",
    "cluster_stability",
]
