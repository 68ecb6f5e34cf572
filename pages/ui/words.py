"""The reader's language, and the one way to put a message into words on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import streamlit as st

from analysis.core import Language, LocalText, RetentionLabError, Sentence
from analysis.core.messages import LANGUAGES
from analysis.language import Labels, joined, render, render_error, translator
from analysis.language.joining import FULL_WIDTH_ENDS
from pages.ui import state

OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}
NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}


def language() -> Language:
    """Language of this run: the link's or the reader's choice, else the browser's."""
    code = state.global_code(state.LANGUAGE)
    if code in LANGUAGES:
        return cast("Language", code)
    chosen: Language = "zh" if str(st.context.locale).lower().startswith("zh") else "en"
    st.session_state[f"rl_{state.LANGUAGE}"] = chosen
    return chosen


def labels() -> Labels | None:
    """Codebook of the open study, for the labels of columns and values."""
    study = st.session_state.get("rl_open_study")
    return study.codebook if study is not None else None


def say(sentence: Sentence | LocalText | str) -> str:
    """Put a message into the reader's words, with the open study's labels."""
    return render(sentence, language(), labels())


def say_later() -> Callable[[Sentence | LocalText | str], str]:
    """`say` with the reader's language and labels of this run, for a file that is made when it is asked for.

    A download's content is made outside the script's run, where the session is not at hand.
    """
    return translator(language(), labels())


def say_error(error: RetentionLabError) -> str:
    """Put an error into the reader's words, all its parts."""
    return render_error(error, language(), labels())


def claim_first(claim: str, rest: Iterable[str]) -> str:
    """A claim in bold and what follows it, as Markdown of texts that are escaped already.

    A full-width mark at the claim's end stands behind the asterisks: between a mark and a word Markdown would
    take them for text.

    Examples
    --------
    >>> claim_first("It rose.", ["Go on."]), claim_first("升高了。", ["继续。"])
    ('**It rose.** Go on.', '**升高了**。继续。')
    """
    mark = claim[-1:] if claim[-1:] in FULL_WIDTH_ENDS else ""
    return joined([f"**{claim.removesuffix(mark)}**{mark}", *rest])
