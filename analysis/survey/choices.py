"""Questions with several answers per person: which options are chosen, and how many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from analysis.core.errors import ColumnRoleError
from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import BinaryColumns, Control, NumericColumn
from analysis.core.results import Dropped, Estimate, Note, ParameterValue, Provenance
from analysis.inference.means import mean_interval
from analysis.inference.multinomial import weighted_net_share
from analysis.inference.proportions import wilson_interval
from analysis.inference.weights import kish_effect, weighted_mean_interval, weighted_share_limits, weighted_shares
from analysis.survey.answers import Answers, answer_text, plain_code, read_answers
from analysis.survey.cautions import (
    THIN_ANSWER,
    by_severity,
    few_people,
    heavy_weights,
    many_blank,
    thin_answers,
    weighted,
)
from analysis.survey.choice_words import choice_readings
from analysis.survey.controls import ConfidenceLevel, SortChoice
from analysis.survey.shares import Lead, lead_of

NAN = float("nan")
Base: TypeAlias = Literal["asked", "chose_any"]
Floats: TypeAlias = NDArray[np.float64]
BaseChoice = Annotated[
    Base,
    Control(
        label=Message("Share of"),
        help=Message("Those asked include people who chose none of the options."),
        choices={"asked": Message("All who were asked"), "chose_any": Message("Those who chose any")},
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionShare:
    """One option of a multi-select question.

    Parameters
    ----------
    column : str
        The option's column.
    base : int
        People in the base who saw this option.
    count : int
        Those who chose it.
    share : Estimate
        Share of the base, weighted where a weight is used.
    share_of_choices : float
        Its part of all choices made; the parts of all options add up to 1.
    """

    column: str
    base: int
    count: int
    share: Estimate
    share_of_choices: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiSelect:
    """A multi-select question: options, how many were chosen, and which leads.

    Parameters
    ----------
    options : tuple of OptionShare
        In the order asked for.
    base : str
        ``asked`` (everybody who saw the question) or ``chose_any``.
    n_asked, n_base, n_none : int
        People asked, in the base, and asked without choosing anything.
    n_choices : int
        Choices made by the base, unweighted.
    choices_per_person : Estimate
        Mean number of choices in the base with Student's interval.
    lead : Lead or None
        Of the most chosen option over the next, within the same people; None where nobody saw both.
    n_compared : int
        People who were shown both.
    """

    options: tuple[OptionShare, ...]
    missing: tuple[tuple[MissingKind, int], ...]
    base: Base
    n_asked: int
    n_base: int
    n_none: int
    none: Estimate
    n_choices: int
    choices_per_person: Estimate
    lead: Lead | None
    n_compared: int
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def ranked(self) -> tuple[OptionShare, ...]:
        """Options, most chosen first."""
        return tuple(sorted(self.options, key=_by_share))

    def to_frame(self) -> pd.DataFrame:
        """One row per option.

        Returns
        -------
        DataFrame
            ``option`` (column id), ``base`` (people), ``count``, ``share`` (of the base), ``low``,
            ``high``, ``share_of_choices``, and the same in every row: ``n_asked``, ``n_base``,
            ``n_none``, ``share_none`` (of those asked), ``n_choices``, ``choices_per_person``,
            ``choices_low``, ``choices_high``, ``level``.
        """
        return pd.DataFrame(
            {
                "option": [option.column for option in self.options],
                "base": [option.base for option in self.options],
                "count": [option.count for option in self.options],
                "share": [option.share.value for option in self.options],
                "low": [option.share.low for option in self.options],
                "high": [option.share.high for option in self.options],
                "share_of_choices": [option.share_of_choices for option in self.options],
                "n_asked": self.n_asked,
                "n_base": self.n_base,
                "n_none": self.n_none,
                "share_none": self.none.value,
                "n_choices": self.n_choices,
                "choices_per_person": self.choices_per_person.value,
                "choices_low": self.choices_per_person.low,
                "choices_high": self.choices_per_person.high,
                "level": self.level,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The most chosen option, its distance to the next, and how many options people choose."""
        return choice_readings(self)


@method("multi_select")
def multi_select(
    frame: pd.DataFrame,
    *,
    columns: Annotated[BinaryColumns, Field(min_length=2), Control(label=Message("Options"))],
    level: ConfidenceLevel = 0.95,
    base: BaseChoice = "asked",
    sort: SortChoice = "count",
    weights: NumericColumn | None = None,
    missing_kinds: pd.DataFrame | None = None,
) -> MultiSelect:
    """Which of several options do people choose, and how many do they choose?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    columns : tuple of str
        The option columns, two or more: truth values with missing for "not asked", or 0 and 1.
    level : float
        Confidence level of the intervals, above 0 and below 1.
    base : str
        ``asked`` counts everybody who saw the question, also those who chose nothing; ``chose_any``
        only those who chose at least one option.
    sort : str
        ``count`` puts the most chosen option first, ``declared`` keeps the order of `columns`.
    weights : str, optional
        Column of positive weights; rows without one are dropped.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    MultiSelect

    Raises
    ------
    ColumnRoleError
        If a column is missing or has no two answers of which one means chosen.

    Notes
    -----
    A person counts as asked when at least one option column is not missing. Shares of the base carry
    Wilson intervals (on effective sample sizes with weights, as in `frequencies`) and need not add up to 1, since people may
    choose several; shares of choices add up to 1 and carry no interval, because choices of one person
    are not independent. The distance of two options compares the same people: it rests on those who
    chose one of the two and not the other (Tango's score interval).

    References
    ----------
    .. [1] Bilder, C. R. and Loughin, T. M. (2014). Analysis of Categorical Data with R, section 6.4.
    .. [2] Tango, T. (1998). Statistics in Medicine, 17, 891-908.

    Examples
    --------
    >>> chosen = pd.DataFrame({"app": [True, True, False, True], "shop": [True, False, False, False]})
    >>> multi_select(chosen, columns=("app", "shop")).to_frame()[["option", "count", "share"]].values.tolist()
    [['app', 3, 0.75], ['shop', 1, 0.25]]
    """
    answers = read_answers(frame, columns, weights=weights, missing_kinds=missing_kinds, every=False)
    asked = np.column_stack([_chosen(answers.column(name), name) for name in columns])
    any_chosen = np.nansum(asked, axis=1) > 0
    in_base = any_chosen if base == "chose_any" else np.ones(answers.n, dtype=bool)
    chosen, weight = asked[in_base], None if answers.weights is None else answers.weights[in_base]
    each = np.nansum(chosen, axis=1)
    choices = float(each.sum() if weight is None else (each * weight).sum())
    options = tuple(_option(chosen[:, i], choices, name, weight, level) for i, name in enumerate(columns))
    lead, n_compared = _lead(chosen, weight, options, level)
    effect = None if weight is None or not weight.size else kish_effect(weight)
    return MultiSelect(
        options=tuple(sorted(options, key=_by_share)) if sort == "count" else options,
        missing=answers.missing,
        base=base,
        n_asked=answers.n,
        n_base=len(each),
        n_none=int((~any_chosen).sum()),
        none=_share((~any_chosen).astype(float), answers.weights, level),
        n_choices=int(each.sum()),
        choices_per_person=_mean_choices(each, weight, len(columns), level),
        lead=lead,
        n_compared=n_compared,
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=_notes(answers, options, base, each),
        provenance=_provenance(answers, {"columns": columns, "level": level, "base": base, "sort": sort}, in_base),
    )


def _chosen(column: pd.Series, name: str) -> Floats:
    """1 for chosen, 0 for not chosen, NaN for not asked."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return np.asarray(column.astype("boolean").to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)
    codes = [answer_text(plain_code(code)) for code in column.cat.categories]
    if sorted(codes) not in (["0", "1"], ["false", "true"], ["False", "True"]):
        raise ColumnRoleError(
            Message("The answers of {column} are {answers}.", column=ColumnRef(name), answers=tuple(codes)),
            Message("An option is chosen or not: yes and no, or 1 and 0."),
            Message("Recode it on the Prepare page."),
            parameter="columns",
        )
    position = column.cat.codes.to_numpy().astype(float)
    position[position < 0] = np.nan
    return (
        np.asarray(position, dtype=np.float64)
        if codes[1] in {"1", "true", "True"}
        else 1 - np.asarray(position, dtype=np.float64)
    )


def _option(chosen: Floats, choices: float, name: str, weights: Floats | None, level: float) -> OptionShare:
    shown = ~np.isnan(chosen)
    everybody = bool(shown.all())
    votes = chosen if everybody else chosen[shown]
    weight = weights if weights is None or everybody else weights[shown]
    mass = float(votes.sum() if weight is None else (votes * weight).sum())
    return OptionShare(
        column=name,
        base=int(shown.sum()),
        count=int(votes.sum()),
        share=_share(votes, weight, level),
        share_of_choices=mass / choices if choices else NAN,
    )


def _share(votes: Floats, weights: Floats | None, level: float) -> Estimate:
    if weights is None:
        return wilson_interval(float(votes.sum()), votes.size, level=level)
    found = weighted_shares(votes.astype(int), weights, 2)
    low, high = weighted_share_limits(found, level=level)
    return Estimate(float(found.shares[1]), float(low[1]), float(high[1]), level)


def _mean_choices(each: Floats, weights: Floats | None, most: int, level: float) -> Estimate:
    """Mean number of choices; Student's interval kept inside what can be chosen."""
    if weights is None:
        found = mean_interval(np.sort(each), level=level)
    else:
        found = weighted_mean_interval(each, weights, level=level).estimate
    if math.isnan(found.low):
        return found
    return replace(found, low=max(found.low, 0.0), high=min(found.high, float(most)))


def _by_share(option: OptionShare) -> float:
    return -option.share.value if option.base else 1.0


def _lead(
    chosen: Floats, weights: Floats | None, options: tuple[OptionShare, ...], level: float
) -> tuple[Lead | None, int]:
    """Distance of the two most chosen options among the people who saw both, and how many these are."""
    order = sorted(range(len(options)), key=lambda i: _by_share(options[i]))
    scores = chosen[:, order[0]] - chosen[:, order[1]]
    both = ~np.isnan(scores)
    n_both = int(both.sum())
    if not n_both:
        return None, 0
    if weights is None:
        up, down = int((scores[both] > 0).sum()), int((scores[both] < 0).sum())
        return lead_of(up, down, n_both, level), n_both
    found = weighted_net_share(scores[both], weights[both])
    n = found.n_effective
    return lead_of(found.up * n, found.down * n, n, level), n_both


def _provenance(answers: Answers, parameters: dict[str, ParameterValue], in_base: NDArray[np.bool_]) -> Provenance:
    found = answers.provenance("multi_select", parameters, "scipy")
    none = int((~in_base).sum())
    if not none:
        return found
    dropped = (*found.dropped, Dropped(none, Message("chose none of the options")))
    return replace(found, n_used=found.n_used - none, dropped=dropped)


def _same_number(each: Floats) -> Note | None:
    if each.size < 2 or not each.any() or each.min() < each.max():
        return None
    text = Message("Everybody chose the same number of options: there is no spread to compute its interval from.")
    return Note("info", text, "same_number")


def _one_person(answers: Answers) -> Note | None:
    if answers.n != 1:
        return None
    text = Message("Only one person was asked these options: the answer tells nothing about others.")
    return Note("blocks_conclusion", text, "one_answer")


def _notes(answers: Answers, options: tuple[OptionShare, ...], base: Base, each: Floats) -> tuple[Note, ...]:
    if not answers.n:
        return (Note("blocks_conclusion", Message("Nobody was asked these options."), "no_answers"),)
    thin = tuple(option.column for option in options if 0 < option.count < THIN_ANSWER)
    partly = len({option.base for option in options}) > 1
    return by_severity(
        Note("blocks_conclusion", Message("Nobody chose any of these options."), "no_answers")
        if not any(option.count for option in options)
        else None,
        _one_person(answers),
        few_people(answers) if answers.n > 1 else None,
        heavy_weights(answers),
        many_blank(answers),
        thin_answers(thin) if answers.n >= THIN_ANSWER else None,
        _same_number(each),
        Note(
            "info",
            Message(
                "Some options were not shown to everybody: each has its own base, and who saw fewer could choose fewer."
            ),
            "own_base",
        )
        if partly
        else None,
        Note("info", Message("People who chose nothing are left out of the base."), "chose_any")
        if base == "chose_any"
        else None,
        Note(
            "info",
            Message(
                "People may choose several options, so the shares need not add up to 100%; each interval is read by itself."
            ),
            "several",
        ),
        weighted(answers),
    )
