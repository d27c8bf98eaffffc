"""Sentences and names that the figures speak in, once per language.

The catalogue of phrases for what is computed: reasons, notes, chart series.  Words that
belong to a template's layout stay in the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["joined", "say"]

# key -> (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # chart series
    "attainment": ("Attainment", "达成率"),
    "target": ("Target", "目标"),
    "actual": ("Actual", "实际"),
    "baseline": ("Baseline", "基线"),
    "current": ("Current", "现状"),
    "open": ("Open", "未关闭"),
    "closed": ("Closed", "已关闭"),
    "new": ("New", "新增"),
    "investment": ("Investment", "累计投入"),
    "benefit": ("Benefit", "累计收益"),
    "net": ("Net value", "累计净收益"),
    "month_investment": ("Investment", "当月投入"),
    "month_benefit": ("Benefit", "当月收益"),
    "utilisation": ("Utilisation", "利用率"),
    "used": ("Used", "用量"),
    "capacity": ("Capacity", "容量"),
    "planned_days": ("Planned, days from start", "计划（自启动起天数）"),
    "actual_days": ("Actual, days from start", "实际（自启动起天数）"),
    "progress": ("Progress", "进度"),
    "count": ("Count", "数量"),
    "person_days": ("Person-days", "人天"),
    "start_day": ("Start, days from start of service", "开始（自启动起天数）"),
    "duration": ("Duration, days", "持续天数"),
    "score": ("Score", "得分"),
    "previous_score": ("Previous score", "上次得分"),
    "promoters": ("Promoters", "推荐者"),
    "passives": ("Passives", "中立者"),
    "detractors": ("Detractors", "贬损者"),
    # the start T and offsets
    "offset_days": ("T+{days} days", "T+{days}天"),
    "offset_month": ("T+{to}M", "T+{to}M"),
    "offset_window": ("T+{frm}M to {to}M", "T+{frm}M~{to}M"),
    # acceptance
    "reason_missing": (
        "“{title}” has not been submitted.",
        "《{title}》尚未提交。",
    ),
    "reason_missing_since": (
        "“{title}” has not been submitted; it was due on {date}.",
        "《{title}》尚未提交，计划提交日期为{date}。",
    ),
    "reason_awaiting": (
        "“{title}” awaits the customer's confirmation until {date}.",
        "《{title}》处于客户确认期内，确认截止日期为{date}。",
    ),
    "reason_objected": (
        "The customer has objected to “{title}”: {objection}",
        "客户对《{title}》提出异议：{objection}",
    ),
    "reason_criterion": (
        "The acceptance criterion “{title}” is not met.",
        "验收标准“{title}”未满足。",
    ),
    "acceptance_ready": (
        "All deliverables that acceptance requires have been submitted and confirmed, or drew no objection "
        "within {days} working days. Acceptance can start.",
        "验收所需的交付物均已提交，并已由客户确认或在{days}个工作日确认期内未提出异议，具备启动验收的条件。",
    ),
    "acceptance_not_ready": (
        "Acceptance cannot start yet: {reasons}",
        "暂不具备启动验收的条件：{reasons}",
    ),
    # notes
    "note_calendar": (
        "The official make-up workdays of {year} are not known yet; working days of that year are computed "
        "from the statutory holidays alone and may move.",
        "{year}年的调休安排尚未公布，该年度工作日仅按法定节假日推算，届时可能调整。",
    ),
    "note_short_notice": (
        "The service was requested {days} working days before its start; the programme asks for {needed}.",
        "本服务于启动前{days}个工作日提出申请，少于约定的{needed}个工作日。",
    ),
}


def say(phrase: str, language: str, **values: object) -> str:
    """Return a phrase in the language with its values put in."""
    english, chinese = PHRASES[phrase]
    return (chinese if language == "zh" else english).format(**values)


def joined(sentences: Iterable[str], language: str) -> str:
    """Return sentences as one running text: a space between them in English, nothing in Chinese."""
    return ("" if language == "zh" else " ").join(sentences)
