"""The queue: it carries jobs to workers and is not trusted with anything else.

A job is an id; which documents it stands for, and whether they still are to be
made, only the database knows.  So a job may be lost, or arrive twice: what is
missing is found by :meth:`Queue.refill`, and the second time there is nothing
left to do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry
from rq import Queue as RQ
from rq.serializers import JSONSerializer

from docgen.errors import DataError, Problem
from docgen.store import Store

__all__ = ["BATCH", "SINGLE", "Queue", "connect", "open_queue"]

log = logging.getLogger(__name__)

# Single documents do not wait for batches.
SINGLE, BATCH = "docgen", "docgen-batch"
TASK = "docgen.jobs.task.make"


class Queue:
    """The way to the workers; safe for many threads."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._single = RQ(SINGLE, connection=redis, serializer=JSONSerializer)
        self._batch = RQ(BATCH, connection=redis, serializer=JSONSerializer)

    def submit(self, jobs: Iterable[str], *, batch: bool = False) -> bool:
        """Hand jobs to the workers; returns False if the queue cannot be reached now.

        That is no failure for the caller: what is in the database is found
        there within seconds, so nothing needs to be told to a client.
        """
        queue = self._batch if batch else self._single
        # The database retries and times out; the queue need not remember anything of a job that is over.
        work = [
            RQ.prepare_data(
                TASK, args=(job,), job_id=job, timeout=-1, result_ttl=0, failure_ttl=60, description=TASK
            )
            for job in jobs
        ]
        try:
            with self._redis.pipeline() as pipeline:
                queue.enqueue_many(work, pipeline=pipeline)
                pipeline.execute()
        except RedisError as error:
            log.warning("The queue cannot be reached (%s); its jobs wait in the database.", error)
            return False
        return True

    def refill(self, store: Store) -> int:
        """Queue again what dead workers held and what got lost on the way; returns how many jobs."""
        lost = store.work.recover()
        try:
            if store.work.queued():
                known = self._waiting() | {job.job for job in lost}
                lost += store.work.missing(known)
        except RedisError as error:
            log.warning("The queue cannot be reached (%s); its jobs wait in the database.", error)
            return 0
        sent = 0
        for batch in (False, True):
            jobs = [job.job for job in lost if job.batch is batch]
            if jobs and self.submit(jobs, batch=batch):
                log.info("Queued again: %d jobs.", len(jobs))
                sent += len(jobs)
        return sent

    def depth(self) -> int:
        """Return how many jobs wait.  Raises RedisError if the queue cannot be reached."""
        return self._single.count + self._batch.count

    def check(self) -> Problem | None:
        """Return why the queue cannot be used now, or None."""
        try:
            self._redis.ping()
        except RedisError as error:
            return Problem(
                "queue-unreachable",
                f"The queue cannot be reached: {error}",
                "Start the server that DOCGEN_REDIS_URL names, or leave that empty for the embedded one.",
                place="DOCGEN_REDIS_URL",
            )
        return None

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _waiting(self) -> set[str]:
        return {*self._single.get_job_ids(), *self._batch.get_job_ids()}


def open_queue(redis_url: str) -> Queue:
    """Open the queue for handing in work: tries briefly, so that no request hangs on it.

    Raises DataError for a URL that leads nowhere.
    """
    return Queue(connect(redis_url, patience=3))


def connect(redis_url: str, *, patience: int) -> Redis:
    """Return a client that repeats a command so often while the server is away or still loading."""
    retry = Retry(ExponentialBackoff(cap=1, base=0.05), patience)
    try:
        return Redis.from_url(
            redis_url,
            retry=retry,
            retry_on_error=[BusyLoadingError],
            socket_connect_timeout=5,
            # A server that hangs is as good as away.  Workers, which wait for jobs, set a longer one.
            socket_timeout=10,
        )
    except ValueError as error:
        raise DataError(
            Problem(
                "queue-url",
                "The URL of the queue is not one that can be used.",
                "Use redis://HOST:PORT/0, rediss://… or unix:///PATH.",
                place="DOCGEN_REDIS_URL",
            )
        ) from error
