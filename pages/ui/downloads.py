"""Download or copy what a cell shows: tables as CSV and XLSX, charts as SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from analysis.charts.display import Display
from analysis.charts.images import chart_png, chart_svg
from analysis.charts.spreadsheets import frame_csv, table_csv, tables_xlsx
from analysis.core import Message
from pages.ui.words import language, say_later

if TYPE_CHECKING:
    from pages.ui.cell import Run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(run: Run, shown: Display) -> None:
    """One button per format; each file is made when it is asked for."""
    stem = f"{run.cell.id}-{run.method.id}"
    reader_language, say = language(), say_later()
    for position, table in enumerate(shown.tables):
        number = f"-{position + 1}" if len(shown.tables) > 1 else ""
        _button(f"CSV{number}", f"{stem}{number}.csv", "text/csv", lambda table=table: table_csv(table, say))
    frame = run.result.to_frame()
    numbers = say(Message("CSV of all numbers, unrounded"))
    _button(numbers, f"{stem}-numbers.csv", "text/csv", lambda: frame_csv(frame))
    if shown.tables:
        _button("XLSX", f"{stem}.xlsx", XLSX, lambda: tables_xlsx(shown.tables, frame, say))
    for position, figure in enumerate(shown.figures):
        number = f"-{position + 1}" if len(shown.figures) > 1 else ""
        _button(
            f"SVG{number}",
            f"{stem}{number}.svg",
            "image/svg+xml",
            lambda figure=figure: chart_svg(figure, say, reader_language).encode(),
        )
        _button(
            f"PNG{number}",
            f"{stem}{number}.png",
            "image/png",
            lambda figure=figure: chart_png(figure, say, reader_language),
        )


def _button(label: str, file_name: str, mime: str, data: Callable[[], bytes]) -> None:
    st.download_button(label, data=data, file_name=file_name, mime=mime, on_click="ignore", key=f"get:{file_name}")
