"""What the views work with, kept with the application and handed out by one function."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask import current_app

from docgen.catalog import Catalog
from docgen.config import Settings
from docgen.jobs import Queue
from docgen.layout import Layout
from docgen.store import Store
from docgen.template_cache import TemplateCache

__all__ = ["Services", "services"]


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that one application serves from.

    ``rendering`` bounds how many documents are rendered in this process at a time,
    ``waiting`` how many requests may hold a thread for ``Prefer: wait``.
    """

    settings: Settings
    catalog: Catalog
    templates: TemplateCache
    layout: Layout
    store: Store
    queue: Queue
    rendering: threading.BoundedSemaphore
    waiting: threading.BoundedSemaphore


def services() -> Services:
    """Return the parts of the application that answers the current request."""
    found = current_app.extensions["docgen"]
    assert isinstance(found, Services)
    return found
