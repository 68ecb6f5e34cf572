"""The signature is the form: one widget per declared parameter, its value kept in the link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from analysis.core import ColumnRef, Message, Parameter, is_asked
from analysis.core.parameters import help_beside, label_beside, numbered
from pages.ui import parallel_table, state
from pages.ui.words import language, say

PERCENT_DIGITS = 6
FEW_CHOICES = 4
SHORT_CHOICES = 22
MORE = Message("More settings")


@dataclass(frozen=True, slots=True)
class Form:
    """The controls of one cell.

    Parameters
    ----------
    cell : str
        Id of the cell, the first half of each name in the link.
    columns : mapping of str to sequence of str
        Columns that each column parameter may take, by parameter name.
    defaults : mapping
        Values that replace the signature's defaults in this cell.
    fixed : mapping
        Values of parameters that are not asked here; others may have a meaning only beside them.
    settled : sequence of Parameter
        Lists among them: they stand in the table of the others, to be read there and not to be changed.
    """

    cell: str
    columns: Mapping[str, Sequence[str]]
    defaults: Mapping[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    settled: Sequence[Parameter] = ()

    def values(self, parameters: Sequence[Parameter]) -> dict[str, Any]:
        """Canonical values of the parameters, without drawing anything.

        What the others' values leave no meaning is not asked and has the signature's default; its choice
        stays in the link for the time when it is asked again.
        """
        lists = [p for p in parameters if parallel_table.is_listed(p)]
        values = {p.name: self._value(p) for p in parameters if p not in lists}
        parallel_table.take_edits(
            self.cell, self._asked(lists, values), self.defaults, self._settled_lists(lists, values)
        )
        values |= {p.name: self._value(p) for p in lists}
        asked = self._asked(parameters, values)
        return {p.name: values[p.name] if p in asked else p.default for p in parameters}

    def draw(self, parameters: Iterable[Parameter], values: Mapping[str, Any]) -> None:
        """Draw the widgets: plain ones first, then each section and the rest folded away."""
        shown = [p for p in self._asked(parameters, values) if p.control and not parallel_table.is_listed(p)]
        places = numbered(shown)
        for parameter in shown:
            if parameter.control and not parameter.control.advanced:
                self._widget(parameter, values, places.get(parameter.name))
        sections: dict[Message, list[Parameter]] = {}
        for parameter in shown:
            if parameter.control and parameter.control.advanced:
                sections.setdefault(parameter.control.section or MORE, []).append(parameter)
        for title in sorted(sections, key=lambda title: title == MORE):
            with st.expander(_section_title(title, sections[title], values), type="compact", key=self._key(title)):
                for parameter in sections[title]:
                    self._widget(parameter, values)

    def draw_tables(self, parameters: Iterable[Parameter], values: Mapping[str, Any]) -> None:
        """Draw the tables of lists that belong together; they need the cell's whole width."""
        asked = self._asked(parameters, values)
        settled = self._settled_lists(asked, values)
        for name, columns in parallel_table.tables_of(asked).items():
            parallel_table.draw(self.cell, name, columns, settled.get(name, ()))

    def _settled_lists(
        self, asked: Iterable[Parameter], values: Mapping[str, Any]
    ) -> dict[str, parallel_table.Settled]:
        """What stands in a table and is not asked, by the table's name: names of its rows, lists that are settled."""
        fixed = parallel_table.tables_of(self.settled)
        return {
            name: [
                *parallel_table.named_rows(name, {**values, **self.fixed}),
                *((p, self.fixed[p.name]) for p in fixed.get(name, ()) if self.fixed[p.name]),
            ]
            for name in parallel_table.tables_of(asked)
        }

    def _asked(self, parameters: Iterable[Parameter], values: Mapping[str, Any]) -> list[Parameter]:
        """Those that have a meaning beside the others' values."""
        return [p for p in parameters if is_asked(p, {**values, **self.fixed})]

    def _value(self, parameter: Parameter) -> Any:
        return state.choice(self.cell, parameter, self._default(parameter), self._allows(parameter))

    def _key(self, title: Message) -> str:
        return f"section:{self.cell}:{title.template}:{language()}"

    def _default(self, parameter: Parameter) -> Any:
        if parameter.name in self.defaults:
            return self.defaults[parameter.name]
        if parameter.required and parameter.kind == "column":
            offered = self.columns.get(parameter.name, ())
            return offered[0] if offered else None
        return parameter.default

    def _allows(self, parameter: Parameter) -> Callable[[Any], bool]:
        offered = self.columns.get(parameter.name, ())

        def allowed(value: Any) -> bool:
            if value is None:
                return parameter.optional or parameter.default is None
            match parameter.kind:
                case "column":
                    return value in offered
                case "columns":
                    return all(name in offered for name in value) and len(set(value)) == len(value)
                case "choice":
                    return value in parameter.choices
                case "choices":
                    return not parameter.choices or all(item in parameter.choices for item in value)
                case "numbers":
                    return bool(value) or not parameter.required
                case "number" | "integer":
                    return within(parameter, value)
                case _:
                    return True

        return allowed

    def _widget(self, parameter: Parameter, values: Mapping[str, Any], place: int | None = None) -> None:
        beside = {**values, **self.fixed}
        label, hint = say(label_beside(parameter, beside)), help_beside(parameter, beside)
        value = values[parameter.name]
        key = f"w:{self.cell}.{parameter.name}:{language()}"
        common: dict[str, Any] = {
            "label": f"{place} {label}" if place else label,
            "help": say(hint) if hint else None,
            "key": key,
            "on_change": state.changed,
        }
        if parameter.kind == "number":
            self._number(parameter, value, common, unit_of(parameter, values))
            return
        draw = {
            "column": self._column,
            "columns": self._columns,
            "choice": self._choice,
            "choices": self._choices,
            "flag": self._flag,
            "integer": self._integer,
            "date": self._date,
        }.get(parameter.kind, self._text)
        draw(parameter, value, common)

    def _callback(self, parameter: Parameter, key: str, from_widget: Callable[[Any], Any]) -> tuple[Any, ...]:
        return (self.cell, parameter, key, from_widget)

    def _column(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        options: list[str | None] = list(self.columns.get(parameter.name, ()))
        if parameter.optional:
            options = [None, *options]
        names = column_names(options)
        chosen = value if value in options else None
        _set(common["key"], chosen)
        st.selectbox(
            **common,
            index=options.index(chosen) if chosen in options else None,
            args=self._callback(parameter, common["key"], _same),
            options=options,
            format_func=lambda option: names[option],
            placeholder=say(Message("Choose")),
        )

    def _columns(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        options = list(self.columns.get(parameter.name, ()))
        names = column_names(options)
        _set(common["key"], list(value or ()))
        st.multiselect(
            **common,
            args=self._callback(parameter, common["key"], tuple),
            options=options,
            default=list(value or ()),
            format_func=lambda option: names[option],
            placeholder=say(Message("Choose")),
            max_selections=parameter.max_length,
        )

    def _choice(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        words = choice_words(parameter)
        options = list(parameter.choices)
        arguments = self._callback(parameter, common["key"], _same)
        _set(common["key"], value)
        few = len(options) <= FEW_CHOICES and sum(_room(words[option]) for option in options) <= SHORT_CHOICES
        if few and not parameter.optional:
            st.segmented_control(
                **common,
                args=arguments,
                options=options,
                default=value,
                format_func=words.__getitem__,
                required=True,
                width="stretch",
            )
        else:
            index = options.index(value) if value in options else None
            st.selectbox(**common, args=arguments, options=options, index=index, format_func=words.__getitem__)

    def _choices(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        words = choice_words(parameter)
        _set(common["key"], list(value or ()))
        st.multiselect(
            **common,
            args=self._callback(parameter, common["key"], tuple),
            options=list(parameter.choices),
            default=list(value or ()),
            format_func=words.__getitem__,
        )

    def _flag(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        _set(common["key"], bool(value))
        st.toggle(**common, value=bool(value), args=self._callback(parameter, common["key"], bool))

    def _number(self, parameter: Parameter, value: Any, common: dict[str, Any], unit: tuple[str, str]) -> None:
        kind, words = unit
        scale = 100.0 if kind in {"percent", "points"} else 1.0
        step = (parameter.control.step if parameter.control else None) or 0.01
        if words:
            common["label"] = f"{common['label']} ({words})"
        if parameter.control and parameter.control.unit_of:
            # Another unit is another field: it has its own bounds, and keeps no text typed in the last one.
            common["key"] = f"{common['key']}:{kind}"
        lowest, highest = (None if end is None else end * scale for end in widget_bounds(parameter, step))
        common["value"] = shown = None if value is None else round(float(value) * scale, PERCENT_DIGITS)
        if shown is not None:
            # The inset of an open bound is only a courtesy: a value that is allowed is shown, however near.
            lowest = None if lowest is None else min(lowest, shown)
            highest = None if highest is None else max(highest, shown)
        _set(common["key"], shown)
        st.number_input(
            **common,
            args=self._callback(parameter, common["key"], lambda shown: _from_shown(shown, scale)),
            min_value=lowest,
            max_value=highest,
            step=step * scale,
            format=_number_format(step * scale),
        )

    def _integer(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        lowest, highest = widget_bounds(parameter, 1)
        _set(common["key"], value)
        st.number_input(
            **common,
            value=value,
            args=self._callback(parameter, common["key"], _same),
            min_value=None if lowest is None else int(lowest),
            max_value=None if highest is None else int(highest),
            step=int((parameter.control.step if parameter.control else None) or 1),
            format="%d",
        )

    def _date(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        _set(common["key"], value)
        st.date_input(**common, value=value, args=self._callback(parameter, common["key"], _same))

    def _text(self, parameter: Parameter, value: Any, common: dict[str, Any]) -> None:
        text = ", ".join(str(item) for item in value) if isinstance(value, tuple) else (value or "")
        _set(common["key"], text)
        read = _read_numbers if parameter.kind == "numbers" else _same
        st.text_input(**common, value=text, args=self._callback(parameter, common["key"], read))


def _section_title(title: Message, parameters: Iterable[Parameter], values: Mapping[str, Any]) -> str:
    """The section's name, with the number of settings in it that are not the usual ones: they act unseen."""
    changed = sum(values[p.name] != p.default for p in parameters)
    return say(title) if not changed else f"{say(title)} · {say(Message('{n:count} set', n=changed))}"


def unit_of(parameter: Parameter, values: Mapping[str, Any]) -> tuple[str, str]:
    """Unit in which a number is asked, and its words; another parameter's choice may say which."""
    control = parameter.control
    if control is None:
        return "", ""
    chosen = values.get(control.unit_of)
    unit = control.units.get(str(chosen), control.unit)
    words = {"percent": "%", "points": say(Message("points"))}.get(unit, "")
    return unit, words


def column_names(options: Iterable[str | None]) -> dict[str | None, str]:
    """Labels of columns, computed beforehand; equal labels get their id beside them."""
    names = {option: say(Message("{column}", column=ColumnRef(option))) if option else "–" for option in options}
    seen: dict[str, int] = {}
    for name in names.values():
        seen[name] = seen.get(name, 0) + 1
    return {option: f"{name} ({option})" if seen[name] > 1 else name for option, name in names.items()}


def choice_words(parameter: Parameter) -> dict[str, str]:
    """Words of a choice's values in the reader's language."""
    words = parameter.control.choices if parameter.control else {}
    return {option: say(words[option]) if option in words else option for option in parameter.choices}


def within(parameter: Parameter, value: float) -> bool:
    """Whether a number is inside the declared bounds; NaN never is.

    Examples
    --------
    >>> level = Parameter(name="level", kind="number", default=0.95, required=False, optional=False, control=None,
    ...     minimum=0, maximum=1, exclusive_minimum=True, exclusive_maximum=True)
    >>> within(level, 0.9), within(level, 1), within(level, float("nan"))
    (True, False, False)
    """
    low, high = parameter.minimum, parameter.maximum
    above = low is None or (value > low if parameter.exclusive_minimum else value >= low)
    below = high is None or (value < high if parameter.exclusive_maximum else value <= high)
    return above and below and value == value and abs(value) != float("inf")  # noqa: PLR0124 - NaN


def widget_bounds(parameter: Parameter, step: float) -> tuple[float | None, float | None]:
    """Closed bounds for a number widget: an open bound moves inwards by a small part of a step."""
    low, high = parameter.minimum, parameter.maximum
    inset = step if parameter.kind == "integer" else step / 100
    if low is not None and parameter.exclusive_minimum:
        low = low + inset
    if high is not None and parameter.exclusive_maximum:
        high = high - inset
    return low, high


def _room(text: str) -> int:
    """Room a text takes, in Latin letters; a Chinese character takes two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _set(key: str, value: Any) -> None:
    """Give a widget its canonical value before it is drawn.

    Each widget also gets it as its default: a browser that misses the run in which the value was set (runs
    are cut short when something else is clicked) draws the default, and would send that back as a choice.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _same(value: Any) -> Any:
    return value


def _from_shown(shown: float | None, scale: float) -> float | None:
    return None if shown is None else round(shown / scale, 10)


def _read_numbers(text: str) -> tuple[float, ...]:
    numbers: list[float] = []
    for part in text.replace("，", ",").replace("、", ",").split(","):
        try:
            numbers.append(float(part))
        except ValueError:
            # What is not a number is left out; the widget shows at once what was understood.
            continue
    return tuple(numbers)


def _number_format(step: float) -> str:
    decimals = 0 if step >= 1 and step == int(step) else max(1, len(f"{step:.6f}".rstrip("0").partition(".")[2]))
    return f"%.{decimals}f" if decimals else "%.1f"
