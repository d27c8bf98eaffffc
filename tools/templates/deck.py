"""Lay out the PowerPoint templates: ``python -m tools.templates.deck [deliverable …]``.

A tool for developers.  It wrote the first form of ``templates/pptx``; the Office files are the source from
then on, and running it again overwrites what their owners have changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.templates.deck_evaluation import effect_evaluation
from tools.templates.deck_monthly import monthly_report
from tools.templates.deck_plan import service_plan
from tools.templates.deck_research import research_report
from tools.templates.deck_slides import Deck

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pptx"
_DECKS: Mapping[str, Callable[[Deck], None]] = {
    "monthly_report": monthly_report,
    "research_report": research_report,
    "service_plan": service_plan,
    "effect_evaluation": effect_evaluation,
}


def write(deliverable: str, language: str) -> Path:
    """Lay out one template and return its file."""
    deck = Deck(deliverable, language)
    _DECKS[deliverable](deck)
    path = _TEMPLATES / deliverable / f"{language}.pptx"
    path.parent.mkdir(parents=True, exist_ok=True)
    deck.save(path)
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or _DECKS:
        for spoken in ("zh", "en"):
            print(write(name, spoken))
