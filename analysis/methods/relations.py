"""Methods on how columns go together."""

from __future__ import annotations

from analysis.charts.correlation import display_correlate, display_partial_correlation
from analysis.charts.correlation_matrix import display_correlation_matrix
from analysis.charts.many_tests import display_adjust_p_values
from analysis.core.messages import Message
from analysis.methods.method import Method
from analysis.relations import adjust_p_values, correlate, correlation_matrix, partial_correlation

NOT_AN_EFFECT = Message(
    "A correlation describes people as they are. It does not say that changing one column would change the other, and "
    "rows that share a household, a group or a time are treated as independent."
)
WEST = (
    "West, S. G., Finch, J. F. and Curran, P. J. (1995). Structural equation models with nonnormal variables. In "
    "R. H. Hoyle (ed.), Structural Equation Modeling, 56-75. Sage."
)
BONETT = (
    "Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall and Spearman "
    "correlations. Psychometrika, 65, 23-28."
)
FIELLER = (
    "Fieller, E. C., Hartley, H. O. and Pearson, E. S. (1957). Tests for rank correlation coefficients I. "
    "Biometrika, 44, 470-481."
)
BROWN_BENEDETTI = (
    "Brown, M. B. and Benedetti, J. K. (1977). Sampling behavior of tests for correlation in two-way contingency "
    "tables. Journal of the American Statistical Association, 72, 309-315."
)
BERGSMA = (
    "Bergsma, W. (2013). A bias-correction for Cramér's V and Tschuprow's T. Journal of the Korean Statistical "
    "Society, 42, 323-328."
)
COHEN = "Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed. Erlbaum."
FISHER = "Fisher, R. A. (1924). The distribution of the partial correlation coefficient. Metron, 3, 329-332."
HOLM = "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6, 65-70."
BENJAMINI = (
    "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical "
    "Society B, 57, 289-300."
)
BENJAMINI_YEKUTIELI = (
    "Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under "
    "dependency. Annals of Statistics, 29, 1165-1188."
)
HOMMEL = (
    "Hommel, G. (1988). A stagewise rejective multiple test procedure based on a modified Bonferroni test. "
    "Biometrika, 75, 383-386."
)
INTERVALS = Message(
    "Intervals are made on Fisher's z scale: standard error 1/√(n − 3) for Pearson's r, √((1 + ρ²/2)/(n − 3)) for "
    "Spearman's ρ, √(.437/(n − 4)) for Kendall's τ, with ties the wider of that and Brown and Benedetti's."
)

RELATION_METHODS: tuple[Method, ...] = (
    Method(
        id="correlate",
        question=Message("Do the two go together, and how closely?"),
        function=correlate,
        display=display_correlate,
        explanation=(
            Message(
                "The levels choose the coefficient: two numbers, Pearson's r, or Spearman's ρ where a column has skewness "
                "beyond ±2 or excess kurtosis above 7 (a rule on shape, never on a p-value); ordered answers, Spearman's ρ "
                "or Kendall's τ-b; yes or no with a number, the point-biserial r; yes or no twice, φ; unordered answers "
                "with a number, η; unordered answers otherwise, Cramér's V."
            ),
            INTERVALS,
            Message(
                "For φ and the point-biserial r the interval is the wider of Fisher's and the distribution-free one. V and η "
                "are corrected for bias; their interval is the delta method's, near 0 that of the inverted noncentral χ² or "
                "F distribution, and it starts at 0 whenever the test does not tell them from 0."
            ),
            Message(
                "p-values: t for r and ρ, the normal value with ties allowed for τ, χ² for V and φ (Fisher's exact test or 9,999 "
                "seeded permutations where cells are thin), F for η."
            ),
            Message(
                "Size words follow Cohen: weak from .10, moderate from .30, strong from .50 for r, ρ and φ; .06, .19, .33 for "
                "τ; .10, .24, .37 for η; for V the r bounds divided by √(answers on the smaller side − 1), at most by 2."
            ),
            Message(
                "Held constant: numbers and yes-or-no columns enter as straight lines (as ranks for Spearman's ρ), other "
                "answers as groups; what is left of both columns is correlated."
            ),
            NOT_AN_EFFECT,
        ),
        references=(WEST, BONETT, FIELLER, BROWN_BENEDETTI, BERGSMA, COHEN),
    ),
    Method(
        id="partial_correlation",
        question=Message("Do the two still go together among people alike in other things?"),
        function=partial_correlation,
        display=display_partial_correlation,
        explanation=(
            Message(
                "Both columns (for Spearman's ρ their ranks) are fitted by the columns held constant, and what is left over "
                "is correlated. Each column held takes one degree of freedom, answers that enter as groups one for every "
                "answer but the first; t on n − 2 − k degrees of freedom, Fisher's interval with n − k − 3."
            ),
            Message("Only straight lines are taken out, and only what was measured is held constant."),
            NOT_AN_EFFECT,
        ),
        references=(FISHER, BONETT),
    ),
    Method(
        id="correlation_matrix",
        question=Message("Which of these go together?"),
        function=correlation_matrix,
        display=display_correlation_matrix,
        explanation=(
            Message(
                "Every pair gets its coefficient on the rows that have both (or, listwise, on the rows that have all); ranks "
                "are taken within those rows. p-values: t for r and ρ, the normal value with ties allowed for τ."
            ),
            INTERVALS,
            Message(
                "The family is all pairs with a coefficient. Holm's correction bounds the chance of even one false finding, "
                "Benjamini–Hochberg the expected share of false findings among the findings. The intervals stay uncorrected."
            ),
            Message("A block is a group of three or more columns in which every pair is told from 0 and reaches .40."),
            NOT_AN_EFFECT,
        ),
        references=(BONETT, FIELLER, HOLM, BENJAMINI),
        slow=True,
    ),
    Method(
        id="adjust_p_values",
        question=Message("Which tests still hold once their number is counted?"),
        function=adjust_p_values,
        display=display_adjust_p_values,
        explanation=(
            Message(
                "Bonferroni multiplies every p-value by the number of tests; Holm and Hochberg step through them in order, and "
                "Hommel closes over all subsets: they bound the chance of even one false finding (Hochberg and Hommel for "
                "independent or positively dependent tests). BH and BY bound the expected share of false findings among the "
                "findings, BY under any dependence."
            ),
            Message("The family must hold every test that was made, also those that failed."),
        ),
        references=(HOLM, HOMMEL, BENJAMINI, BENJAMINI_YEKUTIELI),
        kind="calculator",
    ),
)
