"""Counts, means and earlier looks of a running test as a user gives them, checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.sequential_checks import checked_information
from analysis.experiments.two_by_two import TwoByTwo
from analysis.inference.mean_differences import GroupSummary

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue
    from analysis.experiments.look_controls import SpendingDesign
    from analysis.experiments.sequential_plan_controls import Outcome
    from analysis.experiments.sequential_spending import Sides

NAN = float("nan")
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookInputs:
    """The parameters of `read_sequential`, of the same names and meaning."""

    outcome: Outcome
    successes_control: int | None
    n_control: int
    successes_treatment: int | None
    n_treatment: int
    mean_control: float | None
    sd_control: float | None
    mean_treatment: float | None
    sd_treatment: float | None
    planned_n_total: int
    earlier_looks: tuple[float, ...]
    earlier_z: tuple[float, ...]
    design: SpendingDesign
    alpha: float
    sides: Sides
    final: bool
    planned_share_treatment: float
    rho: float
    gamma: float

    @property
    def n_total(self) -> int:
        """Customers in both groups."""
        return self.n_control + self.n_treatment

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    def table(self) -> TwoByTwo:
        """The counts of both groups.

        Raises
        ------
        ParameterError
            If one is not given, or more converted than there are.
        """
        remedy = Message("Give the customers who converted in each group, or read means.")
        return counted_table(
            _given("successes_control", self.successes_control, _NO_COUNT, remedy),
            self.n_control,
            _given("successes_treatment", self.successes_treatment, _NO_COUNT, remedy),
            self.n_treatment,
        )

    def summaries(self) -> tuple[GroupSummary, GroupSummary]:
        """Size, mean and standard deviation of the control group and of the other one.

        Raises
        ------
        ParameterError
            If one is not given, or a single customer has a spread.
        """
        remedy = Message("Give the mean and the standard deviation of each group, or read a rate.")
        mean_control = _given("mean_control", self.mean_control, _NO_MEAN, remedy)
        mean_treatment = _given("mean_treatment", self.mean_treatment, _NO_MEAN, remedy)
        sd_control = _given("sd_control", self.sd_control, _NO_SD, remedy)
        sd_treatment = _given("sd_treatment", self.sd_treatment, _NO_SD, remedy)
        for name, n, sd in (
            ("sd_control", self.n_control, sd_control),
            ("sd_treatment", self.n_treatment, sd_treatment),
        ):
            if n == 1 and sd > 0:
                raise ParameterError(
                    Message("A single customer has no standard deviation of {sd:exact}.", sd=sd),
                    Message("Allowed: 0 in a group of one customer."),
                    Message("Check whether days or orders were counted in place of customers."),
                    parameter=name,
                )
        return (
            GroupSummary(n=self.n_control, mean=mean_control, sd=sd_control),
            GroupSummary(n=self.n_treatment, mean=mean_treatment, sd=sd_treatment),
        )


_NO_COUNT = Message("A number of conversions is not given.")
_NO_MEAN = Message("The mean of a group is not given.")
_NO_SD = Message("The standard deviation of a group is not given.")


def _given(name: str, value: Number | None, what: Sentence, remedy: Sentence) -> Number:
    if value is None:
        raise ParameterError(what, remedy=remedy, parameter=name)
    return value


def counted_table(successes_control: int, n_control: int, successes_treatment: int, n_treatment: int) -> TwoByTwo:
    """The counts of both groups.

    Raises
    ------
    ParameterError
        If more converted than there are.
    """
    for name, successes, n in (
        ("successes_control", successes_control, n_control),
        ("successes_treatment", successes_treatment, n_treatment),
    ):
        if successes > n:
            raise ParameterError(
                Message(
                    "{converted:count} customers cannot have converted of {size:count}.", converted=successes, size=n
                ),
                remedy=Message("Check the two counts; one customer counts once."),
                parameter=name,
            )
    return TwoByTwo(
        successes_control=successes_control,
        n_control=n_control,
        successes_treatment=successes_treatment,
        n_treatment=n_treatment,
    )


def information_at_looks(earlier: tuple[float, ...], n_total: int, planned: int) -> tuple[float, ...]:
    """Share of the planned customers at each earlier look and at this one.

    Raises
    ------
    ParameterError
        If counts are not whole or do not rise to this look's.
    """
    for count in earlier:
        if count < 1 or count != int(count):
            raise ParameterError(
                Message("{value:exact} is no count of customers.", value=count),
                Message("Allowed: whole numbers of {least:count} or more.", least=1),
                parameter="earlier_looks",
            )
    if earlier and earlier[-1] >= n_total:
        raise ParameterError(
            Message(
                "The look before had {earlier:count} customers, this one has {now:count}.",
                earlier=earlier[-1],
                now=n_total,
            ),
            remedy=Message("Give counts from the start of the test up to each look, not of each week alone."),
            parameter="earlier_looks",
        )
    try:
        return checked_information(tuple(count / planned for count in (*earlier, n_total)))
    except ParameterError as error:
        raise ParameterError(error.what, error.allowed, error.remedy, parameter="earlier_looks") from None


def checked_earlier_z(given: tuple[float, ...], looks: int) -> tuple[float, ...]:
    """Statistics z at earlier looks, NaN where none are given.

    Raises
    ------
    ParameterError
        If there is not one for each look.
    """
    if not given:
        return (NAN,) * looks
    if len(given) != looks:
        raise ParameterError(
            PluralMessage(
                "{n} value of z is given for {looks:count} earlier looks.",
                "{n:count} values of z are given for {looks:count} earlier looks.",
                n=len(given),
                looks=looks,
            ),
            remedy=Message("Give one z for each earlier look, or none."),
            parameter="earlier_z",
        )
    return given
