"""The programme ``consulting``: customer success consulting in five deliverables.

One module per concern (editions, milestones, ledger, key figures, value) and one per
deliverable; this one only lists them.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from docgen.catalog.consulting import (
    acceptance_report,
    checks,
    effect_evaluation,
    monthly_report,
    research_report,
    service_plan,
)
from docgen.catalog.consulting.captions import CAPTIONS
from docgen.catalog.consulting.engagement import ENGAGEMENT_SAME
from docgen.catalog.consulting.labels import LABELS, labels
from docgen.catalog.deliverable import Deliverable, Programme

__all__ = ["PROGRAMME"]

_ALL = ("docx", "pptx", "xlsx")
_NO_SLIDES = ("docx", "xlsx")
_REFERENCES = {"history[].kpis[].key": "kpis[].key", "history[].products[].key": "products[].key"}


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
        same=getattr(module, "SAME", ENGAGEMENT_SAME),
        labels=labels,
        captions=CAPTIONS,
        references=_REFERENCES,
    )


PROGRAMME = Programme(
    id="consulting",
    titles={"en": "Customer success consulting", "zh": "客户成功咨询服务"},
    deliverables=(
        _deliverable("research_report", research_report.ResearchReportSchema, research_report, _ALL),
        _deliverable("service_plan", service_plan.ServicePlanSchema, service_plan, _ALL),
        _deliverable("monthly_report", monthly_report.MonthlyReportSchema, monthly_report, _ALL),
        _deliverable("effect_evaluation", effect_evaluation.EffectEvaluationSchema, effect_evaluation, _ALL),
        _deliverable(
            "acceptance_report", acceptance_report.AcceptanceReportSchema, acceptance_report, _NO_SLIDES
        ),
    ),
)
