"""The programme ``consulting``: customer success consulting in five deliverables.

One module per concern (editions, milestones, ledger, key figures, value) and one per
deliverable; this one only lists them.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from docgen.catalog.consulting import acceptance_report, checks, monthly_report
from docgen.catalog.consulting.labels import LABELS
from docgen.catalog.deliverable import Deliverable, Programme

__all__ = ["PROGRAMME"]

_WORD_SLIDES_SHEET = ("docx", "pptx", "xlsx")
_WORD_SHEET = ("docx", "xlsx")


def _deliverable(id: str, schema: Any, module: ModuleType, formats: tuple[str, ...]) -> Deliverable:
    english, chinese = LABELS["deliverable"][id]
    return Deliverable(
        id=id,
        programme="consulting",
        titles={"en": english, "zh": chinese},
        formats=formats,
        languages=("zh", "en"),
        schema=schema,
        check=checks.problems,
        compute=module.context,
        figures=module.FIGURES,
    )


PROGRAMME = Programme(
    id="consulting",
    titles={"en": "Customer success consulting", "zh": "客户成功咨询服务"},
    deliverables=(
        _deliverable(
            "monthly_report", monthly_report.MonthlyReportSchema, monthly_report, _WORD_SLIDES_SHEET
        ),
        _deliverable(
            "acceptance_report", acceptance_report.AcceptanceReportSchema, acceptance_report, _WORD_SHEET
        ),
    ),
)
