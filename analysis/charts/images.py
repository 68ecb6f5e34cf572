"""Charts as files: SVG and PNG with the laboratory's own font, so that Chinese shows on every machine."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from analysis.charts.display import Figure, Say
from analysis.charts.style import CATEGORICAL, INK
from analysis.core.messages import Language

Theme: TypeAlias = Literal["light", "dark"]
FONT_FOLDER = Path(__file__).parent / "fonts"
FONT_FAMILY = "Retention Lab Sans"
# Where an SVG is opened the font may be missing: named fonts before a viewer's own, which may have serifs.
FONT_STACK = (
    f"'{FONT_FAMILY}', -apple-system, 'Segoe UI', 'Noto Sans', 'Liberation Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', sans-serif"
)
INK_OF: dict[Theme, str] = {"light": "#16201E", "dark": "#E6EBE9"}
PAGE_OF: dict[Theme, str] = {"light": "#FDFDFB", "dark": "#131817"}
RAMP_OF: dict[Theme, tuple[str, ...]] = {
    "light": (
        "#EEF4F2",
        "#DAE9E6",
        "#C0DBD7",
        "#A2CBC6",
        "#82BAB4",
        "#60A8A1",
        "#3F958E",
        "#23847D",
        "#12706A",
        "#0A5853",
    ),
    "dark": (
        "#1B2624",
        "#1C3330",
        "#1C403C",
        "#1C4D49",
        "#1A5B56",
        "#186A64",
        "#167772",
        "#2B928A",
        "#4FAFA6",
        "#7ECBC3",
    ),
}
DIVERGING_OF: dict[Theme, tuple[str, ...]] = {
    "light": (
        "#A85A38",
        "#BC7B5D",
        "#CF9D85",
        "#E2C1B1",
        "#F2E4DC",
        "#DDEAE7",
        "#B5D3CF",
        "#86B8B2",
        "#4F9B95",
        "#117B74",
    ),
    "dark": (
        "#B2663F",
        "#935741",
        "#734A3A",
        "#523B32",
        "#332C29",
        "#20302E",
        "#1D4541",
        "#1A5A55",
        "#176E69",
        "#117B74",
    ),
}
WIDTH = 760
PNG_SCALE = 2.0


def chart_svg(
    figure: Figure,
    say: Say,
    language: Language = "en",
    *,
    theme: Theme = "light",
    width: int = WIDTH,
    titled: bool = True,
) -> str:
    """Draw a figure as SVG, with its heading and note as title and subtitle.

    Parameters
    ----------
    figure : Figure
        The figure of a result's display.
    say : callable
        Puts messages into the reader's words.
    language : {"en", "zh"}
        Language of the document, stated in it.
    theme : {"light", "dark"}
        Ink and colour ramps.
    width : int
        Width of the plot in pixels.
    titled : bool
        Whether heading and note stand in the picture; a document puts them into its own text.

    Returns
    -------
    str
        An SVG document.
    """
    import vl_convert

    _register_font()
    spec = _with_theme(figure, say, theme, width)
    if not titled:
        spec.pop("title")
        spec["background"] = "transparent"
    svg = vl_convert.vegalite_to_svg(spec).replace(f'font-family="{FONT_FAMILY}"', f'font-family="{FONT_STACK}"')
    return svg.replace("<svg ", f'<svg lang="{"zh-CN" if language == "zh" else "en"}" ', 1)


def chart_png(
    figure: Figure, say: Say, language: Language = "en", *, theme: Theme = "light", width: int = WIDTH
) -> bytes:
    """Draw a figure as PNG at twice its size; parameters as in `chart_svg`."""
    import vl_convert

    del language
    _register_font()
    return vl_convert.vegalite_to_png(_with_theme(figure, say, theme, width), scale=PNG_SCALE)


@cache
def _register_font() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))


def _with_theme(figure: Figure, say: Say, theme: Theme, width: int) -> dict[str, Any]:
    """What Streamlit's own theme does on screen, done for a file: ink, ramps, font, width and the words on top."""
    chart: Any = figure.draw(say)
    spec: dict[str, Any] = json.loads(json.dumps(chart.to_dict()).replace(f'"{INK}"', f'"{INK_OF[theme]}"'))
    spec["background"] = PAGE_OF[theme]
    if "width" not in spec and not any(key in spec for key in ("hconcat", "vconcat", "concat", "facet", "repeat")):
        spec["width"] = width
    config = spec.setdefault("config", {})
    config["font"] = FONT_FAMILY
    config.setdefault("range", {}).update(
        category=list(CATEGORICAL),
        ramp=list(RAMP_OF[theme]),
        heatmap=list(RAMP_OF[theme]),
        diverging=list(DIVERGING_OF[theme]),
    )
    spec["title"] = {
        "text": _wrapped(say(figure.heading), 60),
        "subtitle": _wrapped(say(figure.note), 100),
        "anchor": "start",
        "fontSize": 15,
        "fontWeight": 600,
        "subtitleFontSize": 12,
        "color": INK_OF[theme],
        "subtitleColor": INK_OF[theme],
        "offset": 12,
    }
    spec["padding"] = 16
    return spec


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a title: Vega does not wrap; a Chinese character takes the room of two letters."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(text):
        size = sum(2 if ord(sign) > 0x2E7F else 1 for sign in word)
        if used + size > width and line.strip():
            lines.append(line.strip())
            line, used = "", 0
        line += word
        used += size
    return [*lines, line.strip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    """Pieces a line may break after: Chinese characters one by one, Latin words whole."""
    pieces: list[str] = []
    for sign in text:
        last = pieces[-1][-1] if pieces else " "
        inside_word = sign <= "\u2e7f" and last != " " and last <= "\u2e7f"
        if pieces and (inside_word or sign in "，。；：、）”"):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces
