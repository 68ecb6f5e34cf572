"""The questions a planner of a test of association answers: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.association_power import AssociationKind, CorrelationConvention

Kind: TypeAlias = Annotated[
    AssociationKind,
    Control(
        number=1,
        label=Message("What goes together?"),
        choices={
            "correlation": Message("two numbers (correlation)"),
            "chi_square": Message("two choices (crosstab, chi-square)"),
            "anova": Message("groups and a number (analysis of variance)"),
        },
    ),
]
Effect: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Weakest association worth finding"),
        help=Message(
            "Correlation r (0.1 weak, 0.3 medium, 0.5 strong), Cohen's w (0.1, 0.3, 0.5) or Cohen's f (0.1, 0.25, 0.4)."
        ),
        step=0.05,
    ),
]
DegreesOfFreedom: TypeAlias = Annotated[
    int,
    Field(ge=1, le=1000),
    Control(
        only_if={"kind": ("chi_square",)},
        number=2,
        label=Message("Degrees of freedom (crosstab)"),
        help=Message("(rows − 1) × (columns − 1); for a single question: answers − 1."),
    ),
]
Groups: TypeAlias = Annotated[
    int,
    Field(ge=2, le=100),
    Control(only_if={"kind": ("anova",)}, number=2, label=Message("Groups (analysis of variance)")),
]
CorrelationConventionAsked: TypeAlias = Annotated[
    CorrelationConvention,
    Control(
        only_if={"kind": ("correlation",)},
        label=Message("Approximation of a correlation's chance"),
        choices={
            "pwr": Message("critical r from t, bias corrected (R pwr)"),
            "fisher_z": Message("Fisher's z"),
        },
        advanced=True,
    ),
]
