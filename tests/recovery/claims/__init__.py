"""What each method claims about how often it errs, and the simulations that hold it to that.

`python -m benchmarks error_rates` runs all of them with 10,000 replicates; `make test` runs a short version.
"""

from tests.recovery.claims.arm_readings import ARM_READING_CLAIMS
from tests.recovery.claims.claim import Claim, Verdict, band, verdict
from tests.recovery.claims.mean_plans import MEAN_PLAN_CLAIMS
from tests.recovery.claims.metric_readings import METRIC_READING_CLAIMS
from tests.recovery.claims.plans import PLAN_CLAIMS
from tests.recovery.claims.proportion_plans import PROPORTION_PLAN_CLAIMS
from tests.recovery.claims.readings import READING_CLAIMS
from tests.recovery.claims.relations import RELATION_CLAIMS
from tests.recovery.claims.rules import RULE_CLAIMS
from tests.recovery.claims.sequential import SEQUENTIAL_CLAIMS
from tests.recovery.claims.splits import SPLIT_CLAIMS
from tests.recovery.claims.survey import SURVEY_CLAIMS
from tests.recovery.claims.user_readings import USER_READING_CLAIMS

CLAIMS: tuple[Claim, ...] = (
    *SURVEY_CLAIMS,
    *RELATION_CLAIMS,
    *RULE_CLAIMS,
    *SPLIT_CLAIMS,
    *PROPORTION_PLAN_CLAIMS,
    *PLAN_CLAIMS,
    *MEAN_PLAN_CLAIMS,
    *READING_CLAIMS,
    *ARM_READING_CLAIMS,
    *METRIC_READING_CLAIMS,
    *USER_READING_CLAIMS,
    *SEQUENTIAL_CLAIMS,
)

__all__ = ["CLAIMS", "Claim", "Verdict", "band", "verdict"]
