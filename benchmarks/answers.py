"""Server CPU from a control change to the answer, for every cell, at 100,000 x 60 survey answers.

`python -m benchmarks.answers` times all pages, `python -m benchmarks.answers relations` one of them.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.cells import ANSWERS, Answer
from benchmarks.driving import change, open_bare, open_page
from benchmarks.measuring import Cost, forget_peak, least, machine, peak_mib, show
from benchmarks.survey import ORDERED, ROWS, survey_study, weighted

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from analysis.data import Prepared, Study

HEADINGS = ("cell", "method", "drawing", "answer", "wall", "ceiling", "peak MiB", "")


def main(pages: list[str]) -> int:
    """Time the answers of these pages, or of all; 1 when one costs more than its ceiling."""
    chosen = [answer for answer in ANSWERS if not pages or answer.page in pages or answer.name in pages]
    if not chosen:
        print(f"no such page or cell; pages: {sorted({answer.page for answer in ANSWERS})}")
        return 2
    study = survey_study()
    print(f"{machine()}; survey {ROWS:,} x {len(ORDERED)}; seconds of CPU, least of several")
    bare = _bare_cost()
    rows: list[tuple[object, ...]] = [
        ("peer: bare app, slider to table", None, None, bare.cpu, bare.wall, None, None, "")
    ]
    over: list[str] = []
    for answer in chosen:
        row = _timed(answer, weighted(study) if answer.weighted else study)
        rows.append(row)
        if row[-1]:
            over.append(answer.name)
        print(f"  {answer.name}: {row[3]:.3f}", file=sys.stderr)
    show("From a control change to the answer", HEADINGS, rows)
    print(f"over the ceiling: {', '.join(over)}" if over else "every answer is within its ceiling")
    return 1 if over else 0


def _bare_cost() -> Cost:
    """What Streamlit and its test driver cost without us."""
    app = open_bare()
    return least(partial(_slide, app, rows) for rows in range(20, 30))


def _slide(app: AppTest, rows: int) -> None:
    app.slider[0].set_value(rows).run()


def _timed(answer: Answer, study: Study) -> tuple[object, ...]:
    prepared = study.prepared(answer.table)  # type: ignore[arg-type]
    forget_peak()
    method = _method_cost(answer, prepared)
    drawing = _drawing_cost(answer, study, prepared)
    whole = _answer_cost(answer, study)
    verdict = "over" if whole.cpu > answer.ceiling else ""
    return answer.name, method.cpu, drawing.cpu, whole.cpu, whole.wall, answer.ceiling, round(peak_mib()), verdict


def _method_cost(answer: Answer, prepared: Prepared) -> Cost:
    """The method alone, as the runner calls it."""
    return least(partial(_result, answer, prepared, value) for value in answer.values)


def _result(answer: Answer, prepared: Prepared, value: float | str) -> Any:
    from analysis.methods import method_by_id
    from analysis.methods.running import run_method

    method = method_by_id(answer.method)
    control = "column" if answer.cell == "list" else answer.control
    return run_method(method, prepared, {**answer.choices, control: value})


def _drawing_cost(answer: Answer, study: Study, prepared: Prepared) -> Cost:
    """Sentences, figures and tables of a result, up to what goes to the browser."""
    result = _result(answer, prepared, answer.values[0])
    return least([partial(_drawn, answer, study, result)] * len(answer.values))


def _drawn(answer: Answer, study: Study, result: Any) -> str:
    from analysis.charts.specification import specification
    from analysis.charts.three_line import table_html
    from analysis.language.rendering import translator
    from analysis.methods import method_by_id

    say = translator("en", study.codebook)
    shown = method_by_id(answer.method).display(result)
    parts = [say(sentence) for sentence in result.readings()]
    parts += [json.dumps(specification(figure, say)) for figure in shown.figures]
    parts += [table_html(table, say) for table in shown.tables]
    return "\n".join(parts)


def _answer_cost(answer: Answer, study: Study) -> Cost:
    """The whole run of the page after the reader has moved the control."""
    app = open_page(answer.page, study, _link(answer))
    return least(partial(change, app, answer.cell, answer.control, value) for value in answer.values)


def _link(answer: Answer) -> dict[str, str]:
    from analysis.methods import method_by_id
    from pages.ui.state import encode

    parameters = {parameter.name: parameter for parameter in method_by_id(answer.method).parameters}
    chosen = {name: value for name, value in answer.choices.items() if name not in answer.fixed}
    own = {f"{answer.cell}.{name}": encode(parameters[name], value) for name, value in chosen.items()}
    return {**answer.codes, **own}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
