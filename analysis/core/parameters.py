"""A parameter is declared once, on the signature; validation, widgets, links, docs and tests read it here.

A method writes ``level: Annotated[float, Field(gt=0, lt=1), Control(label=Message("Confidence level"),
step=0.01)] = 0.95`` and gets all of them. Column parameters use the column types below.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic.fields import FieldInfo

from analysis.core.messages import Message
from analysis.core.results import ParameterValue

Level: TypeAlias = Literal["scale", "ordinal", "nominal", "binary", "text", "date"]
Unit: TypeAlias = Literal["", "percent", "points", "count", "weeks", "days", "yuan"]
ParameterKind: TypeAlias = Literal[
    "number", "integer", "flag", "choice", "choices", "column", "columns", "text", "date", "numbers"
]


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """Which measurement levels a column parameter accepts; empty means any."""

    levels: frozenset[Level] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How a parameter is asked for: words, step and unit.

    Parameters
    ----------
    label : Message
        The question in the margin, a few words.
    help : Message, optional
        One sentence behind the question mark.
    step : float, optional
        Step of the number widget, in the parameter's own unit (a fraction for a percentage).
    unit : str
        ``percent`` shows a fraction as a percentage; the value stays a fraction.
    choices : mapping of str to Message
        Words of a `Literal`'s values.
    advanced : bool
        Stands behind "More".
    number : int, optional
        Which of a planner's questions it belongs to. The form counts those that are asked 1, 2, 3 … in the order
        in which it draws them, and writes that count before the label (`numbered`).
    label_of, labels, helps : str, mapping, mapping
        Name of the choice beside which the number means something else, and the label and help by its value.
    unit_of, units : str, mapping
        Name of the choice that says in which unit the number is counted, and the unit by its value.
    heading : Message, optional
        The label as the heading of a narrow column, where it stands in a table.
    table : str
        Lists of equal length that belong together share a name: they are asked as the columns of one table.
    section : Message, optional
        Heading under which an advanced parameter stands with others of its kind; else behind "More".
    only_if : mapping of str to tuple
        The parameter is asked only where each named parameter has one of these values (an empty tuple: any
        value but none and no). Where it is not asked, the signature's default holds.
    only_if_any : tuple of str
        The parameter is asked only where at least one of these parameters has a value.
    """

    label: Message
    help: Message | None = None
    step: float | None = None
    unit: Unit = ""
    choices: Mapping[str, Message] = field(default_factory=dict[str, Message])
    advanced: bool = False
    number: int | None = None
    label_of: str = ""
    labels: Mapping[str, Message] = field(default_factory=dict[str, Message])
    helps: Mapping[str, Message] = field(default_factory=dict[str, Message])
    unit_of: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict[str, Unit])
    heading: Message | None = None
    table: str = ""
    section: Message | None = None
    only_if: Mapping[str, tuple[ParameterValue, ...]] = field(default_factory=dict[str, tuple[ParameterValue, ...]])
    only_if_any: tuple[str, ...] = ()


AnyColumn = Annotated[str, ColumnRole()]
NumericColumn = Annotated[str, ColumnRole(frozenset({"scale"}))]
OrderedColumn = Annotated[str, ColumnRole(frozenset({"scale", "ordinal", "binary"}))]
GroupColumn = Annotated[str, ColumnRole(frozenset({"nominal", "ordinal", "binary"}))]
MeasuredColumn = Annotated[str, ColumnRole(frozenset({"scale", "ordinal", "nominal", "binary"}))]
AnyColumns = Annotated[tuple[str, ...], ColumnRole()]
NumericColumns = Annotated[tuple[str, ...], ColumnRole(frozenset({"scale"}))]
OrderedColumns = Annotated[tuple[str, ...], ColumnRole(frozenset({"scale", "ordinal", "binary"}))]
BinaryColumns = Annotated[tuple[str, ...], ColumnRole(frozenset({"binary"}))]
MeasuredColumns = Annotated[tuple[str, ...], ColumnRole(frozenset({"scale", "ordinal", "nominal", "binary"}))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a method as its signature declares it.

    `minimum` and `maximum` are inclusive unless the `exclusive_*` flags say otherwise; `None` is
    unbounded. `default` is `None` for a required parameter when `required` is true. `whole` marks a
    list of whole numbers.
    """

    name: str
    kind: ParameterKind
    default: ParameterValue | date
    required: bool
    optional: bool
    control: Control | None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    min_length: int | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()
    whole: bool = False


def is_asked(parameter: Parameter, values: Mapping[str, Any]) -> bool:
    """Whether a parameter has a meaning beside the others' values.

    Examples
    --------
    >>> margin = Parameter(name="margin", kind="number", default=None, required=False, optional=True,
    ...     control=Control(label=Message("Margin"), only_if={"goal": ("noninferiority",)}))
    >>> is_asked(margin, {"goal": "superiority"}), is_asked(margin, {"goal": "noninferiority"})
    (False, True)
    """
    if parameter.control is None:
        return True
    others = [values[name] for name in parameter.control.only_if_any if name in values]
    if others and not any(_is_given(value) for value in others):
        return False
    for name, wanted in parameter.control.only_if.items():
        if name not in values:
            # The method does not ask for the other one at all.
            continue
        value = values[name]
        if wanted and value not in wanted:
            return False
        if not wanted and not _is_given(value):
            return False
    return True


def label_beside(parameter: Parameter, values: Mapping[str, Any]) -> Message | str:
    """What a parameter is called beside the others' values; its name where it is asked of nobody.

    Examples
    --------
    >>> change = Parameter(name="change", kind="number", default=None, required=False, optional=True, control=Control(
    ...     label=Message("Smallest change"), label_of="goal", labels={"equivalence": Message("True change")}))
    >>> label_beside(change, {"goal": "superiority"}).template, label_beside(change, {"goal": "equivalence"}).template
    ('Smallest change', 'True change')
    """
    control = parameter.control
    return parameter.name if control is None else control.labels.get(str(values.get(control.label_of)), control.label)


def help_beside(parameter: Parameter, values: Mapping[str, Any]) -> Message | None:
    """The sentence behind the question mark beside the others' values."""
    control = parameter.control
    return None if control is None else control.helps.get(str(values.get(control.label_of)), control.help)


def numbered(parameters: Iterable[Parameter]) -> dict[str, int]:
    """The count of each numbered question among those that are asked at once, in their order.

    Examples
    --------
    >>> def asked(name, number):
    ...     control = Control(label=Message("Rate"), number=number)
    ...     return Parameter(name=name, kind="number", default=None, required=True, optional=False, control=control)
    >>> numbered([asked("ratio", 1), asked("note", None), asked("mean", 1), asked("change", 2)])
    {'ratio': 1, 'mean': 2, 'change': 3}
    """
    asked = [p.name for p in parameters if p.control and p.control.number and not p.control.advanced]
    return {name: place for place, name in enumerate(asked, start=1)}


def _is_given(value: Any) -> bool:
    return not (value is None or value is False or value == ())


def parameters_of(function: Callable[..., object]) -> tuple[Parameter, ...]:
    """Read the declared parameters of a method, without its frame and frame-valued options.

    Parameters
    ----------
    function : callable
        A function whose keyword-only parameters are annotated.

    Returns
    -------
    tuple of Parameter
        In signature order; parameters that take a frame or a series are left out.

    Examples
    --------
    >>> def share(*, level: Annotated[float, FieldInfo(annotation=float)] = 0.95) -> None: ...
    >>> [(p.name, p.kind, p.default) for p in parameters_of(share)]
    [('level', 'number', 0.95)]
    """
    import inspect

    inner = inspect.unwrap(function)
    hints = get_type_hints(inner, include_extras=True)
    found: list[Parameter] = []
    for name, declared in inspect.signature(inner).parameters.items():
        if declared.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        parameter = _read(name, hints[name], declared.default, declared.default is inspect.Parameter.empty)
        if parameter is not None:
            found.append(parameter)
    return tuple(found)


def _read(name: str, hint: Any, default: Any, required: bool) -> Parameter | None:  # noqa: FBT001 - private
    base, metadata = _flatten(hint)
    optional = False
    if get_origin(base) in (Union, types.UnionType):
        members = [member for member in get_args(base) if member is not type(None)]
        optional = len(members) < len(get_args(base))
        if len(members) == 1:
            base, inner = _flatten(members[0])
            metadata = (*inner, *metadata)
    kind, choices = _kind(base, metadata)
    if kind is None:
        return None
    role = next((m for m in metadata if isinstance(m, ColumnRole)), None)
    return Parameter(
        name=name,
        kind=kind,
        default=None if required else default,
        required=required,
        optional=optional,
        control=next((m for m in metadata if isinstance(m, Control)), None),
        choices=choices,
        levels=role.levels if role else frozenset(),
        whole=get_origin(base) is tuple and _flatten(get_args(base)[0])[0] is int,
        **_bounds(metadata),
    )


def _flatten(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(hint) is Annotated:
        base, *metadata = get_args(hint)
        return base, tuple(metadata)
    return hint, ()


def _kind(base: Any, metadata: tuple[Any, ...]) -> tuple[ParameterKind | None, tuple[str, ...]]:
    is_column = any(isinstance(m, ColumnRole) for m in metadata)
    simple: dict[Any, ParameterKind] = {
        bool: "flag",
        int: "integer",
        float: "number",
        str: "column" if is_column else "text",
        date: "date",
    }
    if base in simple:
        return simple[base], ()
    if get_origin(base) is Literal:
        return "choice", tuple(get_args(base))
    if get_origin(base) is tuple:
        member, _ = _flatten(get_args(base)[0])
        if get_origin(member) is Literal:
            return "choices", tuple(get_args(member))
        if member in (float, int):
            return "numbers", ()
        return ("columns" if is_column else "choices"), ()
    return None, ()


def _bounds(metadata: tuple[Any, ...]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    constraints: list[Any] = []
    for item in metadata:
        constraints.extend(item.metadata if isinstance(item, FieldInfo) else [item])
    for item in constraints:
        match item:
            case annotated_types.Gt(gt=value):
                bounds |= {"minimum": value, "exclusive_minimum": True}
            case annotated_types.Ge(ge=value):
                bounds |= {"minimum": value}
            case annotated_types.Lt(lt=value):
                bounds |= {"maximum": value, "exclusive_maximum": True}
            case annotated_types.Le(le=value):
                bounds |= {"maximum": value}
            case annotated_types.MinLen(min_length=value):
                bounds |= {"min_length": value}
            case annotated_types.MaxLen(max_length=value):
                bounds |= {"max_length": value}
            case _:
                continue
    return bounds
