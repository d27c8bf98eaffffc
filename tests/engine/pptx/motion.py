"""Transitions and animations as PowerPoint writes them, which python-pptx does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.engine.pptx.extras import P, attach, xml


def add_transition(slide: Any, sound: bytes) -> None:
    """Let a slide fade in with a sound."""
    id_ = attach(slide.part, f"ppt/media/sound{slide.slide_id}.wav", "audio/x-wav", "audio", sound)
    slide._element.append(
        xml(
            f'<p:transition><p:fade/><p:sndAc><p:stSnd><p:snd r:embed="{id_}" '
            'name="s.wav"/></p:stSnd></p:sndAc>'
            "</p:transition>"
        )
    )


def add_animations(slide: Any, ids: Sequence[int], triggered: int = 0) -> None:
    """Let shapes appear one click after another; ``triggered`` is one that waits for a click on another."""
    numbers = iter(range(1, 10_000))
    clicks = "".join(_click(id_, numbers) for id_ in ids)
    built = "".join(f'<p:bldP spid="{id_}" grpId="0"/>' for id_ in ids)
    waiting = _interactive(triggered, ids[0], numbers) if triggered else ""
    slide._element.append(
        xml(
            f'<p:timing><p:tnLst><p:par><p:cTn id="{next(numbers)}" dur="indefinite" restart="never" '
            f'nodeType="tmRoot"><p:childTnLst><p:seq concurrent="1" nextAc="seek"><p:cTn '
            f'id="{next(numbers)}" '
            f'dur="indefinite" '
            f'nodeType="mainSeq"><p:childTnLst>{clicks}</p:childTnLst></p:cTn></p:seq>{waiting}'
            f"</p:childTnLst></p:cTn></p:par></p:tnLst><p:bldLst>{built}</p:bldLst></p:timing>"
        )
    )


def _click(shape: int, numbers: Any) -> str:
    outer, middle, effect, inner = (next(numbers) for _ in range(4))
    return (
        f'<p:par><p:cTn id="{outer}" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>'
        f'<p:childTnLst><p:par><p:cTn id="{middle}" fill="hold"><p:stCondLst><p:cond '
        'delay="0"/></p:stCondLst>'
        f'<p:childTnLst><p:par><p:cTn id="{effect}" presetID="1" presetClass="entr" presetSubtype="0" '
        'fill="hold" grpId="0" nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst>'
        f'<p:childTnLst><p:set><p:cBhvr><p:cTn id="{inner}" dur="1" fill="hold"/><p:tgtEl>'
        f'<p:spTgt spid="{shape}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName>'
        '</p:attrNameLst></p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn>'
        "</p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>"
    )


def _interactive(trigger: int, shape: int, numbers: Any) -> str:
    return (
        f'<p:seq concurrent="1" nextAc="seek"><p:cTn id="{next(numbers)}" '
        'restart="whenNotActive" fill="hold" '
        'evtFilter="cancelBubble" nodeType="interactiveSeq"><p:stCondLst><p:cond evt="onClick" delay="0">'
        f'<p:tgtEl><p:spTgt spid="{trigger}"/></p:tgtEl></p:cond></p:stCondLst><p:childTnLst>'
        f"{_click(shape, numbers)}</p:childTnLst></p:cTn></p:seq>"
    )


def add_steps(slide: Any, shape: int, steps: str, build: str = "p") -> None:
    """Animate paragraphs of a shape: ``0 1+2 3>4`` are three clicks, ``+`` is with and ``>`` after another.

    A number may be a range (``0-2``), ``c`` before it counts characters, and ``s7`` is shape 7 as a whole;
    ``series0``, ``category0`` and ``grid`` are parts of a chart.
    """
    numbers = iter(range(3, 10_000))
    for old in slide._element.findall(f"{{{P}}}timing"):
        slide._element.remove(old)
    clicks = "".join(_moments(click.split(">"), shape, numbers) for click in steps.split())
    slide._element.append(
        xml(
            '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot">'
            '<p:childTnLst><p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" '
            f'nodeType="mainSeq"><p:childTnLst>{clicks}</p:childTnLst></p:cTn></p:seq></p:childTnLst>'
            f'</p:cTn></p:par></p:tnLst><p:bldLst><p:bldP spid="{shape}" grpId="0" build="{build}"/>'
            "</p:bldLst></p:timing>"
        )
    )


def _moments(moments: Sequence[str], shape: int, numbers: Any) -> str:
    """Return a click, whose moments follow one another by themselves, half a second each."""
    written = ""
    for at, moment in enumerate(moments):
        outer = next(numbers)
        kinds = ["afterEffect" if at else "clickEffect", *["withEffect"] * moment.count("+")]
        effects = "".join(
            _effect(target, shape, kind, numbers)
            for target, kind in zip(moment.split("+"), kinds, strict=True)
        )
        written += (
            f'<p:par><p:cTn id="{outer}" fill="hold"><p:stCondLst><p:cond delay="{500 * at}"/></p:stCondLst>'
            f"<p:childTnLst>{effects}</p:childTnLst></p:cTn></p:par>"
        )
    return (
        f'<p:par><p:cTn id="{next(numbers)}" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>'
        f'<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst>{written}'
        "</p:childTnLst></p:cTn></p:par>"
    )


def _effect(target: str, shape: int, kind: str, numbers: Any) -> str:
    """Return an effect that fades a target in, and plays on with a subordinate step."""
    aimed = _aim(target, shape)
    effect, shown, faded, after = (next(numbers) for _ in range(4))
    return (
        f'<p:par><p:cTn id="{effect}" presetID="10" presetClass="entr" presetSubtype="0" fill="hold" '
        f'grpId="0" nodeType="{kind}"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>'
        f'<p:set><p:cBhvr><p:cTn id="{shown}" dur="1" fill="hold"/><p:tgtEl>{aimed}</p:tgtEl>'
        "<p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr><p:to>"
        '<p:strVal val="visible"/></p:to></p:set><p:animEffect transition="in" filter="fade"><p:cBhvr>'
        f'<p:cTn id="{faded}" dur="500"/><p:tgtEl>{aimed}</p:tgtEl></p:cBhvr></p:animEffect>'
        f'</p:childTnLst><p:subTnLst><p:animClr clrSpc="rgb"><p:cBhvr override="childStyle"><p:cTn '
        f'id="{after}" dur="1" fill="hold" display="0" masterRel="nextClick" afterEffect="1"/><p:tgtEl>'
        f"{aimed}</p:tgtEl><p:attrNameLst><p:attrName>ppt_c</p:attrName></p:attrNameLst></p:cBhvr><p:to>"
        '<a:srgbClr val="808080"/></p:to></p:animClr></p:subTnLst></p:cTn></p:par>'
    )


def _aim(target: str, shape: int) -> str:
    name, number = target.rstrip("0123456789"), target.lstrip("abcdefghijklmnopqrstuvwxyz")
    if name == "s":
        return f'<p:spTgt spid="{number}"/>'
    if name in ("series", "category", "grid"):
        series, category = (number if name == kind else -3 for kind in ("series", "category"))
        step = "gridLegend" if name == "grid" else name
        part = f'<a:chart seriesIdx="{series}" categoryIdx="{category}" bldStep="{step}"/>'
        return f'<p:spTgt spid="{shape}"><p:graphicEl>{part}</p:graphicEl></p:spTgt>'
    first, _, last = number.partition("-")
    text = f'<p:{"charRg" if target[0] == "c" else "pRg"} st="{first}" end="{last or first}"/>'
    return f'<p:spTgt spid="{shape}"><p:txEl>{text}</p:txEl></p:spTgt>'
