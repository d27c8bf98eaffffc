"""How gunicorn runs the application: ``gunicorn -c python:docgen.api.gunicorn "docgen.api:create_app()"``.

One process with many threads: rendering is bounded by the application itself,
and what is many goes to the workers.
"""

from __future__ import annotations

import logging

from docgen.config import load_settings
from docgen.jobs.process import die_with_parent

_settings = load_settings()

worker_class = "gthread"
workers = 1
threads = _settings.threads
timeout = 60
graceful_timeout = 5
keepalive = 15
accesslog = None
# One service would take the other's socket in the home folder; the supervisor controls its own.
control_socket_disable = True
loglevel = "warning"
logging.basicConfig(
    level=_settings.log_level.upper(), format="%(asctime)s %(name)s %(levelname)s %(message)s"
)
proc_name = "docgen-web"


def post_fork(server: object, worker: object) -> None:
    """End with the master, so that no worker holds the port of a dead one."""
    die_with_parent(9)
