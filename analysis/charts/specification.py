"""A figure as the Vega-Lite specification that goes to a browser."""

from __future__ import annotations

from typing import Any

from analysis.charts.display import Figure, Say


def specification(figure: Figure, say: Say) -> dict[str, Any]:
    """Draw a figure and write it as Vega-Lite, without checking it against the schema.

    Altair checks every part against its JSON schema when it is made, and the whole again at the end,
    which takes most of a small chart's time. The checks belong to the tests, which draw every figure
    with them; a reader who moves a control does not wait for them.

    Parameters
    ----------
    figure : Figure
        The figure of a display.
    say : callable
        Puts a message into the reader's words.

    Returns
    -------
    dict
        The same specification as `chart.to_dict()`.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(arg=False):
        return figure.draw(say).to_dict(validate=False)
