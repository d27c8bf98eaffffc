"""Effect Evaluation and Action Improvement Plan: goals against results, customer survey, PDCA actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.engagement import ENGAGEMENT_FIGURES
from docgen.catalog.consulting.figures import chart, numbered, ratio
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.measured import MEASURED_FIGURES, measured_context
from docgen.catalog.consulting.parts import MeasuredSchema, texts
from docgen.catalog.consulting.wording import say
from docgen.catalog.schema import Choice, Count, Day, Items, Number, Part, Schema, Text

__all__ = ["FIGURES", "EffectEvaluationSchema", "context", "promoter_score"]

_RESULTS = keys("status", "achieved", "partly_achieved", "missed")
_STATUSES = keys("status", "done", "in_progress", "planned", "delayed")


class ObjectiveResult(Schema):
    title = Text("Objective agreed at the start", "Raise forecast accuracy to 82 %")
    result = Text("What was reached", "80.6 % in June, from 68 %")
    evidence = Text("What proves it", "Planning system, confirmed by sales operations", optional=True)
    conclusion = Choice("Achieved, partly achieved or missed", "partly_achieved", _RESULTS)


class Dimension(Schema):
    name = Text("Dimension of the survey", "Professional competence of the team")
    score = Number("Average score, 1 to 5", 4.6, least=1, most=5)
    previous = Number("Average score of the previous survey", 4.2, optional=True, least=1, most=5)
    weight = Number("Weight of the dimension", 0.2, optional=True, least=0, most=100)


class Comment(Schema):
    role = Text("Who said it", "Plant planning lead")
    text = Text("Comment", "The weekly meeting saves me a day.")


class Survey(Schema):
    start = Day("First day of the survey", "2026-07-06")
    end = Day("Last day of the survey", "2026-07-14")
    invited = Count("People invited", 46)
    responded = Count("People who answered", 38)
    promoters = Count("Answers 9 or 10 to: would you recommend the service?", 24)
    passives = Count("Answers 7 or 8", 11)
    detractors = Count("Answers 0 to 6", 3)
    dimensions = Items(Dimension, "Scores by dimension", most=50)
    comments = Items(Comment, "Comments", most=200)
    conclusion = Text(
        "What the survey tells", "Competence is praised; response time should improve.", optional=True
    )


class Action(Schema):
    id = Text("Identifier of the action", "I-01")
    pdca = Choice("Where the action stands in the cycle", "do", keys("pdca"))
    problem = Text("What is to improve", "Export orders break the frozen fortnight")
    cause = Text("Root cause", "No capacity is kept for urgent orders", optional=True)
    action = Text("What will be done", "Reserve 6 % of capacity")
    owner = Text("Who does it", "Plant planning lead")
    start = Day("First day", "2026-07-13", optional=True)
    due = Day("Day by which", "2026-08-14")
    status = Choice("Status", "in_progress", _STATUSES)
    effect = Text("Expected or observed effect", "Fewer than ten changes a week", optional=True)
    check = Text("How and when the effect is checked", "Weekly count, review on 11 September", optional=True)


class Lesson(Schema):
    kind = Choice("What went well, or what to improve", "strength", keys("lesson"))
    text = Text("The lesson", "One sponsor for both sides settled disputes within days.")


class Recommendation(Schema):
    title = Text("Recommendation for the time after the service", "Extend the joint plan to spare parts")
    detail = Text("Why and how", "Same meeting, one more family a month", optional=True)
    value = Text("What it is worth", "About five days of stock cover", optional=True)
    priority = Choice("Priority", "high", keys("priority"))


class EffectEvaluationSchema(MeasuredSchema):
    summary = Text("The evaluation in one paragraph", "All key figures improved; one objective is open.")
    method = Text("How the effect was evaluated", "Key figures, survey, six interviews", optional=True)
    objectives = Items(ObjectiveResult, "Objectives against results", most=100)
    survey = Part(Survey, "Customer experience survey")
    lessons = Items(Lesson, "Lessons", most=100)
    actions = Items(Action, "Improvement actions (PDCA)", most=300)
    recommendations = Items(Recommendation, "Recommendations", most=100)
    conclusions = texts("A conclusion", "The joint plan can be run without support")


FIGURES: Mapping[str, str] = {
    **ENGAGEMENT_FIGURES,
    **MEASURED_FIGURES,
    "objectives[].number": "Running number",
    "objective_summary.total": "Number of objectives",
    "objective_summary.achieved": "How many are achieved",
    "objective_summary.partly_achieved": "How many are partly achieved",
    "objective_summary.missed": "How many are missed",
    "survey.response_rate": "Ratio: answers / invitations",
    "survey.score": "Average score over the dimensions, weighted where weights are given, two decimals",
    "survey.previous_score": "The same for the previous survey; none without one",
    "survey.nps": "Net promoter score, -100 to 100: share of promoters less that of detractors",
    "survey.dimensions[].change": "Score less previous score",
    "actions[].number": "Running number: in the order of the cycle, then by due day",
    "actions[].overdue": "Past its due day and not done at as_of",
    "action_summary.total": "Number of actions",
    "action_summary.done": "How many are done",
    "action_summary.in_progress": "How many are in progress",
    "action_summary.planned": "How many are planned",
    "action_summary.delayed": "How many are delayed",
    "action_summary.overdue": "How many are overdue",
    "recommendations[].number": "Running number",
    "charts.kpi_before_after": "Attainment at the baseline and now (ratios), a category per key figure",
    "charts.survey": "Score and previous score by dimension",
    "charts.actions_by_stage": "Number of actions by stage of the cycle",
    "charts.nps": "Promoters, passives and detractors, counted",
}


def context(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return all that the evaluation's templates may show, as of the report's date."""
    as_of: dt.date = data["report"]["date"]
    base = measured_context(data, as_of, "effect_evaluation", language)
    actions = _actions(data["actions"], as_of)
    results = Counter(row["conclusion"] for row in data["objectives"])
    return {
        **base,
        "objectives": numbered(data["objectives"]),
        "objective_summary": {"total": len(data["objectives"]), **{key: results[key] for key in _RESULTS}},
        "survey": _survey(data["survey"]),
        "actions": actions,
        "action_summary": _action_summary(actions),
        "recommendations": numbered(data["recommendations"]),
        "charts": {**base["charts"], **_charts(data, base["kpis"], language)},
    }


def promoter_score(promoters: int, detractors: int, answers: int) -> int | None:
    """Return the net promoter score rounded to a whole number; None without answers."""
    return round((promoters - detractors) * 100 / answers) if answers else None


def _survey(survey: Mapping[str, Any]) -> dict[str, Any]:
    dimensions = [
        {**row, "change": None if row["previous"] is None else row["score"] - row["previous"]}
        for row in survey["dimensions"]
    ]
    answers = survey["promoters"] + survey["passives"] + survey["detractors"]
    return {
        **survey,
        "dimensions": dimensions,
        "response_rate": ratio(survey["responded"], survey["invited"]),
        "score": _average(dimensions, "score"),
        "previous_score": _average(dimensions, "previous"),
        "nps": promoter_score(survey["promoters"], survey["detractors"], answers),
    }


def _average(rows: Sequence[Mapping[str, Any]], name: str) -> Any:
    rated = [
        (row[name], 1 if row["weight"] is None else row["weight"]) for row in rows if row[name] is not None
    ]
    weight = sum(weight for _, weight in rated)
    return round(sum(score * weight for score, weight in rated) / weight, 2) if weight else None


def _actions(actions: Sequence[Mapping[str, Any]], as_of: dt.date) -> list[dict[str, Any]]:
    stages = keys("pdca")
    ordered = sorted(actions, key=lambda row: (stages.index(row["pdca"]), row["due"]))
    return [{**row, "overdue": row["due"] < as_of and row["status"] != "done"} for row in numbered(ordered)]


def _action_summary(actions: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts = Counter(row["status"] for row in actions)
    return {
        "total": len(actions),
        **{status: counts[status] for status in _STATUSES},
        "overdue": sum(row["overdue"] for row in actions),
    }


def _charts(data: Mapping[str, Any], kpis: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    survey, stages = data["survey"], Counter(row["pdca"] for row in data["actions"])
    answers = ("promoters", "passives", "detractors")
    return {
        "kpi_before_after": chart(
            [row["name"] for row in kpis],
            (say("baseline", language), [row["baseline_attainment"] for row in kpis]),
            (say("actual", language), [row["attainment"] for row in kpis]),
        ),
        "survey": chart(
            [row["name"] for row in survey["dimensions"]],
            (say("score", language), [row["score"] for row in survey["dimensions"]]),
            (say("previous_score", language), [row["previous"] for row in survey["dimensions"]]),
        ),
        "actions_by_stage": chart(
            [label("pdca", stage, language) for stage in keys("pdca")],
            (say("count", language), [stages[stage] for stage in keys("pdca")]),
        ),
        "nps": chart(
            [say(name, language) for name in answers], (say("count", language), [survey[n] for n in answers])
        ),
    }
