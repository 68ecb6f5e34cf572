"""A specification made without Altair's checks is the one made with them."""

import altair as alt
import pytest
from altair.utils import schemapi

from analysis.charts.display import Figure
from analysis.charts.specification import specification
from analysis.charts.style import finish
from analysis.core import Message
from analysis.language import translator

SAY = translator("en")
ROWS = [{"x": 1.0, "y": 2.0, "name": "one"}, {"x": 2.0, "y": 1.0, "name": "two"}]


def _figure(draw) -> Figure:
    words = Message("Points and their names")
    return Figure(draw=draw, heading=words, note=words, description=words)


def _layered(say) -> alt.TopLevelMixin:
    base = alt.Chart(alt.Data(values=ROWS)).encode(x=alt.X("x:Q", title=say(Message("across"))), y="y:Q")
    return finish(alt.layer(base.mark_point(), base.mark_text(dx=4).encode(text="name:N")), height=120)


def test_it_is_what_the_chart_says_of_itself():
    assert specification(_figure(_layered), SAY) == _layered(SAY).to_dict()


def test_finish_leaves_the_chart_it_was_given_as_it_was():
    plain = alt.Chart(alt.Data(values=ROWS)).mark_point().encode(x="x:Q")
    before = plain.to_dict()
    finished = finish(plain, height=90).to_dict()
    assert plain.to_dict() == before
    assert finished["height"] == 90
    assert finished["config"]["axis"]["grid"] is False


def test_altairs_own_checks_are_on_again_afterwards():
    specification(_figure(_layered), SAY)
    assert schemapi.DEBUG_MODE
    with pytest.raises(schemapi.SchemaValidationError):
        alt.X("x:Q", axis=alt.Axis(labelAngle="upright"))
