"""One rehearsal for each kind of study: its design and its analysis as one function with a declared form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from analysis.core import method
from pages.ui.rehearsal import analyses, controls
from pages.ui.rehearsal.question import Question
from synthetic.designs import (
    CommunityTrial,
    GroupRates,
    HiddenSegments,
    PlantedRules,
    TwoColumns,
    TwoMeans,
    TwoScores,
    TwoShares,
)
from synthetic.designs import controls as ask
from synthetic.rehearsal import Analysis, Design, Rehearsal, rehearse

Progress: TypeAlias = Callable[[float], None] | None


@method("rehearse_shares")
def rehearse_shares(
    *,
    size: ask.Customers = 400,
    rate_control: ask.RateControl = 0.20,
    rate_treatment: ask.RateTreatment = 0.28,
    share_treatment: ask.ShareTreatment = 0.5,
    by: controls.SharesBy = "interval",
    to_show: controls.ToShow = "superiority",
    margin: controls.ShareMargin = 0.02,
    good: controls.Good = "increase",
    alternative: controls.Alternative = "two-sided",
    replicates: controls.Replicates = 400,
    find_size: controls.FindSize = True,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of two rates find the difference?"""
    question = Question(alternative=alternative, to_show=to_show, margin=margin, good=good, level=level)
    design = TwoShares(
        size=size,
        rate_control=rate_control,
        rate_treatment=rate_treatment,
        share_treatment=share_treatment,
        difference_without=question.nothing,
    )
    analysis = partial(analyses.read_shares, by=by, question=question)
    return answered(design, analysis, question, replicates, seed, goal if find_size else None, progress)


@method("rehearse_means")
def rehearse_means(
    *,
    size: ask.Customers = 400,
    mean_control: ask.MeanControl = 180.0,
    mean_treatment: ask.MeanTreatment = 198.0,
    sd: ask.Spread = 90.0,
    shape: ask.ShapeChoice = "lognormal",
    share_treatment: ask.ShareTreatment = 0.5,
    by: controls.MeansBy = "welch",
    to_show: controls.ToShow = "superiority",
    margin: controls.Margin = 10.0,
    good: controls.Good = "increase",
    alternative: controls.Alternative = "two-sided",
    replicates: controls.Replicates = 400,
    find_size: controls.FindSize = True,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of two means find the difference?"""
    question = Question(alternative=alternative, to_show=to_show, margin=margin, good=good, level=level)
    design = TwoMeans(
        size=size,
        mean_control=mean_control,
        mean_treatment=mean_treatment,
        sd=sd,
        shape=shape,
        share_treatment=share_treatment,
        difference_without=question.nothing,
    )
    analysis = partial(analyses.read_amounts, by=by, question=question)
    return answered(design, analysis, question, replicates, seed, goal if find_size else None, progress)


@method("rehearse_communities")
def rehearse_communities(
    *,
    size: ask.Communities = 40,
    customers: ask.CommunitySize = 50.0,
    variation: ask.SizeVariation = 0.5,
    intraclass_correlation: ask.Intraclass = 0.05,
    rate_control: ask.RateControl = 0.20,
    rate_treatment: ask.RateTreatment = 0.28,
    by: controls.CommunitiesBy = "communities",
    replicates: controls.Replicates = 400,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a test of whole communities find the difference?"""
    design = CommunityTrial(
        size=size,
        customers=customers,
        variation=variation,
        intraclass_correlation=intraclass_correlation,
        rate_control=rate_control,
        rate_treatment=rate_treatment,
    )
    analysis = partial(analyses.read_communities, by=by, level=level)
    return _rehearsed(design, analysis, replicates, seed, level, goal if find_size else None, progress)


@method("rehearse_correlation")
def rehearse_correlation(
    *,
    size: ask.Respondents = 100,
    correlation: ask.LatentCorrelation = 0.3,
    seen: ask.SeenChoice = "numbers",
    yes_share: ask.YesShare = 0.35,
    by: controls.ColumnsBy = "auto",
    replicates: controls.Replicates = 200,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a survey find that two columns go together?"""
    design = TwoColumns(size=size, correlation=correlation, seen=seen, yes_share=yes_share)
    analysis = partial(analyses.relate_columns, by=by, level=level)
    return _rehearsed(design, analysis, replicates, seed, level, goal if find_size else None, progress)


@method("rehearse_groups")
def rehearse_groups(
    *,
    size: ask.Respondents = 300,
    rates: ask.GroupRates = (0.55, 0.40, 0.20),
    shares: ask.GroupShares = (0.40, 0.35, 0.25),
    replicates: controls.Replicates = 200,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would a stratified survey find that groups differ?"""
    design = GroupRates(size=size, rates=rates, shares=shares)
    analysis = partial(analyses.relate_groups, level=level)
    return _rehearsed(design, analysis, replicates, seed, level, goal if find_size else None, progress)


@method("rehearse_segments")
def rehearse_segments(
    *,
    size: ask.Respondents = 200,
    segments: ask.Segments = 3,
    separation: ask.Separation = 3.0,
    k: controls.SegmentsAsked = 3,
    replicates: controls.Replicates = 40,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How well would segments that are there be found?"""
    design = HiddenSegments(size=size, segments=segments, separation=separation)
    analysis = partial(analyses.divide, k=k, restarts=5)
    return _rehearsed(design, analysis, replicates, seed, 0.95, None, progress)


@method("rehearse_rules")
def rehearse_rules(
    *,
    size: ask.Respondents = 600,
    items: ask.Items = 12,
    planted: ask.PlantedItems = 3,
    lift: ask.Lift = 1.3,
    item_share: ask.ItemShare = 0.30,
    leaving_share: ask.LeavingShare = 0.40,
    by: controls.RulesBy = "tested",
    max_length: controls.LongestRule = 1,
    min_support: controls.SmallestSupport = 0.05,
    replicates: controls.Replicates = 200,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How many of the rules that are there would be found, and how many that are not?"""
    design = PlantedRules(
        size=size, items=items, planted=planted, lift=lift, item_share=item_share, leaving_share=leaving_share
    )
    analysis = partial(analyses.find_rules, by=by, max_length=max_length, min_support=min_support, level=level)
    return _rehearsed(design, analysis, replicates, seed, level, None, progress)


@method("rehearse_scores")
def rehearse_scores(
    *,
    size: ask.Respondents = 800,
    promoters: ask.Promoters = 0.40,
    detractors: ask.Detractors = 0.25,
    change: ask.ScoreChange = 0.10,
    by: controls.ScoresBy = "difference",
    replicates: controls.Replicates = 200,
    find_size: controls.FindSize = False,
    goal: controls.Goal = 0.8,
    level: controls.Level = 0.95,
    seed: controls.Seed = 7,
    progress: Progress = None,
) -> Rehearsal:
    """How often would two net promoter scores be told apart?"""
    design = TwoScores(size=size, promoters=promoters, detractors=detractors, change=change)
    analysis = partial(analyses.compare_scores, by=by, level=level)
    return _rehearsed(design, analysis, replicates, seed, level, goal if find_size else None, progress)


def answered(
    design: Design,
    analysis: Analysis,
    question: Question,
    replicates: int,
    seed: int,
    goal: float | None,
    progress: Progress,
) -> Rehearsal:
    """A rehearsal held against what its question promises."""
    return rehearse(
        design,
        analysis,
        replicates=replicates,
        seed=seed,
        progress=progress,
        goal=goal,
        nominal_error=question.nominal_error,
        nominal_coverage=question.coverage,
        on_margin=question.on_margin,
    )


def _rehearsed(
    design: Design,
    analysis: Analysis,
    replicates: int,
    seed: int,
    level: float,
    goal: float | None,
    progress: Progress,
) -> Rehearsal:
    return rehearse(
        design, analysis, replicates=replicates, seed=seed, progress=progress, goal=goal, nominal_error=1 - level
    )
