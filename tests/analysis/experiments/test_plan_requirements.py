"""What a plan cannot be: one clear sentence each, naming the parameter."""

from __future__ import annotations

import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_proportions

NO_WORSE = {"baseline_rate": 0.4, "goal": "noninferiority"}


class TestImpossibleInput:
    @pytest.mark.parametrize(
        ("arguments", "parameter", "sentence"),
        [
            (NO_WORSE, "margin", "The margin is not given"),
            ({**NO_WORSE, "margin": 0.0}, "margin", "cannot be 0.0"),
            ({**NO_WORSE, "margin": 0.4}, "margin", "asks nothing"),
            ({**NO_WORSE, "margin": 0.6, "better": "lower"}, "margin", "asks nothing"),
            ({**NO_WORSE, "margin": 0.05, "change": 0.05, "direction": "decrease"}, "margin", "must not pass"),
            ({**NO_WORSE, "margin": 0.05, "change": 0.06, "better": "lower"}, "margin", "must not pass"),
            ({"baseline_rate": 0.4, "goal": "equivalence", "margin": 0.05, "change": 0.07}, "margin", "must not pass"),
            ({**NO_WORSE, "margin": 0.1, "change": 0.1, "change_kind": "cohen_h"}, "change_kind", "Cohen's h"),
            ({"baseline_rate": 0.4, "change": 1.6, "change_kind": "relative"}, "change", "would lead to 1.04"),
            ({"baseline_rate": 0.4, "change": 0.1, "icc": 1.2, "cluster_size": 5}, "icc", "cannot be 1.2"),
            ({"baseline_rate": 0.4, "change": 0.1, "icc": -0.1, "cluster_size": 5}, "icc", "cannot be -0.1"),
            ({"baseline_rate": 0.4, "change": 0.1, "icc": 0.1}, "icc", "customers in a community are not given"),
            ({"baseline_rate": 0.4, "change": 0.1, "cluster_size_cv": 0.5}, "cluster_size", "are not given"),
            ({"baseline_rate": 0.4, "change": 0.1, "cluster_size": 20}, "cluster_size", "intraclass correlation"),
            ({"baseline_rate": 0.4, "change": 0.1, "cluster_size": 0.5, "icc": 0.1}, "cluster_size", "cannot be 0.5"),
            ({"baseline_rate": 0.4, "change": 0.1, "covariate_correlation": 1.0}, "covariate_correlation", "cannot be"),
            (
                {"baseline_rate": 0.4, "change": 0.1, "allocation": "square_root", "share_treatment": 0.5},
                "allocation",
                "Two splits are given",
            ),
            ({"baseline_rate": 0.4, "change": 0.1, "solve_for": "weeks"}, "users_per_week", "a week is not given"),
            ({"baseline_rate": 0.4, "change": 0.1, "solve_for": "split"}, "n_total", "is not given"),
            ({"baseline_rate": 0.4, "solve_for": "split", "n_total": 900}, "change", "is not given"),
            ({"baseline_rate": 0.4, "change": 0.1, "solve_for": "arms"}, "n_total", "is not given"),
            (
                {"baseline_rate": 0.4, "change": 0.1, "solve_for": "split", "n_total": 3, "n_treatments": 3},
                "n_total",
                "3 customers are too few for 4 groups",
            ),
            (
                {"baseline_rate": 0.4, "change": 0.1, "solve_for": "power", "n_total": 3, "n_treatments": 3},
                "n_total",
                "a group would be empty",
            ),
            (
                {"baseline_rate": 0.4, "change": 0.1, "solve_for": "arms", "weeks": 1, "users_per_week": 1},
                "n_total",
                "too few for 2 groups",
            ),
        ],
    )
    def test_one_clear_sentence(self, arguments, parameter, sentence):
        with pytest.raises(ParameterError, match=sentence) as caught:
            plan_proportions(**arguments)
        assert caught.value.parameter == parameter
        assert caught.value.allowed is not None or caught.value.remedy is not None
