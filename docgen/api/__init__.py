"""The HTTP service: REST resources over the catalogue, the records and the queue.

One feature is one module.  Nothing here makes a document in another way than
:mod:`docgen.generate`.
"""

from docgen.api.app import build_app, create_app

__all__ = ["build_app", "create_app"]
