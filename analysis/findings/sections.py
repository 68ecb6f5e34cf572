"""Pinned findings run again on the open study: what the notebook page shows and every export writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts.display import Display
from analysis.core.errors import RetentionLabError, UnsuitableDataError
from analysis.core.messages import ColumnRef, Language, Message, Sentence
from analysis.core.results import Result
from analysis.findings.finding import Finding
from analysis.findings.script import shown_code
from analysis.methods import Method
from analysis.methods.running import run_method

if TYPE_CHECKING:
    from analysis.data import Prepared, Study

CHANGED = Message("The data have changed since this cell was pinned; the numbers are those of the present data.")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One finding with the result it has today, or the error that stands in its place."""

    finding: Finding
    result: Result | None
    display: Display
    code: str
    footer: tuple[Sentence, ...]
    changed: bool
    error: RetentionLabError | None = None


def sections(
    findings: Iterable[Finding],
    study: Study | None,
    *,
    run: Callable[[Method, Prepared | None, dict[str, object]], Result] | None = None,
    language: Language = "en",
) -> tuple[Section, ...]:
    """What do the pinned cells say of the study as it is now?

    Parameters
    ----------
    findings : iterable of Finding
        In the order of the notebook.
    study : Study or None
        The open study.
    run : callable, optional
        Runs a method; the page passes its cache here.
    language : {"en", "zh"}
        Language in which the cells' scripts print their sentences.

    Returns
    -------
    tuple of Section
        A finding of another study, or one whose columns are gone, carries its error.
    """
    return tuple(_section(finding, study, run or run_method, language) for finding in findings)


def footer_parts(method: Method, result: Result, prepared: Prepared | None) -> tuple[Sentence, ...]:
    """Facts of a cell's footer: n used, n dropped and why, filter, weight, seed."""
    facts = result.provenance
    parts: list[Sentence] = []
    if method.kind == "frame":
        parts.append(Message("n {used:count} of {total:count}", used=facts.n_used, total=facts.n_total))
        if facts.dropped:
            reasons = tuple(Message("{n:count} {reason}", n=item.n, reason=item.reason) for item in facts.dropped)
            left_out = sum(item.n for item in facts.dropped)
            parts.append(Message("dropped {n:count}: {reasons}", n=left_out, reasons=reasons))
    if prepared is not None and prepared.filter_text is not None:
        kept = Message("{kept:count} of {total:count} rows kept", kept=len(prepared.frame), total=prepared.n_total)
        parts.append(Message("filter {text} ({kept})", text=prepared.filter_text, kept=kept))
    if facts.weighted_by:
        parts.append(Message("weight {column}", column=ColumnRef(facts.weighted_by)))
    elif prepared is not None and prepared.weight:
        parts.append(Message("weight {column} not used", column=ColumnRef(prepared.weight)))
    if facts.seed is not None:
        parts.append(Message("seed {seed}", seed=facts.seed))
    return tuple(parts)


def _section(
    finding: Finding,
    study: Study | None,
    run: Callable[[Method, Prepared | None, dict[str, object]], Result],
    language: Language,
) -> Section:
    method = finding.method
    try:
        prepared = _table(finding, study)
        result = run(method, prepared, dict(finding.parameters))
    except RetentionLabError as error:
        return Section(finding=finding, result=None, display=Display(), code="", footer=(), changed=False, error=error)
    return Section(
        finding=finding,
        result=result,
        display=method.display(result),
        code=shown_code(
            method, finding.parameters, study=study if prepared else None, prepared=prepared, language=language
        ),
        footer=footer_parts(method, result, prepared),
        changed=prepared is not None and prepared.fingerprint != finding.fingerprint,
    )


def _table(finding: Finding, study: Study | None) -> Prepared | None:
    if not finding.table:
        return None
    if study is None or study.id != finding.study_id:
        raise UnsuitableDataError(
            Message("This cell was pinned from the study {study}, which is not open.", study=finding.study_id),
            remedy=Message("Open that study to see its numbers."),
        )
    return study.prepared(finding.table)  # type: ignore[arg-type]
