"""Making documents in the background: the queue, the workers, and the service that keeps them running."""

from docgen.jobs.queue import Queue, open_queue
from docgen.jobs.server import QueueServer, find_binary
from docgen.jobs.supervisor import Service, serve

__all__ = ["Queue", "QueueServer", "Service", "find_binary", "open_queue", "serve"]
