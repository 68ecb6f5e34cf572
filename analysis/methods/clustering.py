"""Methods on segments of customers."""

from __future__ import annotations

from analysis.charts.choose_k import display_choose_k
from analysis.charts.segments import display_cluster, display_cluster_stability
from analysis.clustering import choose_k, cluster, cluster_stability
from analysis.core.messages import Message
from analysis.methods.method import Method

COMPLETE = Message("Rows with a gap in one of the variables are left out and counted by the reason of the gap.")
SCALED = Message(
    "Variables are made comparable first: by default each is divided by its standard deviation, so that none counts more "
    "for its unit. Ordered answers count as equally far apart; yes-or-no answers as 0 and 1."
)

LLOYD = "Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information Theory, 28, 129-137."
ARTHUR = (
    "Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. Proceedings of the 18th "
    "ACM-SIAM Symposium on Discrete Algorithms, 1027-1035."
)
HARTIGAN = "Hartigan, J. A. and Wong, M. A. (1979). Algorithm AS 136: a k-means clustering algorithm. Applied Statistics, 28, 100-108."
ROUSSEEUW = (
    "Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. "
    "Journal of Computational and Applied Mathematics, 20, 53-65."
)
TIBSHIRANI = (
    "Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data set via the gap "
    "statistic. Journal of the Royal Statistical Society B, 63, 411-423."
)
DIP = "Hartigan, J. A. and Hartigan, P. M. (1985). The dip test of unimodality. Annals of Statistics, 13, 70-84."
HENNIG = (
    "Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data Analysis, 52, "
    "258-271."
)
DISSOLUTION = (
    "Hennig, C. (2008). Dissolution point and isolation robustness: robustness criteria for general cluster analysis "
    "methods. Journal of Multivariate Analysis, 99, 1154-1176."
)

CLUSTERING_METHODS: tuple[Method, ...] = (
    Method(
        id="choose_k",
        question=Message("How many segments are there, if any?"),
        function=choose_k,
        display=display_choose_k,
        explanation=(
            Message(
                "The gap statistic asks whether a division is tighter than data without segments would give. Two kinds of "
                "such data are drawn, with the spread, the correlations and the answer categories of the real ones: flat "
                "(uniform along the principal axes) and bell-shaped (one normal cloud). A division has to beat both."
            ),
            Message(
                "A number of segments counts when its gain on one segment exceeds chance (one-sided 10%, shared by all "
                "numbers tried) and a tenth divided by the effective number of dimensions. From the smallest that "
                "counts, segments are added while the gap rises by more than its standard error and one of the segments can "
                "itself be divided."
            ),
            Message(
                "One segment is a possible answer. It does not say that all customers are alike, only that no borders "
                "show in these variables. The silhouette is shown beside the gap and does not decide: it knows no "
                "answer for one segment."
            ),
            Message(
                "A relation that bends can pass for segments, since the data compared with do not bend: look at how the "
                "variables go together first."
            ),
            SCALED,
            COMPLETE,
        ),
        references=(TIBSHIRANI, ROUSSEEUW, DIP),
        slow=True,
    ),
    Method(
        id="cluster",
        question=Message("Which kinds of customers are there?"),
        function=cluster,
        display=display_cluster,
        explanation=(
            Message(
                "K-means puts the segments where the squared distances of the customers to the mean of their segment are "
                "smallest; the best of many starts is kept. It favours round segments of similar size. Segment 1 is the "
                "largest."
            ),
            SCALED,
            Message(
                "A segment is described by its mean on every variable and by its difference from everybody else in "
                "standard deviations. There are no p-values on these variables: the segments were drawn to differ in "
                "them. To test a segment, use a variable that did not make it."
            ),
            Message(
                "The average silhouette says how sharply the segments are apart: above {reasonable:coefficient} clearly, "
                "below {weak:coefficient} hardly. It is computed from distances between customers, above 8,000 rows on "
                "repeated samples.",
                reasonable=0.5,
                weak=0.25,
            ),
            Message("A segment is a description. It does not say that customers would react differently to an offer."),
            COMPLETE,
        ),
        references=(LLOYD, ARTHUR, HARTIGAN, ROUSSEEUW),
        slow=True,
    ),
    Method(
        id="cluster_stability",
        question=Message("Would the same segments come back with other customers?"),
        function=cluster_stability,
        display=display_cluster_stability,
        explanation=(
            Message(
                "Customers are drawn anew with replacement and divided again. Each segment is compared with the most "
                "similar new one: customers in both, divided by customers in either. The mean over the resamples is its "
                "stability: below {unstable:coefficient} do not trust it; above {stable:coefficient} it is stable, provided "
                "that it hardly ever dissolves (a similarity of {dissolved:coefficient} or less in at most {most:percent} of "
                "the resamples).",
                unstable=0.6,
                stable=0.75,
                dissolved=0.5,
                most=0.025,
            ),
            Message(
                "Groups of a few rows come back by necessity: there is no verdict with fewer than ten rows a segment, nor "
                "where each segment is a single combination of answers."
            ),
            Message("Stable does not mean real: data without segments can be divided stably too."),
            SCALED,
            COMPLETE,
        ),
        references=(HENNIG, DISSOLUTION),
        slow=True,
    ),
)
