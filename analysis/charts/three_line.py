"""Three-line tables (三线表) as HTML, the same on screen, in the exported notebook and on a slide; and as CSV."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import TypeAlias

from analysis.charts.display import Cell, Say, Strip, Table, TableColumn
from analysis.charts.wrapping import text_width
from analysis.core.messages import ColumnRef, Message, ValueRef
from analysis.language.precision import FAMILIES, shared_decimals, written

CSS = """
table.rl3{border-collapse:collapse;width:100%;font-size:.8667rem;line-height:1.45;font-variant-numeric:tabular-nums;
border-top:1.5px solid currentColor;border-bottom:1.5px solid currentColor}
table.rl3 th,table.rl3 td{padding:5px 12px 5px 0;text-align:left;font-weight:400;vertical-align:baseline;border:0}
table.rl3 th{color:color-mix(in srgb,currentColor 72%,transparent);border-bottom:1px solid currentColor}
table.rl3 .r{text-align:right}
table.rl3 td.r{white-space:nowrap}
table.rl3 tr.sum td{border-top:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.rl3-wrap{overflow-x:auto;margin:.3rem 0 .2rem}
.rl3-title{font-weight:600;font-size:.9333rem;margin:.2rem 0 .3rem}
.rl3-note{font-size:.8rem;line-height:1.5;color:color-mix(in srgb,currentColor 78%,transparent);margin-top:.35rem}
.rl-strip{position:relative;display:inline-block;width:150px;height:14px;vertical-align:middle}
@media (max-width:640px){.rl-strip{width:96px}}
.rl-strip i{position:absolute;display:block}
.rl-strip .t{left:0;right:0;top:6.5px;height:1px;background:currentColor;opacity:.22}
.rl-strip .b{top:4.5px;height:5px;background:#117B74;opacity:.5}
.rl-strip .p{top:1px;height:12px;width:2px;background:#117B74}
.rl-strip .d{top:0;height:14px;border-left:1px dashed currentColor;opacity:.7}
"""


WORD_EM = 6.0
LABEL_EM = 9.0
PADDING_EM = 1.0


Decimals: TypeAlias = Mapping[str, int | None]


def table_html(table: Table, say: Say) -> str:
    """A table as one HTML block; all text is escaped.

    Examples
    --------
    >>> from analysis.language import translator
    >>> one = Table(columns=(TableColumn("a", "percent"),), rows=((0.5,),))
    >>> "50.0%" in table_html(one, translator("en"))
    True
    """
    shared = _shared_decimals(table)
    head = "".join(
        f'<th scope="col"{_align(column)}{_room(table, position, say, shared)}>{html.escape(say(column.heading))}</th>'
        for position, column in enumerate(table.columns)
    )
    last = len(table.rows) - 1
    body = "".join(
        ('<tr class="sum">' if table.sum_row and position == last else "<tr>")
        + "".join(
            f"<td{_align(column)}>{_cell_html(cell, column, say, shared)}</td>"
            for cell, column in zip(row, table.columns, strict=True)
        )
        + "</tr>"
        for position, row in enumerate(table.rows)
    )
    title = f'<div class="rl3-title">{html.escape(say(table.title))}</div>' if table.title else ""
    note = f'<div class="rl3-note">{html.escape(say(table.note))}</div>' if table.note else ""
    # Without headings there is no line under them either.
    headed = any(say(column.heading) for column in table.columns)
    lead = f"<thead><tr>{head}</tr></thead>" if headed else ""
    return f'{title}<div class="rl3-wrap"><table class="rl3">{lead}<tbody>{body}</tbody></table></div>{note}'


def table_texts(table: Table, say: Say) -> list[list[str]]:
    """Heading and rows as texts, strips left out: what is copied and what tests read."""
    kept = [position for position, column in enumerate(table.columns) if not _is_strip_column(table, position, column)]
    rows = [[say(table.columns[position].heading) for position in kept]]
    shared = _shared_decimals(table)
    rows.extend(
        [_cell_text(row[position], table.columns[position], say, shared) for position in kept] for row in table.rows
    )
    return rows


def _shared_decimals(table: Table) -> Decimals:
    """Decimals of the numbers in columns of one format: an estimate and its limits, and all rows, look alike."""
    together: dict[str, list[float]] = {}
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            if column.format in FAMILIES and isinstance(cell, int | float):
                together.setdefault(column.format, []).append(float(cell))
    return {word: shared_decimals(values, word) for word, values in together.items()}


def _is_strip_column(table: Table, position: int, column: TableColumn) -> bool:
    del column
    return any(isinstance(row[position], Strip) for row in table.rows)


def _align(column: TableColumn) -> str:
    return ' class="r"' if column.align == "right" else ""


def _room(table: Table, position: int, say: Say, shared: Decimals) -> str:
    """The width a column keeps on a narrow screen, where the table scrolls: some words of its longest text."""
    column = table.columns[position]
    heading = text_width(say(column.heading)) / 2
    if column.align == "right" or _is_strip_column(table, position, column):
        em = min(heading, WORD_EM)
    else:
        texts = (text_width(_cell_text(row[position], column, say, shared)) / 2 for row in table.rows)
        em = min(max(heading, *texts, 0.0), LABEL_EM)
    return f' style="min-width:{em + PADDING_EM:.3g}em"' if em else ""


def _cell_html(cell: Cell, column: TableColumn, say: Say, shared: Decimals) -> str:
    return strip_html(cell) if isinstance(cell, Strip) else html.escape(_cell_text(cell, column, say, shared))


def _cell_text(cell: Cell, column: TableColumn, say: Say, shared: Decimals) -> str:
    if cell is None or isinstance(cell, Strip):
        return ""
    if isinstance(cell, ColumnRef | ValueRef):
        return say(Message("{name}", name=cell))
    if isinstance(cell, bool):
        return say(Message("{answer}", answer=cell))
    if isinstance(cell, int | float):
        return written(cell, column.format or "number", shared.get(column.format))
    return say(cell)


def strip_html(strip: Strip) -> str:
    """Draw an interval on its scale: track, interval, point, and a dashed reference where there is one."""
    if math.isnan(strip.value) or strip.maximum <= strip.minimum:
        return ""

    def place(value: float) -> float:
        share = (value - strip.minimum) / (strip.maximum - strip.minimum)
        return 100 * min(1.0, max(0.0, share))

    parts = ['<i class="t"></i>']
    if strip.reference is not None:
        parts.append(f'<i class="d" style="left:{place(strip.reference):.2f}%"></i>')
    if not (math.isnan(strip.low) or math.isnan(strip.high)):
        low, high = place(strip.low), place(strip.high)
        parts.append(f'<i class="b" style="left:{low:.2f}%;width:{max(high - low, 0.5):.2f}%"></i>')
    parts.append(f'<i class="p" style="left:{place(strip.value):.2f}%"></i>')
    return f'<span class="rl-strip">{"".join(parts)}</span>'
