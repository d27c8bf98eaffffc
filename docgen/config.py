"""The settings: from environment variables or one TOML file, each with where it came from.

They are read once, at the top, and passed down as arguments; nothing below the
command line and the web application may import this module.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from docgen.errors import DataError, Problem, did_you_mean

__all__ = ["SETTINGS", "Setting", "Settings", "load_settings"]

Source = Literal["default", "environment", "file", "home"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as ``docgen config`` prints it; ``value`` is text, with passwords in URLs hidden."""

    name: str
    env: str
    value: str
    source: Source
    meaning: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    ``redis_url`` is empty for the embedded queue server; ``templates`` and
    ``samples`` are None for those shipped with docgen, ``assets`` for none; ``workers`` 0 means one
    for each core.  Times in seconds, sizes in bytes.
    """

    home: Path
    database_url: str
    redis_url: str
    storage_url: str
    templates: Path | None
    samples: Path | None
    assets: Path | None
    host: str
    port: int
    workers: int
    threads: int
    max_request_bytes: int
    max_batch_items: int
    max_queue: int
    document_seconds: float
    page_numbers: str
    log_level: str
    sources: Mapping[str, Source]

    def described(self) -> list[Setting]:
        """Return every setting with its value, source and meaning, in the order of the documentation."""
        return [
            Setting(key.name, key.env, _shown(getattr(self, key.name)), self.sources[key.name], key.meaning)
            for key in SETTINGS
        ]


class _Unfit(Exception):
    """A value that a setting cannot take; the text says which values it can."""


@dataclass(frozen=True, slots=True)
class Key:
    """A setting's name, what it means, its default as text, and how text becomes its value."""

    name: str
    meaning: str
    default: str
    read: Callable[[str], Any]

    @property
    def env(self) -> str:
        """The name of its environment variable."""
        return f"DOCGEN_{self.name.upper()}"


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _folder_or(otherwise: str) -> Callable[[str], Path | None]:
    """Read a folder that must exist; an empty text, which is None, stands for ``otherwise``."""

    def read(text: str) -> Path | None:
        if not text:
            return None
        folder = _folder(text)
        if not folder.is_dir():
            raise _Unfit(f"There is no folder {folder}. Make it, or leave the setting empty for {otherwise}.")
        return folder

    return read


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9_]+", text) or not low <= int(text) <= high:
            raise _Unfit(f"Use a whole number from {low} to {high}.")
        return int(text)

    return read


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 3600:
        raise _Unfit("Use seconds from 1 to 3600.")
    return value


def _url(*schemes: str, empty: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        scheme = text.partition(":")[0].partition("+")[0]
        if scheme not in schemes and not (empty and not text):
            raise _Unfit(f"Use a URL that starts with {', '.join(f'{name}:' for name in schemes)}.")
        return text

    return read


def _folder_url(text: str) -> str:
    if text.startswith("s3://"):
        raise _Unfit("Object stores cannot be used yet. Use a folder.")
    return text


def _level(text: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if text.lower() not in levels:
        raise _Unfit(f"Use one of: {', '.join(levels)}.")
    return text.lower()


def _page_numbers(text: str) -> str:
    ways = ("auto", "layout", "estimate")
    if text.lower() not in ways:
        raise _Unfit(f"Use one of: {', '.join(ways)}.")
    return text.lower()


def _host(text: str) -> str:
    if not text:
        raise _Unfit("Use an address such as 127.0.0.1.")
    return text


SETTINGS: tuple[Key, ...] = (
    Key("home", "folder of everything docgen keeps on this machine", "~/.docgen", _folder),
    Key(
        "database_url",
        "records: SQLite or PostgreSQL",
        "sqlite:///{home}/docgen.db",
        _url("sqlite", "postgresql"),
    ),
    Key(
        "redis_url",
        "queue: Redis or Valkey; empty starts an embedded one",
        "",
        _url("redis", "rediss", "unix", empty=True),
    ),
    Key("storage_url", "finished files: a folder", "{home}/files", _folder_url),
    Key("templates", "folder of templates; empty takes the shipped ones", "", _folder_or("the shipped ones")),
    Key("samples", "folder of samples; empty takes the shipped ones", "", _folder_or("the shipped ones")),
    Key("assets", "folder of pictures that data may name; empty for none", "", _folder_or("none")),
    Key("host", "address to listen on", "127.0.0.1", _host),
    Key("port", "port to listen on; 0 takes a free one", "8000", _whole(0, 65535)),
    Key("workers", "processes that make documents; 0 is one for each core", "0", _whole(0, 256)),
    Key("threads", "requests answered at the same time", "16", _whole(1, 512)),
    Key("max_request_bytes", "largest body of a request", str(64 * 1024**2), _whole(1024, 16 * 1024**3)),
    Key("max_batch_items", "most items of one batch", "100000", _whole(1, 10_000_000)),
    Key("max_queue", "most documents waiting before new ones are refused", "200000", _whole(1, 10_000_000)),
    Key("document_seconds", "longest time one document may take", "60", _seconds),
    Key("page_numbers", "page numbers in Word: auto, layout or estimate", "auto", _page_numbers),
    Key("log_level", "least important messages to log", "info", _level),
)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and the file that ``DOCGEN_CONFIG`` names.

    A variable goes before the file, the file before the default.  Raises
    DataError with every value that does not fit and every name that is unknown.
    """
    environ = os.environ if environ is None else environ
    path = environ.get("DOCGEN_CONFIG", "")
    from_file = _read_file(Path(path).expanduser()) if path else {}
    problems = _unknown(environ, from_file, path)
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for key in SETTINGS:
        text, sources[key.name] = _text_of(key, environ, from_file, values.get("home", ""))
        try:
            values[key.name] = key.read(text)
        except _Unfit as unfit:
            problems.append(_unfit(key, text, sources[key.name], path, str(unfit)))
    if problems:
        raise DataError(problems)
    return Settings(**values, sources=sources)


def _text_of(
    key: Key, environ: Mapping[str, str], from_file: Mapping[str, Any], home: object
) -> tuple[str, Source]:
    if environ.get(key.env):
        return environ[key.env], "environment"
    if key.name in from_file:
        return str(from_file[key.name]), "file"
    if "{home}" in key.default:
        return key.default.replace("{home}", str(home)), "home"
    return key.default, "default"


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DataError(
            Problem(
                "setting-file",
                f"The settings file cannot be read: {reason}.",
                "Mend the TOML file that DOCGEN_CONFIG names, or unset DOCGEN_CONFIG.",
                file=str(path),
            )
        ) from error


def _unknown(environ: Mapping[str, str], from_file: Mapping[str, Any], path: str) -> list[Problem]:
    known = {key.name for key in SETTINGS}
    variables = {key.env for key in SETTINGS}
    # Other programs may have variables of their own that start alike: only what looks mistyped is refused.
    strange = [
        (name, "", variables)
        for name in environ
        if name.startswith("DOCGEN_") and name not in variables and name != "DOCGEN_CONFIG"
        if get_close_matches(name, variables, n=1, cutoff=0.85)
    ]
    strange += [(name, path, known) for name in from_file if name not in known]
    return [
        Problem(
            "unknown-setting",
            f"There is no setting {name}.",
            did_you_mean(name, names, "`docgen config` lists them all."),
            file=file,
            place=name,
        )
        for name, file, names in strange
    ]


def _unfit(key: Key, text: str, source: Source, path: str, hint: str) -> Problem:
    in_file = source == "file"
    name = key.name if in_file else key.env
    return Problem(
        "setting-value", f"{name} cannot be {_shown(text)!r}.", hint, file=path if in_file else "", place=name
    )


def _shown(value: object) -> str:
    """The value as text, without the password that a URL may hold."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", "" if value is None else str(value))


if {key.name for key in SETTINGS} | {"sources"} != {field.name for field in fields(Settings)}:
    raise TypeError("every field of Settings needs its line in SETTINGS")  # pragma: no cover
