"""How sentences follow each other: with a space, but in Chinese directly behind a full-width mark."""

from __future__ import annotations

from collections.abc import Iterable

FULL_WIDTH_ENDS = frozenset("。！？；")


def joined(sentences: Iterable[str]) -> str:
    """Sentences as one paragraph; empty ones are left out.

    Examples
    --------
    >>> joined(["It rose.", "Go on."]), joined(["升高了。", "继续。"]), joined(["p = .03", "", "继续。"])
    ('It rose. Go on.', '升高了。继续。', 'p = .03 继续。')
    """
    text = ""
    for sentence in sentences:
        text += f"{gap(text)}{sentence}" if sentence else ""
    return text


def gap(before: str) -> str:
    """What stands between a text and the sentence that follows it."""
    return "" if not before or before[-1] in FULL_WIDTH_ENDS else " "
