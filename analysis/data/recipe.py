"""The recipe: ordered, undoable steps that make new variables, choose rows and name the weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.core.errors import ParameterError, RetentionLabError
from analysis.core.messages import Message, Sentence
from analysis.data.codebook import Codebook, TableName
from analysis.data.json_reading import JsonReader, parsed_json
from analysis.data.steps import Band, Filter, Recode, Step, Weight, step_from_json
from analysis.data.typed_columns import TypedTable


@dataclass(frozen=True, slots=True)
class Recipe:
    """An immutable list of steps; every change gives a new recipe.

    Parameters
    ----------
    steps : tuple of Step
        In the order they apply. Steps that are set aside are kept but do nothing.
    undone : tuple of Step
        What `undo` took back, last taken first; `redo` brings it in again. Not part of equality.

    Examples
    --------
    >>> recipe = Recipe().added(Filter("Adults", "age >= 18"))
    >>> recipe.undo().redo() == recipe
    True
    """

    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = field(default=(), compare=False)

    def added(self, step: Step) -> Recipe:
        """The recipe with one more step at its end; what was undone is forgotten."""
        return Recipe((*self.steps, step))

    def undo(self) -> Recipe:
        """The recipe without its last step; the same recipe when it has none."""
        if not self.steps:
            return self
        return Recipe(self.steps[:-1], (self.steps[-1], *self.undone))

    def redo(self) -> Recipe:
        """The recipe with the step last undone; the same recipe when there is none."""
        if not self.undone:
            return self
        return Recipe((*self.steps, self.undone[0]), self.undone[1:])

    def removed(self, place: int, codebook: Codebook | None = None) -> Recipe:
        """The recipe without the step at `place` (from 0).

        With the study's codebook it raises `ParameterError` when a later step needs that one.
        """
        self._require(place)
        return self._checked(Recipe((*self.steps[:place], *self.steps[place + 1 :])), codebook)

    def moved(self, place: int, to: int, codebook: Codebook | None = None) -> Recipe:
        """The recipe with the step at `place` moved to the place `to`; checked as in `removed`."""
        self._require(place)
        self._require(to)
        steps = list(self.steps)
        steps.insert(to, steps.pop(place))
        return self._checked(Recipe(tuple(steps)), codebook)

    def replaced(self, place: int, step: Step, codebook: Codebook | None = None) -> Recipe:
        """The recipe with another step at `place`; checked as in `removed`."""
        self._require(place)
        return self._checked(Recipe((*self.steps[:place], step, *self.steps[place + 1 :])), codebook)

    def of_table(self, table: TableName) -> tuple[Step, ...]:
        """Steps in force on one table, in order."""
        return tuple(step for step in self.steps if step.table == table and not step.set_aside)

    def filters(self, table: TableName) -> tuple[Filter, ...]:
        """Filters in force on one table."""
        return tuple(step for step in self.of_table(table) if isinstance(step, Filter) and step.active)

    def weight(self, table: TableName) -> Weight | None:
        """The weight in force on one table: the last one."""
        found = [step for step in self.of_table(table) if isinstance(step, Weight)]
        return found[-1] if found else None

    def codebook(self, codebook: Codebook) -> Codebook:
        """The study's codebook with the variables this recipe makes.

        Raises
        ------
        ParameterError
            A step does not fit; its sentence names the step.
        """
        known = base_codebook(codebook)
        for place, step in enumerate(self.steps):
            if not step.set_aside:
                known = with_step(known, step, place)
        return known

    def applied(self, table: TypedTable, name: TableName, codebook: Codebook) -> TypedTable:
        """A typed table with the columns this recipe makes."""
        known = base_codebook(codebook)
        for step in self.of_table(name):
            table = step.applied(table, known)
            made = step.made(known)
            known = known if made is None else known.with_variables([made])
        return table

    def describe(self) -> tuple[Sentence, ...]:
        """What each step does, in order."""
        return tuple(
            Message("{step} (set aside)", step=step.describe()) if step.set_aside else step.describe()
            for step in self.steps
        )

    def code(self) -> str:
        """The Python expression that rebuilds the recipe."""
        if not self.steps:
            return "Recipe()"
        lines = "".join(f"    {step.code()},\n" for step in self.steps)
        return f"Recipe((\n{lines}))"

    def to_json(self) -> dict[str, Any]:
        """The recipe as a JSON document, with what was undone."""
        document: dict[str, Any] = {"steps": [step.to_json() for step in self.steps]}
        if self.undone:
            document["undone"] = [step.to_json() for step in self.undone]
        return document

    @staticmethod
    def from_json(document: Mapping[str, Any] | str | bytes) -> Recipe:
        """Read a recipe written by `to_json`, or its text; raises `StudyFileError` on anything else."""
        reader = JsonReader(parsed_json(document), Message("the recipe"))
        return Recipe(
            tuple(step_from_json(item) for item in reader.objects("steps")),
            tuple(step_from_json(item) for item in reader.objects("undone", required=False)),
        )

    def _require(self, place: int) -> None:
        if not 0 <= place < len(self.steps):
            raise ParameterError(
                Message("There is no step {place:count}.", place=place + 1),
                Message("The recipe has {n:count} steps.", n=len(self.steps)),
                parameter="place",
            )

    def _checked(self, recipe: Recipe, codebook: Codebook | None) -> Recipe:
        if codebook is not None:
            recipe.codebook(codebook)
        return recipe


def base_codebook(codebook: Codebook) -> Codebook:
    """A codebook without the variables a recipe has made."""
    if not any(variable.derived for variable in codebook.variables):
        return codebook
    return Codebook(tuple(variable for variable in codebook.variables if not variable.derived))


def with_step(codebook: Codebook, step: Step, place: int) -> Codebook:
    """A codebook with what one step makes, or the error that names the step."""
    try:
        made = step.made(codebook)
    except RetentionLabError as error:
        raise misfit(step, place, error) from error
    return codebook if made is None else codebook.with_variables([made])


def misfit(step: Step, place: int, error: RetentionLabError) -> ParameterError:
    """The error of a step as an error of the recipe: which step, and why."""
    return ParameterError(
        Message(
            "Step {place:count} ({step}) does not fit: {why}",
            place=place + 1,
            step=step.describe(),
            why=error.what,
        ),
        error.allowed,
        error.remedy,
        parameter=error.parameter if isinstance(error, ParameterError) else "",
    )


def set_aside(step: Step, *, aside: bool) -> Step:
    """The step, set aside or back in force."""
    return replace(step, set_aside=aside)


def derived_labels(recipe: Recipe, before: Codebook, edited: Codebook) -> Recipe:
    """The recipe with the labels that somebody gave its variables in an edited codebook."""
    return replace(recipe, steps=tuple(_relabelled(step, before, edited) for step in recipe.steps))


def _relabelled(step: Step, before: Codebook, edited: Codebook) -> Step:
    if isinstance(step, Filter | Weight):
        return step
    variable = edited.find(step.into, step.table)
    if variable is None or not variable.derived or variable == before.find(step.into, step.table):
        return step
    label = variable.label
    if isinstance(step, Recode) and variable.values:
        return replace(step, label=label, values=variable.values)
    if isinstance(step, Band) and len(variable.values) == len(step.classes()):
        return step.renamed(label, tuple(value.label for value in variable.values))
    return replace(step, label=label)
