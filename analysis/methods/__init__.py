"""The explicit list of every method; each family's entries stand in the module of its name."""

from analysis.methods.association import ASSOCIATION_METHODS
from analysis.methods.clustering import CLUSTERING_METHODS
from analysis.methods.experiment_duration import DURATION_METHODS
from analysis.methods.experiment_planners import EXPERIMENT_PLANNERS
from analysis.methods.experiment_readings import READING_METHODS
from analysis.methods.experiment_sequential import SEQUENTIAL_METHODS
from analysis.methods.experiment_shares import EXPERIMENT_SHARE_METHODS
from analysis.methods.experiment_users import EXPERIMENT_USER_METHODS
from analysis.methods.experiments import EXPERIMENT_METHODS
from analysis.methods.method import Method
from analysis.methods.metric_reading import METRIC_READING_METHODS
from analysis.methods.relations import RELATION_METHODS
from analysis.methods.sampling import SAMPLING_METHODS
from analysis.methods.survey import SURVEY_METHODS

METHODS: tuple[Method, ...] = (
    *SURVEY_METHODS,
    *SAMPLING_METHODS,
    *RELATION_METHODS,
    *CLUSTERING_METHODS,
    *ASSOCIATION_METHODS,
    *EXPERIMENT_METHODS,
    *DURATION_METHODS,
    *EXPERIMENT_PLANNERS,
    *EXPERIMENT_SHARE_METHODS,
    *SEQUENTIAL_METHODS,
    *EXPERIMENT_USER_METHODS,
    *READING_METHODS,
    *METRIC_READING_METHODS,
)


def method_by_id(method_id: str) -> Method:
    """The method of this id.

    Raises
    ------
    KeyError
        If no method has this id.
    """
    return {method.id: method for method in METHODS}[method_id]


__all__ = ["METHODS", "Method", "method_by_id"]
