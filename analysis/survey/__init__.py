"""Questions one at a time: descriptions, frequencies, multi-select, scores, shares and weighted means."""

from analysis.survey.arrival import SerialCorrelation, serial_correlation
from analysis.survey.boxes import TopBox, top_box
from analysis.survey.category_description import CategoryDescription
from analysis.survey.choices import MultiSelect, multi_select
from analysis.survey.date_description import DateDescription
from analysis.survey.description import Description, describe
from analysis.survey.frequency import Frequencies, frequencies
from analysis.survey.net_promoter import NetPromoterScore, net_promoter_score
from analysis.survey.proportion import ProportionEstimate, estimate_proportion
from analysis.survey.sample_plan import SamplePlan
from analysis.survey.sample_planning import plan_sample
from analysis.survey.scale_description import ScaleDescription
from analysis.survey.text_description import TextDescription
from analysis.survey.weighted_average import WeightedAverage, weighted_mean

__all__ = [
    "CategoryDescription",
    "DateDescription",
    "Description",
    "Frequencies",
    "MultiSelect",
    "NetPromoterScore",
    "ProportionEstimate",
    "SamplePlan",
    "ScaleDescription",
    "SerialCorrelation",
    "TextDescription",
    "TopBox",
    "WeightedAverage",
    "describe",
    "estimate_proportion",
    "frequencies",
    "multi_select",
    "net_promoter_score",
    "plan_sample",
    "serial_correlation",
    "top_box",
    "weighted_mean",
]
