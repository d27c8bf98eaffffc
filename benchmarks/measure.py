"""Measures workloads: contenders take turns, so that a noisy machine disturbs all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

__all__ = ["SUBJECT", "Result", "Unequal", "Workload", "measure"]

SUBJECT = "docgen"


class Unequal(Exception):
    """Two contenders made documents that do not say the same, so their times cannot be compared."""


@dataclass(frozen=True)
class Workload:
    """One piece of work and those who do it.

    ``contenders`` map a name to a function that makes the whole document, from template and data to bytes;
    what may be prepared once per template is prepared before. ``read`` turns a document into what it says,
    and all contenders' documents must say the same. ``goals`` map a contender's name to how many times faster
    docgen should be.
    """

    name: str
    title: str
    contenders: Mapping[str, Callable[[], bytes]]
    read: Callable[[bytes], object]
    rounds: int
    goals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Times of one contender in milliseconds a document, and the size of its document in bytes.

    ``processor`` are the milliseconds that the process computed, all threads together: on a busy machine they
    are steadier than those that went by.
    """

    workload: str
    contender: str
    milliseconds: list[float]
    processor: list[float]
    size: int

    @property
    def median(self) -> float:
        """The median time in milliseconds."""
        return median(self.milliseconds)

    @property
    def processor_median(self) -> float:
        """The median of the processor's time in milliseconds."""
        return median(self.processor)


def measure(workload: Workload, rounds: int | None = None) -> list[Result]:
    """Return the times of each contender over the rounds; raises Unequal before anything is timed."""
    sizes = {name: len(data) for name, data in _compared(workload)}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in workload.contenders}
    for turn in range(rounds or workload.rounds):
        for name in _rotated(list(workload.contenders), turn):
            times[name].append(_milliseconds(workload.contenders[name]))
    return [
        Result(workload.name, name, [wall for wall, _ in taken], [cpu for _, cpu in taken], sizes[name])
        for name, taken in times.items()
    ]


def _compared(workload: Workload) -> Iterator[tuple[str, bytes]]:
    """Run each contender once, as its warming up too, and compare what the documents say."""
    first: tuple[str, object] | None = None
    for name, make in workload.contenders.items():
        data = make()
        said = workload.read(data)
        if first is None:
            first = name, said
        elif said != first[1]:
            raise Unequal(f"{workload.name}: {_difference(first, (name, said))}")
        yield name, data


def _difference(one: tuple[str, object], other: tuple[str, object]) -> str:
    """Return in words where two readings part."""
    if isinstance(one[1], list) and isinstance(other[1], list):
        for number, (left, right) in enumerate(zip(one[1], other[1], strict=False)):
            if left != right:
                return f"item {number} is {left!r} by {one[0]} and {right!r} by {other[0]}"
        return f"{one[0]} has {len(one[1])} items, {other[0]} {len(other[1])}"
    return f"{one[0]} says {one[1]!r:.300}, {other[0]} {other[1]!r:.300}"


def _rotated(names: list[str], turn: int) -> list[str]:
    cut = turn % len(names)
    return names[cut:] + names[:cut]


def _milliseconds(make: Callable[[], bytes]) -> tuple[float, float]:
    """Return how long one document took by the clock, and how long the process computed for it.

    A document is made right before, untimed, so that each contender is measured warm, as amid a batch: the
    collection walks through the whole heap and so empties the processor's caches.
    """
    gc.collect()
    make()
    wall, cpu = time.perf_counter(), time.process_time()
    make()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
