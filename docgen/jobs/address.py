"""Where the service listens: one socket, opened before the web process that serves on it."""

from __future__ import annotations

import socket

from docgen.errors import DataError, Problem

__all__ = ["listen", "url_of"]

BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, on a free port for 0.  Raises DataError where there can be none."""
    listener: socket.socket | None = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        if listener:
            listener.close()
        raise DataError(
            Problem(
                "serve-address",
                f"Nothing can listen on {host}:{port}: {error.strerror}.",
                "Choose another port (0 takes a free one), or end what uses this one.",
                place="DOCGEN_PORT",
            )
        ) from error
    return listener


def url_of(host: str, port: int) -> str:
    """Return the URL of an address; one of IPv6 is put into brackets."""
    host = host.strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
