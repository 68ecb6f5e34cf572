"""From a search to a result: judging, confirming, notes and provenance shared by all rule methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.association.exploration import Exploration, halves
from analysis.association.items import Item
from analysis.association.phrases import dropped_note, most_severe_first, small_count_note
from analysis.association.ruleset import AssociationRules, Show
from analysis.association.verdicts import Criteria, Judged, SortBy, confirm, judge, rules_table
from analysis.core.errors import TooFewRowsError
from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Note, ParameterValue, Provenance, package_versions

FEWEST_ROWS_TO_SPLIT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a rule method was asked for, beyond the search itself.

    Parameters
    ----------
    method : str
        Id of the method.
    columns : tuple of str
        Columns in use, whose content orders the rows before a random split.
    sort, show : str
        Order of the rules, and which are shown.
    holdout : bool
        Whether to confirm on the other half of the rows.
    seed : int
        Seed of the split.
    customer : str or None
        Column with the customer id.
    parameters : mapping
        Recorded in the provenance.
    """

    method: str
    columns: tuple[str, ...]
    sort: SortBy
    show: Show
    holdout: bool
    seed: int
    customer: str | None
    parameters: dict[str, ParameterValue]


def find_rules(
    frame: pd.DataFrame, search: Exploration, criteria: Criteria, request: Request, outcome: Item | None = None
) -> AssociationRules:
    """Search, judge or confirm, and assemble the result with its notes."""
    table = search.table
    if request.holdout:
        if table.n_used < FEWEST_ROWS_TO_SPLIT:
            raise TooFewRowsError(
                PluralMessage(
                    "One row cannot be split into two halves.",
                    "{n:count} rows cannot be split into two halves.",
                    n=table.n_used,
                ),
                remedy=Message("Search all rows, without the check on fresh ones."),
            )
        explore, fresh = halves(frame, request.columns, table.base, request.seed)
        explored = search.search(explore)
        judged = confirm(search, explored, criteria, fresh)
    else:
        explored = search.search()
        judged = judge(explored, criteria)
    rules = rules_table(judged, table.items, outcome, criteria.level, request.sort)
    items = {item.name: item for item in (*table.items, *([outcome] if outcome else []))}
    return AssociationRules(
        table=rules,
        items=items,
        outcome=outcome,
        n=judged.rules.n,
        min_count=explored.min_count,
        n_tests=judged.n_tests,
        adjust=criteria.adjust,
        max_q=criteria.max_q,
        level=criteria.level,
        confirmed=request.holdout,
        show=request.show,
        notes=most_severe_first(
            *_nothing_note(rules, explored.min_count, criteria, request),
            *_customer_note(frame, request.customer),
            *dropped_note(table.n_used, table.n_total),
            *small_count_note(explored.min_count),
            *_family_note(criteria, request),
            *_unadjusted_note(judged, criteria, request),
            *_reading_notes(judged, request),
        ),
        provenance=Provenance(
            method=request.method,
            n_total=table.n_total,
            n_used=table.n_used,
            dropped=table.dropped,
            parameters=request.parameters,
            seed=request.seed if request.holdout else None,
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _nothing_note(rules: pd.DataFrame, min_count: int, criteria: Criteria, request: Request) -> tuple[Note, ...]:
    if len(rules):
        return ()
    if request.holdout:
        message = Message(
            "No rule held up in the first half of the rows, so there was nothing to check on the second. This does not show that the answers are unrelated."
        )
    else:
        message = PluralMessage(
            "No rule reaches one row and a confidence of {confidence:set_percent}. Lower the smallest support or confidence; this does not show that the answers are unrelated.",
            "No rule reaches {count:count} rows and a confidence of {confidence:set_percent}. Lower the smallest support or confidence; this does not show that the answers are unrelated.",
            n=min_count,
            count=min_count,
            confidence=criteria.min_confidence,
        )
    return (Note("blocks_conclusion", message, code="no_rules"),)


def _customer_note(frame: pd.DataFrame, customer: str | None) -> tuple[Note, ...]:
    if customer is None:
        return ()
    n_customers = int(frame[customer].nunique())
    if n_customers >= int(frame[customer].notna().sum()):
        return ()
    return (
        Note(
            "caution",
            PluralMessage(
                "{rows:count} rows come from one customer of {column}. The tests take every row as a new person: with several rows a customer their p-values are too small.",
                "{rows:count} rows come from {customers:count} customers of {column}. The tests take every row as a new person: with several rows a customer their p-values are too small.",
                n=n_customers,
                rows=len(frame),
                customers=n_customers,
                column=ColumnRef(customer),
            ),
            code="repeated_customers",
        ),
    )


def _family_note(criteria: Criteria, request: Request) -> tuple[Note, ...]:
    if criteria.family == "searched" or request.holdout:
        return ()
    return (
        Note(
            "caution",
            Message(
                "Only rules that passed the filter count as tests here, which is too lenient: count every rule searched before believing one."
            ),
            code="family_reported",
        ),
    )


def _unadjusted_note(judged: Judged, criteria: Criteria, request: Request) -> tuple[Note, ...]:
    if criteria.adjust != "none" or request.holdout or judged.n_tests < 2:
        return ()
    return (
        Note(
            "caution",
            Message(
                "Not adjusted: of {tests:count} rules without any association up to {chance:number} would look proven by chance alone.",
                tests=judged.n_tests,
                chance=criteria.max_q * judged.n_tests,
            ),
            code="unadjusted",
        ),
    )


def _reading_notes(judged: Judged, request: Request) -> Sequence[Note]:
    notes = [
        Note(
            "info",
            Message("A rule says what occurs together. It does not say that one answer brings about the other."),
            code="association",
        ),
        Note(
            "info",
            Message(
                "The tests take every row as one person of a simple random sample. They do not hold for several rows a customer or for a sample with design weights."
            ),
            code="independence",
        ),
    ]
    if not request.holdout and len(judged.rules):
        notes.append(
            Note(
                "info",
                Message(
                    "Each interval is for one rule by itself. The strongest of many rules looks stronger than it is; the check on fresh rows gives numbers without that."
                ),
                code="selection",
            )
        )
    return notes
