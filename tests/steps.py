"""What is wrong with the animations of a slide: steps and builds that name what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

__all__ = ["wrong_steps"]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def wrong_steps(slide: etree._Element, series: Mapping[str, int], number: int) -> Iterator[str]:
    """Yield what animations name and the slide has not; ``series`` counts those of charts by relationship."""
    paragraphs, counts = _paragraphs(slide), _series(slide, series)
    targets = [(target.get("spid", ""), target) for target in slide.iter(P + "spTgt")]
    for shape, target in targets:
        for part in target.iter(P + "pRg"):
            if not int(part.get("st", 0)) <= int(part.get("end", 0)) < paragraphs.get(shape, 0):
                yield f"an animation names a paragraph that is not in shape {shape} of slide {number}"
        for part in target.iter(A + "chart"):
            if int(part.get("seriesIdx", 0)) >= counts.get(shape, 0):
                yield f"an animation names a series that is not in shape {shape} of slide {number}"
    for build in slide.iter(P + "bldP", P + "bldGraphic", P + "bldDgm", P + "bldOleChart"):
        if build.get("spid") not in {shape for shape, _ in targets}:
            yield f"a build names shape {build.get('spid')} of slide {number}, which nothing animates"


def _paragraphs(slide: etree._Element) -> dict[str, int]:
    bodies = [(_shape_id(shape), shape.find(P + "txBody")) for shape in slide.iter(P + "sp")]
    return {id_: len(body.findall(A + "p")) for id_, body in bodies if body is not None}


def _series(slide: etree._Element, series: Mapping[str, int]) -> dict[str, int]:
    frames = [(_shape_id(frame), frame.iter("{*}chart")) for frame in slide.iter(P + "graphicFrame")]
    return {id_: sum(series.get(e.get(_ID, ""), 0) for e in charts) for id_, charts in frames}


def _shape_id(shape: etree._Element) -> str:
    return next((e.get("id", "") for e in shape.iter(P + "cNvPr")), "")
