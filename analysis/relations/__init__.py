"""Relations between columns: correlation, with others held constant, for many pairs, and corrected for their number."""

from analysis.relations.correlation import correlate
from analysis.relations.correlation_matrix import correlation_matrix
from analysis.relations.correlation_result import Correlation
from analysis.relations.many_tests import AdjustedTests, adjust_p_values
from analysis.relations.matrix_result import CorrelationMatrix
from analysis.relations.partial import partial_correlation
from analysis.relations.partial_result import PartialCorrelation

__all__ = [
    "AdjustedTests",
    "Correlation",
    "CorrelationMatrix",
    "PartialCorrelation",
    "adjust_p_values",
    "correlate",
    "correlation_matrix",
    "partial_correlation",
]
