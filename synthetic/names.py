"""Invented names and telephone numbers, so that the path for personal data is exercised."""

from __future__ import annotations

# Faker's provider methods are added at run time and have no types.
from typing import Any, cast


def invented_people(seed: int, count: int) -> tuple[list[str], list[str]]:
    """Chinese names and mobile numbers from Faker; any likeness is chance.

    Examples
    --------
    >>> names, phones = invented_people(7, 3)
    >>> len(names), {len(phone) for phone in phones}
    (3, {11})
    """
    from faker import Faker

    fake = cast("Any", Faker("zh_CN"))
    fake.seed_instance(seed)
    return [str(fake.name()) for _ in range(count)], [str(fake.phone_number()) for _ in range(count)]
