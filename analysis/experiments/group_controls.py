"""Questions that several planners of groups ask beside those of `plan_controls`."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.group_inputs import Allocation, Correction
from analysis.experiments.group_question import SolveFor
from analysis.experiments.plan_sections import OTHER_UNKNOWN, SEVERAL_VERSIONS, TIME_BEFORE, WITH_VERSIONS

WorkOut: TypeAlias = Annotated[
    SolveFor,
    Control(
        section=OTHER_UNKNOWN,
        label=Message("Work out"),
        choices={
            "n": Message("customers", context="unknown"),
            "mde": Message("change", context="unknown"),
            "power": Message("chance", context="unknown"),
        },
        help=Message("The other two are taken as given; what is worked out need not be filled in."),
        advanced=True,
    ),
]
ManyVersions: TypeAlias = Annotated[
    Correction,
    Control(
        section=SEVERAL_VERSIONS,
        only_if=WITH_VERSIONS,
        label=Message("Several new versions"),
        help=Message(
            "Bonferroni shares the chance of a false alarm among the comparisons; Holm begins with the same share and is sized for it."
        ),
        choices={
            "bonferroni": Message("Bonferroni"),
            "holm": Message("Holm"),
            "none": Message("uncorrected"),
        },
        advanced=True,
    ),
]
Split: TypeAlias = Annotated[
    Allocation,
    Control(
        label=Message("Division of the customers"),
        help=Message(
            "With several new versions, a control group larger by the square root of their number needs the fewest customers in all."
        ),
        choices={
            "equal": Message("groups of equal size"),
            "square_root": Message("control group larger by the square root rule"),
            "share": Message("by the share given"),
        },
        advanced=True,
    ),
]
CovariateCorrelation: TypeAlias = Annotated[
    float,
    Field(gt=-1, lt=1),
    Control(
        section=TIME_BEFORE,
        label=Message("Correlation with the time before the test"),
        help=Message(
            "Within customers, between the outcome and the same measure before the test (CUPED). 0: no adjustment."
        ),
        step=0.05,
        advanced=True,
    ),
]
