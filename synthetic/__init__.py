"""Studies made by a seeded generator, each with its `Truth`: the effects that were put into it."""

from synthetic.sample import sample_study, sample_study_with_truth
from synthetic.truth import Planted, Truth

__all__ = ["Planted", "Truth", "sample_study", "sample_study_with_truth"]
