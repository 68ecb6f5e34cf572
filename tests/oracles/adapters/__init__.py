"""From each kind of reference case to a call of our public functions.

An adapter renames, reshapes and turns fractions into percentages; it computes nothing (a test reads its
source). A kind whose adapter is None is unserved: no public function of ours answers it yet.
"""

from __future__ import annotations

from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.association import ASSOCIATION
from tests.oracles.adapters.clustering import CLUSTERING
from tests.oracles.adapters.experiment_planners import EXPERIMENT_PLANNERS
from tests.oracles.adapters.experiment_plans import EXPERIMENT_PLANS
from tests.oracles.adapters.experiment_readings import EXPERIMENT_READINGS
from tests.oracles.adapters.experiment_sequential import EXPERIMENT_SEQUENTIAL
from tests.oracles.adapters.experiment_shares import EXPERIMENT_SHARES
from tests.oracles.adapters.experiment_summaries import EXPERIMENT_SUMMARIES
from tests.oracles.adapters.experiment_users import EXPERIMENT_USERS
from tests.oracles.adapters.relations import RELATIONS
from tests.oracles.adapters.sampling import SAMPLING
from tests.oracles.adapters.survey import SURVEY
from tests.oracles.kinds import ALL_KINDS

SERVED: dict[str, Adapter] = {
    **SURVEY,
    **SAMPLING,
    **RELATIONS,
    **ASSOCIATION,
    **CLUSTERING,
    **EXPERIMENT_PLANS,
    **EXPERIMENT_PLANNERS,
    **EXPERIMENT_READINGS,
    **EXPERIMENT_SHARES,
    **EXPERIMENT_SEQUENTIAL,
    **EXPERIMENT_USERS,
    **EXPERIMENT_SUMMARIES,
}
ADAPTERS: dict[str, Adapter | None] = {kind: SERVED.get(kind) for kind in ALL_KINDS}

__all__ = ["ADAPTERS", "SERVED", "Adapter"]
