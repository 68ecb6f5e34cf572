"""The closing line of a run: how many reference cases passed, failed and are unserved, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.oracles.runner import NOT_SERVED, Verdict

VERDICTS: tuple[Verdict, ...] = ("passed", "failed", "unserved")


def closing_lines(results: Iterable[tuple[str, Verdict, str]]) -> Iterator[str]:
    """Lines for results given as (kind, verdict, detail); nothing where there are none."""
    counted: dict[Verdict, Counter[str]] = {verdict: Counter() for verdict in VERDICTS}
    partly: Counter[tuple[str, str]] = Counter()
    for kind, verdict, detail in results:
        counted[verdict][kind] += 1
        if verdict == "unserved" and detail != NOT_SERVED:
            partly[kind, detail] += 1
    if not any(counted.values()):
        return
    for (kind, detail), n in sorted(partly.items()):
        yield f"unserved {kind} ({n}): {detail}"
    for verdict in VERDICTS:
        if counted[verdict]:
            yield f"{verdict} by kind: {', '.join(f'{kind} {n}' for kind, n in sorted(counted[verdict].items()))}"
    yield ", ".join(f"{verdict} {counted[verdict].total()}" for verdict in VERDICTS)
