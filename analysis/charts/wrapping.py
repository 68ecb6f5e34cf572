"""Long labels on several lines: Vega breaks none by itself."""

from __future__ import annotations

from collections.abc import Sequence

WIDE_FROM = 0x2E7F
CLOSING = "，。；：、）”】》"


def text_width(text: str) -> int:
    """Width in Latin letters; a Chinese character takes the room of two.

    Examples
    --------
    >>> text_width("App 满意度")
    10
    """
    return sum(2 if ord(sign) > WIDE_FROM else 1 for sign in text)


def label_lines(text: str, width: int, most: int = 3) -> list[str]:
    """A label as up to `most` lines of at most `width` letters, the last one cut with an ellipsis.

    Examples
    --------
    >>> label_lines("Satisfaction with the app", 14)
    ['Satisfaction', 'with the app']
    >>> label_lines("对小程序的总体满意程度", 12)
    ['对小程序的总', '体满意程度']
    """
    lines: list[str] = [""]
    for piece in _pieces(text):
        if text_width((lines[-1] + piece).rstrip()) > width and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    lines = [shortened(line.strip(), width) for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]}…", width)]
    return lines


def shortened(text: str, width: int) -> str:
    """A text cut to a width, with an ellipsis where something is missing.

    Examples
    --------
    >>> shortened("Satisfaction", 8)
    'Satisfa…'
    """
    if text_width(text) <= width:
        return text
    kept = ""
    for sign in text.rstrip("…"):
        if text_width(kept + sign) > width - 1:
            break
        kept += sign
    return f"{kept.rstrip()}…"


def told_apart(texts: Sequence[str], width: int) -> list[str]:
    """Texts cut to a width, in the middle where the cuts would otherwise look alike (items of one long question).

    Examples
    --------
    >>> told_apart(["How good is the app: speed", "How good is the app: looks", "Age"], 14)
    ['How go…: speed', 'How go…: looks', 'Age']
    """
    cut = [shortened(text, width) for text in texts]
    return [
        short if short == text or cut.count(short) == 1 else _cut_in_the_middle(text, width)
        for text, short in zip(texts, cut, strict=True)
    ]


def _cut_in_the_middle(text: str, width: int) -> str:
    tail = ""
    for sign in reversed(text):
        if text_width(sign + tail) > width // 2:
            break
        tail = sign + tail
    return shortened(text[: -len(tail) or None], width - text_width(tail)) + tail.lstrip()


def _pieces(text: str) -> list[str]:
    """Pieces a line may break after: Chinese characters one by one, Latin words whole."""
    pieces: list[str] = []
    for sign in text:
        joins = bool(pieces) and (
            sign in CLOSING
            or (ord(sign) <= WIDE_FROM and ord(pieces[-1][-1]) <= WIDE_FROM and not pieces[-1].endswith(" "))
        )
        if joins:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces
