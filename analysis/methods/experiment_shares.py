"""The planners beside that of two rates: several metrics, critical values, communities."""

from __future__ import annotations

from analysis.charts.design_effect import display_design_effect
from analysis.charts.dunnett_critical import display_dunnett_critical
from analysis.charts.plan_metrics import display_plan_metrics
from analysis.core.messages import Message
from analysis.experiments import design_effect, dunnett_critical, plan_metrics
from analysis.methods.method import Method

EXPERIMENT_SHARE_METHODS: tuple[Method, ...] = (
    Method(
        id="plan_metrics",
        question=Message("How many customers, with several metrics and guardrails?"),
        function=plan_metrics,
        display=display_plan_metrics,
        kind="calculator",
        explanation=(
            Message(
                "Every metric is sized by its own test, shares by the two-proportion test, means by the t test; the one that needs the most customers decides for all, and the others then find more than they were asked to."
            ),
            Message(
                "Primary metrics share the chance of a false alarm (Holm or Bonferroni), because any of them is enough for a launch and each is one more chance of a false alarm."
            ),
            Message(
                "Guardrails are tests of non-inferiority, each one-sided at its full level. Because all of them have to pass, a version that harms one has to pass that one's own test: several guardrails need no correction. What falls is the chance that a harmless version passes them all."
            ),
            Message(
                "It assumes random assignment, independent customers counted once, one reading, and spreads taken from earlier data of the same metrics."
            ),
        ),
        references=(
            "Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics, 24, 295-300.",
            "Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for comparative binomial trials. Statistics in Medicine, 9, 1447-1454.",
            "Schultzberg, M., Ankargren, S. and Frånberg, M. (2024). Risk-aware product decisions in A/B tests with multiple metrics. arXiv:2402.11609.",
        ),
    ),
    Method(
        id="dunnett_critical",
        question=Message("How strict must several comparisons with one control group be?"),
        function=dunnett_critical,
        display=display_dunnett_critical,
        kind="calculator",
        explanation=(
            Message(
                "All comparisons share the control group, so they go wrong together more often than separate ones would: the critical value that keeps them all is a little smaller than Bonferroni's."
            ),
            Message(
                "It is the quantile of the largest of several correlated t statistics, by numerical integration; without degrees of freedom, of normal ones. Equal variances are assumed, and groups of the planned sizes."
            ),
        ),
        references=(
            "Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American Statistical Association, 50, 1096-1121.",
            "Dunnett, C. W. (1964). New tables for multiple comparisons with a control. Biometrics, 20, 482-491.",
        ),
    ),
    Method(
        id="design_effect",
        question=Message("How many more customers, if communities are assigned as a whole?"),
        function=design_effect,
        display=display_design_effect,
        kind="calculator",
        explanation=(
            Message(
                "Customers of one community are more alike than customers at large, so each further one tells less. The design effect says how many times as many are needed: 1 + ((1 + cv²) m − 1) ICC, with m customers per community, sizes varying by cv, and the intraclass correlation ICC."
            ),
            Message(
                "Even a likeness of 0.02 doubles the number with 50 customers per community. More communities help; more customers in each hardly do once there are more than 1 / ICC."
            ),
            Message(
                "It assumes an analysis that knows of the communities. With fewer than about 15 of them in a group the normal approximation is too hopeful."
            ),
        ),
        references=(
            "Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect of coefficient of variation of cluster size and analysis method. International Journal of Epidemiology, 35, 1292-1300.",
            "Donner, A., Birkett, N. and Buck, C. (1981). Randomization by cluster: sample size requirements and analysis. American Journal of Epidemiology, 114, 906-914.",
        ),
    ),
)
