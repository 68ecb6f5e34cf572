"""A plan as one self-contained HTML file: what was asked, the answer, the gates, and what will be done when."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Metric, Table, TableColumn
from analysis.charts.key_numbers import key_texts
from analysis.charts.three_line import table_html
from analysis.core.messages import Language, Message, Sentence
from analysis.core.results import Result, blocks_conclusion, package_versions
from analysis.findings.parameter_words import asked_parameters, label_of, value_words
from analysis.findings.plan_rules import decisions, gates
from analysis.findings.planned import planned_of
from analysis.findings.report import figure_html, note_html, page_html
from analysis.findings.script import shown_code
from analysis.language import gap, joined, translator

if TYPE_CHECKING:
    from analysis.charts.display import Say
    from analysis.findings.plan_rules import Rule
    from analysis.findings.registry import PlanRecord
    from analysis.methods import Method

CSS = """
h2{margin-top:28px}.rl3-title{margin-top:26px}.seal{font-family:ui-monospace,Consolas,monospace;font-size:12px;overflow-wrap:anywhere}
.figures{display:flex;flex-wrap:wrap;gap:8px 44px;margin:14px 0 4px}.figures div{font-size:13px;color:var(--muted)}
.figures b{display:block;font-size:24px;font-weight:600;color:var(--ink)}section{break-inside:avoid}
@page{size:A4;margin:16mm 15mm}
@media print{details{display:block}body{font-size:11pt}pre{white-space:pre-wrap;font-size:9pt}h2{break-after:avoid}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaper:
    """A plan as it goes to people outside: into a document or onto a slide.

    Parameters
    ----------
    title, outcome : str
        Name of the test and the outcome that decides, in the reader's own words.
    question : Sentence
        What the planner was asked.
    method, parameters, result : Method, mapping, Result
        The planner, what was asked of it, and what it answered.
    record : PlanRecord or None
        The registration; None for a draft.
    link : str
        Address that opens the plan again, where there is one.
    """

    title: str
    question: Sentence
    method: Method
    parameters: Mapping[str, Any]
    result: Result
    outcome: str = ""
    record: PlanRecord | None = None
    link: str = ""


def to_plan_document(paper: PlanPaper, *, language: Language) -> str:
    """Which file can be put on record before the test begins?

    Parameters
    ----------
    paper : PlanPaper
        The plan.
    language : {"en", "zh"}
        Language of every sentence.

    Returns
    -------
    str
        One HTML document with its style and charts inside, without script, ready to print.
    """
    say = translator(language)
    display = paper.method.display(paper.result)
    planned = planned_of(paper.method, paper.parameters, paper.result)
    parts = [_head(paper, say), *_answer(paper, say), _key_numbers(display.metrics, say)]
    parts += [figure_html(figure, language, say) for figure in display.figures[:1]]
    parts.append(
        _rules(gates(planned), Message("Before the difference is read"), Message("Otherwise"), Message("Check"), say)
    )
    parts.append(
        _rules(decisions(planned), Message("What will be done when"), Message("What is done"), Message("Found"), say)
    )
    parts.append(table_html(settings_table(paper.method, paper.parameters), say))
    parts += [figure_html(figure, language, say) for figure in display.figures[1:]]
    parts += [table_html(table, say) for table in display.tables]
    parts += [*_conventions(paper, say), _code(paper, language, say), _foot(paper, say)]
    return page_html("".join(parts), title=paper.title, language=language, css=CSS)


def state_of(paper: PlanPaper) -> Sentence:
    """Whether the plan is registered, since when, and in place of which other one."""
    record = paper.record
    if record is None:
        return Message("Draft: this plan is not registered.")
    when = record.registered_at[:16].replace("T", " ")
    if not record.supersedes:
        return Message("Registered {time} UTC as plan {id}.", time=when, id=record.id)
    return Message(
        "Registered {time} UTC as plan {id}, in place of plan {old}: {reason}",
        time=when,
        id=record.id,
        old=record.supersedes,
        reason=record.reason or "–",
    )


def _head(paper: PlanPaper, say: Say) -> str:
    outcome = f"<p>{html.escape(say(Message('Outcome that decides: {outcome}', outcome=paper.outcome)))}</p>"
    return (
        f'<h1>{html.escape(paper.title)}</h1><p class="meta">{html.escape(say(state_of(paper)))}</p>'
        f"{outcome if paper.outcome else ''}<h2>{html.escape(say(paper.question))}</h2>"
    )


def _answer(paper: PlanPaper, say: Say) -> list[str]:
    parts: list[str] = []
    if not blocks_conclusion(paper.result):
        claim, *rest = [html.escape(say(sentence)) for sentence in paper.result.readings()]
        parts.append(f'<p class="answer"><b>{claim}</b>{gap(claim)}{joined(rest)}</p>')
    parts += [note_html(note, say) for note in paper.result.notes if note.severity != "info"]
    return parts


def _key_numbers(metrics: Sequence[Metric], say: Say) -> str:
    shown = "".join(
        f"<div>{html.escape(text.label)}<b>{html.escape(text.value)}</b></div>" for text in key_texts(metrics, say)
    )
    return f'<div class="figures">{shown}</div>' if shown else ""


def _rules(rules: Sequence[Rule], title: Sentence, then: Sentence, found: Sentence, say: Say) -> str:
    table = Table(
        title=title,
        columns=(TableColumn(found, align="left"), TableColumn(then, align="left")),
        rows=tuple(rules),
    )
    return f"<section>{table_html(table, say)}</section>"


def settings_table(method: Method, parameters: Mapping[str, Any]) -> Table:
    """Every setting that has a meaning in a plan, in words."""
    values = dict(parameters)
    return Table(
        title=Message("All settings"),
        columns=(TableColumn(Message("Setting"), align="left"), TableColumn(Message("Value"), align="left")),
        rows=tuple(
            (label_of(parameter, values), value_words(parameter, value, values))
            for parameter, value in asked_parameters(method, values)
        ),
    )


def _conventions(paper: PlanPaper, say: Say) -> list[str]:
    sentences = "".join(f"<p>{html.escape(say(sentence))}</p>" for sentence in paper.method.explanation)
    infos = "".join(
        f'<p class="note">{html.escape(say(note.message))}</p>'
        for note in paper.result.notes
        if note.severity == "info"
    )
    references = "".join(f'<p class="note">{html.escape(item)}</p>' for item in paper.method.references)
    title = html.escape(say(Message("Method and reference")))
    return [f"<h2>{title}</h2>{sentences}{infos}{references}"]


def _code(paper: PlanPaper, language: Language, say: Say) -> str:
    code = shown_code(paper.method, paper.parameters, language=language)
    return f"<h2>{html.escape(say(Message('Code')))}</h2><pre>{html.escape(code)}</pre>"


def _foot(paper: PlanPaper, say: Say) -> str:
    packages = {**package_versions("pandas"), **paper.result.provenance.packages}
    versions = ", ".join(f"{name} {version}" for name, version in packages.items())
    lines = [
        say(Message("Computed with {versions}; version of the method {v}.", versions=versions, v=paper.method.version))
    ]
    if paper.record is not None:
        lines.append(say(Message("Seal of the plan: {seal}", seal=paper.record.seal)))
    if paper.link:
        lines.append(say(Message("Opens again at {link}", link=paper.link)))
    return "".join(f'<p class="note seal">{html.escape(line)}</p>' for line in lines)
