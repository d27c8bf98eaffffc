"""The web application: the features put together over one set of parts."""

from __future__ import annotations

import os
import threading
from typing import cast

from flask import Flask, redirect
from werkzeug.wrappers import Response

from docgen.api import batches, deliverables, documents, health, problems, render, spec
from docgen.api.services import Services
from docgen.catalog import Catalog, open_catalog
from docgen.config import Settings, load_settings
from docgen.jobs import Queue, open_queue
from docgen.layout import Layout, PageNumbers
from docgen.store import Store, open_store
from docgen.template_cache import TemplateCache

__all__ = ["build_app", "create_app"]

# Without keys only this machine is served, also when a page elsewhere gives its own name to this address.
OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"]


def create_app() -> Flask:
    """Return the application as the settings say; what a web server is pointed at."""
    settings = load_settings()
    return build_app(
        settings,
        open_catalog(settings.templates, settings.samples, settings.assets),
        open_store(settings.database_url, settings.storage_url),
        open_queue(settings.redis_url),
    )


def build_app(settings: Settings, catalog: Catalog, store: Store, queue: Queue) -> Flask:
    """Return the application over these parts."""
    app = Flask("docgen.api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=settings.max_request_bytes, TRUSTED_HOSTS=OWN_NAMES)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions["docgen"] = Services(
        settings,
        catalog,
        TemplateCache(),
        Layout(cast(PageNumbers, settings.page_numbers)),
        store,
        queue,
        rendering=threading.BoundedSemaphore(os.cpu_count() or 1),
        waiting=threading.BoundedSemaphore(max(1, settings.threads // 2)),
    )
    problems.register(app)
    features = [deliverables, documents, batches, render, health]
    spec.register(app, [feature.blueprint for feature in features])
    app.add_url_rule("/", "home", _home)
    return app


def _home() -> Response:
    return redirect("/docs/")
