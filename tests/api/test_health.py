"""Health: the process answers; readiness: each part it needs, by name."""

from __future__ import annotations

import os
from typing import Any

from docgen.api import build_app
from docgen.catalog import open_catalog
from docgen.jobs import open_queue


def test_the_process_says_that_it_lives(client: Any) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_without_a_worker_the_service_is_not_ready(client: Any) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert [problem["place"] for problem in response.get_json(force=True)["problems"]] == ["workers"]


def test_with_a_worker_every_part_is_named(client: Any, store: Any) -> None:
    store.work.beat("one", host="here", pid=os.getpid())
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json["checks"] == {
        "database": "ok",
        "queue": "ok",
        "storage": "ok",
        "workers": "ok",
    }


def test_a_queue_that_is_away_is_named_without_its_address(settings: Any, store: Any) -> None:
    queue = open_queue("unix:///nowhere/docgen.sock")
    app = build_app(settings, open_catalog(settings.templates, settings.samples), store, queue)
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert "queue" in [problem["place"] for problem in response.get_json(force=True)["problems"]]
    assert "nowhere" not in response.text
    queue.close()
