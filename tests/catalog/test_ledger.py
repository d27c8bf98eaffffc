from __future__ import annotations

import datetime as dt
from typing import Any

from docgen.catalog.consulting.ledger import acceptance, calendar_notes, ledger_rows, notice_note
from docgen.catalog.consulting.milestones import milestone_rows

START, END = dt.date(2025, 12, 8), dt.date(2026, 6, 8)
AS_OF = dt.date(2026, 6, 8)


def ledger(*given: dict[str, Any], as_of: dt.date = AS_OF, country: str = "CN") -> list[dict[str, Any]]:
    milestones = milestone_rows([], START, END, as_of, "en")
    return ledger_rows(given, milestones, country, as_of, "en")


def entry(
    key: str, submitted: dt.date | None, confirmed: dt.date | None = None, **more: Any
) -> dict[str, Any]:
    return {"key": key, "submitted": submitted, "confirmed": confirmed, **more}


def one(found: list[dict[str, Any]], key: str = "research_report") -> dict[str, Any]:
    return next(row for row in found if row["key"] == key)


def test_the_confirmation_period_is_five_working_days_of_the_customers_calendar() -> None:
    submitted = dt.date(2026, 2, 11)
    assert one(ledger(entry("research_report", submitted)))["deadline"] == dt.date(2026, 2, 25)
    assert one(ledger(entry("research_report", submitted), country="GB-ENG"))["deadline"] == dt.date(
        2026, 2, 18
    )


def test_a_deliverable_is_confirmed_late_silent_awaiting_or_objected() -> None:
    submitted, deadline = dt.date(2026, 1, 7), dt.date(2026, 1, 14)

    def status(confirmed: dt.date | None, as_of: dt.date = AS_OF, **more: Any) -> str:
        return str(one(ledger(entry("research_report", submitted, confirmed, **more), as_of=as_of))["status"])

    assert status(deadline) == "confirmed"
    assert status(dt.date(2026, 1, 15)) == "confirmed_late"
    assert status(None, deadline) == "awaiting"
    assert status(None, dt.date(2026, 1, 15)) == "silent"
    assert status(None, objection="Plant 2 is missing.") == "objected"
    assert status(None, dt.date(2026, 1, 6)) == "not_submitted"


def test_confirmation_takes_working_days() -> None:
    row = one(ledger(entry("research_report", dt.date(2026, 1, 7), dt.date(2026, 1, 9))))
    assert row["working_days"] == 2 and row["counts_as_confirmed"]


def test_a_required_deliverable_that_nobody_mentions_is_missing() -> None:
    found = ledger()
    assert [row["key"] for row in found] == [
        "research_report",
        "service_plan",
        "monthly_report",
        "workshop_record",
        "effect_evaluation",
    ]
    assert {row["status"] for row in found} == {"not_submitted"}
    assert one(found)["late"] and not one(found, "effect_evaluation")["late"]


def complete() -> list[dict[str, Any]]:
    return [
        entry("research_report", dt.date(2026, 1, 7), dt.date(2026, 1, 9)),
        entry("service_plan", dt.date(2026, 2, 3), dt.date(2026, 2, 6)),
        entry("monthly_report", dt.date(2026, 3, 4), dt.date(2026, 3, 10), period="2026-02"),
        entry("monthly_report", dt.date(2026, 2, 4), None, period="2026-01"),
        entry("workshop_record", dt.date(2026, 5, 13), dt.date(2026, 5, 18)),
        entry("effect_evaluation", dt.date(2026, 5, 25), dt.date(2026, 5, 28)),
    ]


def test_acceptance_can_start_when_all_is_confirmed_or_drew_no_objection() -> None:
    found = acceptance(ledger(*complete()), [{"criterion": "Pilot", "result": "waived"}], "en")
    assert found["ready"] and found["reasons"] == []
    assert found["statement"].endswith("Acceptance can start.")
    assert (found["total"], found["submitted"], found["confirmed"], found["overdue"]) == (6, 6, 6, 1)
    assert found["counts"]["silent"] == 1


def test_monthly_reports_stand_in_the_order_of_their_months() -> None:
    titles = [row["title"] for row in ledger(*complete()) if row["key"] == "monthly_report"]
    assert titles == [
        "Comprehensive Service Report (January 2026)",
        "Comprehensive Service Report (February 2026)",
    ]


def test_a_month_without_its_report_between_two_that_have_one_is_missing() -> None:
    given = [
        *complete(),
        entry("monthly_report", dt.date(2026, 6, 3), dt.date(2026, 6, 5), period="2026-05"),
    ]
    months = [(row["period"], row["status"]) for row in ledger(*given) if row["key"] == "monthly_report"]
    assert months[2:] == [
        ("2026-03", "not_submitted"),
        ("2026-04", "not_submitted"),
        ("2026-05", "confirmed"),
    ]
    found = acceptance(ledger(*given), [], "en")
    assert [reason["text"] for reason in found["reasons"]] == [
        "“Comprehensive Service Report (March 2026)” has not been submitted.",
        "“Comprehensive Service Report (April 2026)” has not been submitted.",
    ]


def test_each_reason_against_acceptance_is_told_in_the_documents_language() -> None:
    given = complete()[1:-1]
    given[0].update(confirmed=None, objection="缺少预算")
    given.append(entry("effect_evaluation", dt.date(2026, 6, 5)))
    rows = ledger_rows(given, milestone_rows([], START, END, AS_OF, "zh"), "CN", AS_OF, "zh")
    found = acceptance(rows, [{"criterion": "MVP 验证达标", "result": "not_met"}], "zh")
    assert not found["ready"]
    assert [reason["code"] for reason in found["reasons"]] == ["missing", "objected", "awaiting", "criterion"]
    assert found["statement"] == (
        "暂不具备启动验收的条件："
        "《客户成功调研分析报告》尚未提交，计划提交日期为2026年1月8日。"
        "客户对《客户成功服务方案》提出异议：缺少预算"
        "《效果评估与行动改进方案》处于客户确认期内，确认截止日期为2026年6月12日。"
        "验收标准“MVP 验证达标”未满足。"
    )


def test_provisional_working_days_and_short_notice_are_noted() -> None:
    rows = [{"submitted": dt.date(2060, 3, 1), "deadline": dt.date(2060, 3, 8)}]
    assert len(calendar_notes(rows, "CN", "en")) == 1
    assert calendar_notes(rows, "GB-ENG", "en") == []
    short = notice_note(dt.date(2025, 12, 1), START, "CN", "en")
    assert short == ["The service was requested 5 working days before its start; the programme asks for 15."]
    assert notice_note(dt.date(2025, 11, 10), START, "CN", "en") == []
