from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.catalog import Catalog, Deliverable, open_catalog
from docgen.errors import DataError

CATALOG = open_catalog()
IDS = sorted(CATALOG.deliverables)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["2026-06-30", "2026-06", "CN", "open", "1e99", "0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def problems(deliverable: Deliverable, payload: Any) -> dict[str, str]:
    with pytest.raises(DataError) as caught:
        deliverable.load(payload)
    return {problem.place: problem.code for problem in caught.value.problems}


def test_five_mistakes_are_answered_with_five_problems_and_their_pointers(catalog: Catalog) -> None:
    deliverable = catalog.deliverable("monthly_report")
    payload = deliverable.sample("en")
    del payload["customer"]["name"]
    payload["period"] = "June"
    payload["risks"][2]["severity"] = "hihg"
    payload["kpis"][0]["target"] = "much"
    payload["engagement"]["scenarios"] = ["digital_marketing", "production_marketing", "customer_service"]
    assert problems(deliverable, payload) == {
        "/customer/name": "required",
        "/period": "month",
        "/risks/2/severity": "choice",
        "/kpis/0/target": "type",
        "/engagement/scenarios": "edition-scenarios",
    }


def test_an_unknown_key_is_a_problem_with_a_suggestion(catalog: Catalog) -> None:
    deliverable = catalog.deliverable("acceptance_report")
    payload = deliverable.sample("zh")
    payload["customer"]["nmae"] = payload["customer"].pop("name")
    payload["criteria"][1]["resutl"] = "met"
    with pytest.raises(DataError) as caught:
        deliverable.load(payload)
    hints = {
        problem.place: problem.hint for problem in caught.value.problems if problem.code == "unknown-field"
    }
    assert hints == {
        "/customer/nmae": "Did you mean name?",
        "/criteria/1/resutl": "Did you mean result?",
    }


def test_a_pointer_escapes_what_json_pointer_reserves(catalog: Catalog) -> None:
    assert problems(catalog.deliverable("monthly_report"), {"a/b~c": 1})["/a~1b~0c"] == "unknown-field"


@pytest.mark.parametrize("payload", [None, [], "x", 3, [{"period": "2026-06"}]])
def test_what_is_no_object_is_refused_as_a_whole(catalog: Catalog, payload: Any) -> None:
    assert problems(catalog.deliverable("monthly_report"), payload) == {"": "type"}


def test_wrong_shapes_of_lists_and_objects_have_their_own_places(catalog: Catalog) -> None:
    deliverable = catalog.deliverable("monthly_report")
    payload = {**deliverable.sample("en"), "risks": {}, "kpis": [3], "report": [], "customer": None}
    found = problems(deliverable, payload)
    assert found == {"/risks": "type", "/kpis/0": "type", "/report": "type", "/customer": "null"}


def test_optional_data_that_is_absent_is_none_or_empty(catalog: Catalog) -> None:
    deliverable = catalog.deliverable("monthly_report")
    sample = deliverable.sample("en")
    needed = ("report", "provider", "customer", "engagement", "period", "summary")
    payload = {key: sample[key] for key in needed}
    payload["summary"] = {"health": "green", "overall": "Quiet."}
    data = deliverable.load(payload)
    context = deliverable.context(data, "en")
    assert data["risks"] == [] and data["thresholds"]["amber"] is not None
    assert context["kpis"] == [] and context["roi"]["ratio"] is None
    assert context["service_summary"]["progress"] is None


def test_null_means_absent_where_a_field_is_optional(catalog: Catalog) -> None:
    deliverable = catalog.deliverable("monthly_report")
    sample = deliverable.sample("en")
    nulls = {"team": None, "thresholds": None, "language": None}
    without = {key: value for key, value in sample.items() if key not in nulls}
    assert deliverable.load({**sample, **nulls}) == deliverable.load(without)


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda p: p["risks"][0].update(closed=None), "/risks/0/closed", "closed"),
        (lambda p: p["risks"][2].update(closed="2026-06-30"), "/risks/2/status", "closed"),
        (lambda p: p["risks"][0].update(closed="2026-01-01"), "/risks/0/closed", "order"),
        (lambda p: p["risks"][1].update(id=p["risks"][0]["id"]), "/risks/1/id", "duplicate"),
        (lambda p: p["deliverables"][0].update(submitted=None), "/deliverables/0/submitted", "confirmed"),
        (lambda p: p["history"][0].update(period="2026-06"), "/history/0/period", "history"),
        (lambda p: p["history"][3]["kpis"][0].update(key="forecast"), "/history/3/kpis/0/key", "unknown-key"),
        (lambda p: p["value_entries"][0].update(currency="EUR"), "/value_entries/0/currency", "currency"),
        (lambda p: p["customer"].update(country="Britain"), "/customer/country", "country"),
        (lambda p: p.update(thresholds={"green": 0.7, "amber": 0.9}), "/thresholds/amber", "thresholds"),
    ],
)
def test_parts_that_contradict_each_other_are_reported(
    catalog: Catalog, change: Any, place: str, code: str
) -> None:
    deliverable = catalog.deliverable("monthly_report")
    payload = deliverable.sample("en")
    change(payload)
    assert problems(deliverable, payload) == {place: code}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"responded": 90}, "/survey/responded"),
        ({"promoters": 40}, "/survey/promoters"),
    ],
)
def test_a_survey_cannot_have_more_answers_than_people(
    catalog: Catalog, change: dict[str, int], place: str
) -> None:
    deliverable = catalog.deliverable("effect_evaluation")
    payload = deliverable.sample("en")
    payload["survey"].update(change)
    assert place in problems(deliverable, payload)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(IDS), JSON)
def test_wild_json_raises_nothing_but_data_errors(id: str, payload: Any) -> None:
    with pytest.raises(DataError) as caught:
        CATALOG.deliverable(id).load(payload)
    assert all(problem.message and problem.code for problem in caught.value.problems)


def nodes(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the places of all values inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*place, key) for key, _ in inner] + [
        p for key, item in inner for p in nodes(item, (*place, key))
    ]


SAMPLES = {
    (s.deliverable, s.language): CATALOG.deliverable(s.deliverable).sample(s.language)
    for s in CATALOG.samples()
}
PLACES = [(key, place) for key, sample in SAMPLES.items() for place in nodes(sample)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), JSON)
def test_a_sample_with_one_wild_value_is_refused_or_still_makes_a_context(
    at: tuple[tuple[str, str], tuple[str | int, ...]], value: Any
) -> None:
    (id, language), place = at
    payload = copy.deepcopy(SAMPLES[id, language])
    target: Any = payload
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    deliverable = CATALOG.deliverable(id)
    try:
        data = deliverable.load(payload)
    except DataError as error:
        pointer = "/" + "/".join(map(str, place))
        assert all(problem.place for problem in error.problems), pointer
        return
    deliverable.context(data, language)
    assert "/" not in deliverable.file_stem(data, language)
