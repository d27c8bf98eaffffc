"""What a worker does with a job: take its documents on, make them, give them back.

One document that fails, is wrong inside or takes for ever spoils no other.
Nothing here knows how the job came.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import cast
from uuid import uuid4

from docgen.catalog import Catalog
from docgen.engine import Steps
from docgen.errors import DocgenError, Problem
from docgen.generate import Generated, OnMissing, OnOverflow, generate_steps
from docgen.layout import Layout, PageNumbers
from docgen.store import Claim, Failed, Finished, MadeFile, Store
from docgen.store.rows import now
from docgen.template_cache import TemplateCache

__all__ = ["Maker", "install", "make"]

log = logging.getLogger(__name__)

# Results are recorded together, so that many quick documents share one transaction.
TOGETHER = 5
TOGETHER_SECONDS = 0.5
LAID_OUT_TOGETHER = 8
BEAT_SECONDS = 1.5
# How long a document may go on after it was told to stop, before the process is ended.
DEAF_SECONDS = 5.0


class TooLong(BaseException):
    """A document has used up its time; not an Exception, so that no handler on the way keeps it."""


class Maker:
    """Makes the documents of jobs, one at a time, with templates that stay compiled.

    ``seconds`` is the longest time one document may take; ``layout`` finds the
    page numbers, of several documents at once where it lays them out.
    """

    def __init__(self, store: Store, catalog: Catalog, seconds: float, layout: Layout | None = None) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        self.stopping = False
        self._left = False
        self._store = store
        self._catalog = catalog
        self._templates = TemplateCache()
        self._seconds = seconds
        self._layout = layout or Layout("estimate")
        self._current: tuple[Claim, float] | None = None

    def make(self, job: str) -> None:
        """Make every document of a job that is still to be made, and record the results."""
        results: list[Finished | Failed] = []
        recorded = time.monotonic()
        for layout, claims in self._groups(self._store.work.claim(job, self.name)):
            if self.stopping:
                break
            results += self._made(layout, claims)
            if len(results) >= TOGETHER or time.monotonic() - recorded > TOGETHER_SECONDS:
                self._store.work.finish(self.name, results)
                results, recorded = [], time.monotonic()
        if results:
            self._store.work.finish(self.name, results)

    def _groups(self, claims: list[Claim]) -> Iterator[tuple[Layout, list[Claim]]]:
        """Yield what is made at once: one document, or as many as one run of LibreOffice lays out."""
        layouts = [(self._layout_of(claim), claim) for claim in claims]
        for layout, same in itertools.groupby(layouts, key=lambda pair: pair[0]):
            group = [claim for _, claim in same]
            size = LAID_OUT_TOGETHER if layout.mode != "estimate" else 1
            for first in range(0, len(group), size):
                yield layout, group[first : first + size]

    def _layout_of(self, claim: Claim) -> Layout:
        asked = cast(PageNumbers, claim.page_numbers) if claim.page_numbers else None
        return self._layout.asked(asked, in_batch=claim.batch is not None)

    def _made(self, layout: Layout, claims: list[Claim]) -> list[Finished | Failed]:
        done = layout.finish_all([self._steps(claim) for claim in claims])
        return [result for result in done if not isinstance(result, DocgenError)]

    def live(self) -> None:
        """Say that this worker lives, again and again; end the process if a document cannot be stopped."""
        while not self._left:
            try:
                self._store.work.beat(self.name, host=socket.gethostname(), pid=os.getpid())
            except Exception:
                log.exception("The worker could not say that it lives.")
            self._end_if_deaf()
            time.sleep(BEAT_SECONDS)

    def leave(self) -> None:
        """Take no more documents, and free those that were not begun."""
        self.stopping = self._left = True
        self._store.work.leave(self.name)

    def _steps(self, claim: Claim) -> Steps[Finished | Failed]:
        """Make a document in steps; whatever goes wrong becomes a result."""
        begun = now()
        try:
            made = yield from self._limited(
                claim,
                generate_steps(
                    self._catalog,
                    claim.deliverable,
                    claim.data,
                    claim.formats,
                    claim.language,
                    on_missing=cast(OnMissing, claim.on_missing),
                    on_overflow=cast(OnOverflow, claim.on_overflow),
                    templates=self._templates,
                ),
            )
        except DocgenError as error:
            return Failed(claim.id, error.problems, begun, now())
        except TooLong:
            return Failed(claim.id, [_too_long(self._seconds)], begun, now())
        except Exception:
            log.exception("Document %s ended in an error of docgen's own.", claim.id)
            return Failed(claim.id, [_INTERNAL], begun, now())
        return _finished(claim.id, made, begun)

    def _limited(self, claim: Claim, steps: Steps[Generated]) -> Steps[Generated]:
        """Give each step of a document its time; laying out, between steps, has limits of its own."""
        step = partial(next, steps)
        while True:
            self._current = claim, time.monotonic()
            try:
                with _time_limit(self._seconds):
                    file = step()
            except StopIteration as stop:
                return cast(Generated, stop.value)
            finally:
                self._current = None
            try:
                step = partial(steps.send, (yield file))
            except DocgenError as error:
                step = partial(steps.throw, error)

    def _end_if_deaf(self) -> None:
        current = self._current
        if current and time.monotonic() - current[1] > self._seconds + DEAF_SECONDS:
            log.error("Document %s could not be stopped; the worker ends.", current[0].id)
            failed = Failed(current[0].id, [_too_long(self._seconds)], now(), now())
            try:
                self._store.work.finish(self.name, [failed])
            finally:
                os._exit(1)


def _finished(id: str, made: Generated, begun: datetime) -> Finished:
    ended = now()
    timings = {"render": (ended - begun).total_seconds()} | {file.format: file.seconds for file in made.files}
    return Finished(
        id,
        [MadeFile(file.name, file.format, file.data) for file in made.files],
        begun,
        ended,
        warnings=made.warnings,
        timings={step: round(seconds, 6) for step, seconds in timings.items()},
        templates={file.template: file.digest for file in made.files},
    )


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong in the main thread after so many seconds."""

    def ring(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(seconds: float) -> Problem:
    return Problem(
        "document-timeout",
        f"The document was not finished within {seconds:g} seconds.",
        "Make the data smaller, or raise DOCGEN_DOCUMENT_SECONDS.",
    )


_INTERNAL = Problem(
    "internal",
    "Something went wrong inside docgen.",
    "The log of the worker tells more, under the document's id.",
)

_installed: list[Maker] = []


def install(maker: Maker) -> None:
    """Let :func:`make` use this maker, and let it say that it lives."""
    _installed[:] = [maker]
    threading.Thread(target=maker.live, name="alive", daemon=True).start()


def make(job: str) -> None:
    """Make the documents of a job: the name under which the queue calls it."""
    _installed[0].make(job)
