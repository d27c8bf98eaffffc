"""Sheets that every engagement has: milestones and the ledger of deliverables."""

from __future__ import annotations

from tools.templates.book_sheet import Book, Column, Page

__all__ = ["add_ledger", "add_milestones"]

_MILESTONES = [
    Column("number", ("No.", "序号"), "{{ m.number }}", 6, "integer"),
    Column("title", ("Milestone", "里程碑"), "{{ m.title }}", 44, "strong"),
    Column("offset", ("Agreed time", "约定时间"), "{{ m.offset }}", 14, "centre"),
    Column("from", ("Window opens", "窗口开始"), "{{ m.planned_start }}", 13, "date"),
    Column("planned", ("Planned", "计划完成"), "{{ m.planned }}", 13, "date"),
    Column("actual", ("Reached", "实际完成"), "{{ m.actual }}", 13, "date", total="=COUNT({range})"),
    Column("slip", ("Slip, days", "偏差（天）"), "{{ m.slip_days }}", 11, "integer", total="=MAX(0,{range})"),
    Column("status", ("Status", "状态"), "{{ m.status | label }}", 18, "centre", "milestone_status"),
    Column("note", ("Remark", "备注"), '{{ m.note or "–" }}', 50),
]

_LEDGER = [
    Column("number", ("No.", "序号"), "{{ d.number }}", 6, "integer"),
    Column("title", ("Deliverable", "交付物"), "{{ d.title }}", 40, "strong"),
    Column("version", ("Version", "版本"), '{{ d.version or "–" }}', 9, "centre"),
    Column("required", ("Required", "验收必需"), '{{ d.required | label("boolean") }}', 10, "centre"),
    Column("due", ("Due", "应提交"), "{{ d.due }}", 13, "date"),
    Column("submitted", ("Submitted", "实际提交"), "{{ d.submitted }}", 13, "date", total="=COUNT({range})"),
    Column("deadline", ("Confirm by", "确认截止"), "{{ d.deadline }}", 13, "date"),
    Column("confirmed", ("Confirmed", "客户确认"), "{{ d.confirmed }}", 13, "date", total="=COUNT({range})"),
    Column("by", ("Confirmed by", "确认人"), '{{ d.confirmed_by or "–" }}', 14, "centre"),
    Column("days", ("Working days", "用时工作日"), "{{ d.working_days }}", 10, "integer"),
    Column("status", ("Status", "状态"), "{{ d.status | label }}", 22, "centre", "ledger_status"),
    Column("note", ("Remark", "备注"), '{{ d.objection or d.note or "–" }}', 34),
]


def add_milestones(book: Book) -> Page:
    """Add the sheet of milestones; the list is ``milestones``."""
    page = book.page(("Milestones", "里程碑"), ("Milestones", "里程碑"), tab="teal")
    page.list(
        "milestones",
        "m in milestones",
        _MILESTONES,
        ("No milestones are agreed.", "暂无里程碑。"),
        total=("Reached, and greatest slip", "已达成数与最大偏差"),
    )
    return page


def add_ledger(book: Book) -> Page:
    """Add the ledger of deliverables; the list is ``ledger``."""
    title = ("Deliverables: submitted and confirmed", "交付物台账：提交与确认")
    page = book.page(("Deliverables", "交付物"), title, tab="teal")
    page.list(
        "ledger",
        "d in deliverables",
        _LEDGER,
        ("No deliverables are recorded yet.", "暂无交付物记录。"),
        total=("Submitted, and confirmed", "已提交数与已确认数"),
    )
    return page
