"""Several answers in one cell: split them, and recover the order in which the options were offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from analysis.data.text_column import TextColumn, clean_text

MAX_OPTIONS = 60
# So many different combinations tell the order of the options as well as all of them.
ORDER_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a question and what each distinct cell chose.

    Parameters
    ----------
    options : tuple of str
        In the order in which they were offered, as far as the cells tell.
    chosen : Mapping of str to tuple of str
        Options of each distinct cell text, in the order of the cell.
    """

    options: tuple[str, ...]
    chosen: Mapping[str, tuple[str, ...]]


def split_cells(texts: Sequence[str], separator: str, known: Sequence[str] = ()) -> Choices:
    """Split distinct cell texts at a separator that cannot occur inside an option.

    Parameters
    ----------
    texts : sequence of str
        Distinct cells.
    separator : str
        Such as ``┋``.
    known : sequence of str
        Options known from elsewhere; they come first, in their order.

    Returns
    -------
    Choices

    Examples
    --------
    >>> split_cells(["价格高┋响应慢", "响应慢┋其他", "价格高"], "┋").options
    ('价格高', '响应慢', '其他')
    """
    chosen = {text: tuple(part for part in map(clean_text, text.split(separator)) if part) for text in texts}
    return Choices((*known, *offered_order(chosen.values(), set(known))), chosen)


def offered_order(cells: Iterable[tuple[str, ...]], known: set[str]) -> list[str]:
    """Options in the order in which they were offered, from the order inside the cells.

    Survey tools write the chosen options of a cell in questionnaire order, so each cell tells which
    option stands before which. Options are taken in the order most pairs of cells agree on; where
    none tells, in order of first appearance.
    """
    cells = list(cells)
    first: dict[str, int] = {}
    before: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        for option in cell:
            first.setdefault(option, len(first))
    for cell in islice(cells, ORDER_CELLS):
        for place, option in enumerate(cell):
            for later in cell[place + 1 :]:
                before[option, later] += 1
    left = [option for option in first if option not in known]
    ordered: list[str] = []
    while left:
        # The next option is the one with the fewest others that mostly stand before it.
        def held_back(option: str) -> int:
            return sum(before[other, option] > before[option, other] for other in left)

        following = min(left, key=lambda option: (held_back(option), first[option]))
        ordered.append(following)
        left.remove(following)
    return ordered


def split_list(texts: Sequence[str], separator: str, known: Sequence[str] = ()) -> Choices | None:
    """Split cells joined by a mark that also occurs inside options, such as a comma.

    Options that hold the separator are matched longest first: those in `known`, and parts that
    always stand side by side, which are one option with a comma in it.

    Parameters
    ----------
    texts : sequence of str
        Distinct cells.
    separator : str
        ``", "`` in a sheet of Google Forms, ``";"`` in its direct download.
    known : sequence of str
        Options known from elsewhere.

    Returns
    -------
    Choices or None
        None where the cells do not look like lists of options: too many different parts, or parts
        that hardly ever occur alone or in another company.

    Examples
    --------
    >>> cells = ["Phone", "Phone, Mail, or post", "Mail, or post", "Chat", "Phone, Chat"]
    >>> split_list(cells, ", ").options
    ('Phone', 'Mail, or post', 'Chat')
    >>> split_list(["No, not at all", "Yes, a little", "Yes, very"], ", ") is None
    True
    """
    parts = {text: _parts(text, separator, known) for text in texts}
    if all(len(cell) <= 1 for cell in parts.values()):
        return None
    chosen = _merge_inseparable(parts, separator)
    options = {option for cell in chosen.values() for option in cell}
    if not 2 <= len(options) <= MAX_OPTIONS or not _are_lists(chosen, options, known):
        return None
    return Choices((*known, *offered_order(chosen.values(), set(known))), chosen)


def _parts(text: str, separator: str, known: Sequence[str]) -> tuple[str, ...]:
    """Cut known options out, longest first, then split what is left between them."""
    mark = separator.strip() or separator
    found: dict[int, str] = {}
    rest = text
    for option in sorted(known, key=len, reverse=True):
        start = rest.find(option)
        while option and start >= 0:
            end = start + len(option)
            free = rest[:start].rstrip().endswith(mark) or not rest[:start].strip("\0 ")
            free = free and (rest[end:].lstrip().startswith(mark) or not rest[end:].strip("\0 "))
            if free:
                found[start] = option
                # Blot the option out, so that a shorter one inside it is not found again.
                rest = rest[:start] + "\0" * len(option) + rest[end:]
            start = rest.find(option, end)
    cut = separator if separator in rest else mark
    offset = 0
    for piece in rest.split(cut):
        cleaned = clean_text(piece.replace("\0", ""))
        if cleaned:
            found[offset] = cleaned
        offset += len(piece) + len(cut)
    return tuple(option for _, option in sorted(found.items()))


def _merge_inseparable(parts: Mapping[str, tuple[str, ...]], separator: str) -> dict[str, tuple[str, ...]]:
    """Join neighbours that never occur without each other: they are one option that holds the separator."""
    chosen = dict(parts)
    while True:
        pairs: Counter[tuple[str, str]] = Counter()
        single: Counter[str] = Counter()
        for cell in chosen.values():
            single.update(cell)
            pairs.update(pairwise(cell))
        merged = {
            pair: separator.join(pair)
            for pair, n in pairs.items()
            if pair[0] != pair[1] and n > 1 and n == single[pair[0]] == single[pair[1]]
        }
        if not merged:
            return chosen
        pair = next(iter(merged))
        chosen = {text: _joined(cell, pair, merged[pair]) for text, cell in chosen.items()}


def _joined(cell: tuple[str, ...], pair: tuple[str, str], option: str) -> tuple[str, ...]:
    new: list[str] = []
    for part in cell:
        if new and (new[-1], part) == pair:
            new[-1] = option
        else:
            new.append(part)
    return tuple(new)


def _are_lists(chosen: Mapping[str, tuple[str, ...]], options: set[str], known: Sequence[str]) -> bool:
    cells = set(chosen.values())
    if all(len(cell) <= 1 for cell in cells):
        return False
    if any(len(set(cell)) < len(cell) for cell in cells):
        return False
    if known and options <= set(known):
        return True
    uses = Counter(option for cell in cells for option in cell)
    repeated = sum(n > 1 for n in uses.values())
    alone = {cell[0] for cell in cells if len(cell) == 1}
    # A list question combines its options freely; a single choice with a comma in it does not.
    return repeated >= len(options) / 2 and (len(cells) > len(options) or len(alone) >= len(options) / 2)


def option_column(cells: TextColumn, choices: Choices, option: str, passed_on: Sequence[str]) -> TextColumn:
    """1 where a cell chose the option, 0 where it chose others; codes in `passed_on` and empty cells stay."""
    keep = set(passed_on)
    return cells.replaced(
        {text: text if text in keep else str(int(option in choices.chosen.get(text, ()))) for text in cells.texts}
    )


def rank_column(cells: TextColumn, choices: Choices, option: str, passed_on: Sequence[str]) -> TextColumn:
    """Place of the option in each cell's order, from 1; empty where a cell does not rank it."""
    keep = set(passed_on)

    def rank(text: str) -> str | None:
        if text in keep:
            return text
        chosen = choices.chosen.get(text, ())
        return str(chosen.index(option) + 1) if option in chosen else None

    return cells.replaced(rank)
