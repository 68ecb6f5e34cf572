"""How many more customers does a test need if communities are assigned as a whole?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.cluster_design import design_effect_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.messages import Sentence

NEIGHBOURS = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DesignEffect:
    """What assigning communities as a whole costs.

    Parameters
    ----------
    design_effect : float
        How many times as many customers are needed.
    effective_size : float
        How many independent customers those of one community are worth.
    most_effective_size : float
        What they come to be worth at most, however many are counted; infinite without likeness.
    cluster_size, icc, cluster_size_cv : float
        As asked for.
    """

    design_effect: float
    effective_size: float
    most_effective_size: float
    cluster_size: float
    icc: float
    cluster_size_cv: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per pair of a community size and a likeness around those asked about, `asked` marking them.

        Columns: cluster_size, icc, design_effect, effective_size, asked.
        """
        import pandas as pd

        rows: list[dict[str, float | bool]] = []
        for by_size in NEIGHBOURS:
            for by_icc in NEIGHBOURS:
                size, icc = max(self.cluster_size * by_size, 1.0), min(self.icc * by_icc, 1.0)
                effect = design_effect_of(size, icc, self.cluster_size_cv)
                rows.append(
                    {
                        "cluster_size": size,
                        "icc": icc,
                        "design_effect": effect,
                        "effective_size": size / effect,
                        "asked": by_size == by_icc == 1.0,
                    }
                )
        return pd.DataFrame(rows)

    def readings(self) -> tuple[Sentence, ...]:
        """The design effect, and what the customers of one community are worth."""
        return (
            Message(
                "With communities of {size:number} and a likeness of {icc:exact}, a test needs {effect:effect} times as many customers as if they were assigned one by one.",
                size=self.cluster_size,
                icc=self.icc,
                effect=self.design_effect,
            ),
            Message(
                "The customers of one community tell as much as {worth:number} independent ones; more communities help, more customers in each hardly do.",
                worth=self.effective_size,
            )
            if self.design_effect > 1
            else Message("Customers of one community are no more alike than others, so nothing is lost."),
        )


@method("design_effect")
def design_effect(
    *,
    cluster_size: Annotated[
        float,
        Field(ge=1),
        Control(
            label=Message("Customers per community"),
            help=Message("If communities are assigned as a whole: the mean number of customers counted in each."),
            step=1.0,
        ),
    ],
    icc: Annotated[
        float,
        Field(ge=0, le=1),
        Control(
            label=Message("Likeness within a community (ICC)"),
            help=Message("The intraclass correlation from earlier data; 0.01 to 0.05 is common, 0 is independence."),
            step=0.01,
        ),
    ],
    cluster_size_cv: Annotated[
        float,
        Field(ge=0),
        Control(
            label=Message("Unequal communities"),
            help=Message(
                "Standard deviation of the communities' sizes over their mean; 0 for equal ones, 0.6 is common."
            ),
            step=0.1,
        ),
    ] = 0.0,
) -> DesignEffect:
    """How many more customers does a test need if communities are assigned as a whole?

    Parameters
    ----------
    cluster_size : float
        Mean number of customers counted per community, 1 or more.
    icc : float
        Intraclass correlation: the part of the variance that lies between communities, 0..1.
    cluster_size_cv : float
        Coefficient of variation of the communities' sizes, 0 or more.

    Returns
    -------
    DesignEffect

    Raises
    ------
    ParameterError
        If a parameter is outside its bounds.

    Notes
    -----
    1 + ((1 + cv²) m - 1) ICC. Assumes an analysis that weights communities by their size, and at least
    about 15 communities in each group; with fewer, a t test of the communities is less powerful than the
    number says. It does not estimate the ICC.

    References
    ----------
    .. [1] Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect
       of coefficient of variation of cluster size and analysis method. International Journal of
       Epidemiology, 35, 1292-1300.
    .. [2] Donner, A., Birkett, N. and Buck, C. (1981). Randomization by cluster: sample size requirements and
       analysis. American Journal of Epidemiology, 114, 906-914.

    Examples
    --------
    >>> round(design_effect(cluster_size=20, icc=0.02).design_effect, 2)
    1.38
    """
    effect = design_effect_of(cluster_size, icc, cluster_size_cv)
    spread = icc * (1 + cluster_size_cv**2)
    return DesignEffect(
        design_effect=effect,
        effective_size=cluster_size / effect,
        most_effective_size=1 / spread if spread else float("inf"),
        cluster_size=cluster_size,
        icc=icc,
        cluster_size_cv=cluster_size_cv,
        notes=(
            Note(
                "info",
                Message(
                    "The likeness decides almost everything: take it from earlier data of the same communities and the same outcome."
                ),
                code="source_of_icc",
            ),
        ),
        provenance=Provenance(
            method="design_effect",
            n_total=0,
            n_used=0,
            parameters={"cluster_size": cluster_size, "icc": icc, "cluster_size_cv": cluster_size_cv},
            packages=package_versions(),
        ),
    )
