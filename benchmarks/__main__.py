"""``python -m benchmarks``: measures what is asked for, prints the table and writes it to a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import deck, excel, memory, peers, review, service, word
from benchmarks.measure import SUBJECT, Workload, measure
from benchmarks.report import Line, busy, markdown, write

WORKLOADS: dict[str, Callable[[], Workload]] = {
    **{f"word-{size}": partial(word.workload, size) for size in word.SIZES},
    **{f"excel-{size}": partial(excel.workload, size) for size in excel.SIZES},
    "deck": deck.workload,
    "deck-60": review.workload,
}
MEMORY, SERVICE = "memory", "service"
RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 if a goal was missed, so that a script can tell."""
    options = _options(arguments)
    if options.peers and not peers.is_installed():
        print(
            "docxtemplater and Carbone are not there: `make peers` installs them, for Node.", file=sys.stderr
        )
        return 2
    lines: list[Line] = []
    for name in options.only or [*WORKLOADS, MEMORY, SERVICE]:
        print(f"{name} … {busy()}", file=sys.stderr, flush=True)
        if name == SERVICE:
            lines.append(service.measure(options.documents))
        else:
            lines += memory.measure() if name == MEMORY else _lines(name, options.rounds)
        if options.peers and name.startswith("word-"):
            ours = next(line.figure for line in lines if line.workload == name)
            lines += peers.measure(name.removeprefix("word-"), ours, options.rounds)
    print(markdown(lines))
    print(*(f"written: {path}" for path in write(options.results, lines)), sep="\n", file=sys.stderr)
    return int(any(line.verdict.endswith("missed") for line in lines))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [*WORKLOADS, MEMORY, SERVICE]
    parser.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"some of: {', '.join(names)}"
    )
    parser.add_argument("--peers", action="store_true", help="measure docxtemplater and Carbone too")
    parser.add_argument("--rounds", type=int, help="rounds of each workload instead of its own number")
    parser.add_argument("--documents", type=int, default=500, help="reports in the service's batch (500)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of latest.json and latest.md")
    return parser.parse_args(arguments)


def _lines(name: str, rounds: int | None) -> list[Line]:
    """Return a line for each contender of a workload, with the ratio of its median to docgen's."""
    workload = WORKLOADS[name]()
    results = measure(workload, rounds)
    ours = next(result for result in results if result.contender == SUBJECT)
    return [
        Line(
            workload=name,
            title=workload.title,
            contender=result.contender,
            figure=result.median,
            unit="ms",
            ratio=None if result is ours else result.median / ours.median,
            goal=workload.goals.get(result.contender),
            size=result.size,
            processor=result.processor_median,
            processor_ratio=None if result is ours else result.processor_median / ours.processor_median,
        )
        for result in results
    ]


if __name__ == "__main__":
    sys.exit(main())
