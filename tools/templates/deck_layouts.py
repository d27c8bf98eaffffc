"""The slide master and the layouts of the house, as PresentationML.

Owners of a template choose from these layouts when they add a slide; the slides
of the templates use them too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.templates.deck_look import CONTENT, HEIGHT, MUTED, RULE, WIDTH, Box, Text, emu, in_language, solid

__all__ = ["FOOTER", "LAYOUTS", "Layout", "footers", "master_parts"]

FOOTER = "{{ customer.label }}  |  {{ document.title }}  |  {{ provider.label }}"
_TITLE, _LEAD = Box(0.8, 0.42, 11.93, 0.7), Box(0.8, 1.08, 11.93, 0.42)

_FOOT, _NUMBER = Box(0.6, 7.02, 10.5, 0.3), Box(11.73, 7.02, 1.0, 0.3)
_CLICK: dict[str, Text] = {
    "title": ("单击此处编辑标题", "Click to edit the title"),
    "ctrTitle": ("单击此处编辑标题", "Click to edit the title"),
    "subTitle": ("单击此处编辑副标题", "Click to edit the subtitle"),
    "body": ("单击此处编辑文本", "Click to edit the text"),
}
_NAMES: dict[str, Text] = {
    "title": ("标题", "Title"),
    "ctrTitle": ("标题", "Title"),
    "subTitle": ("副标题", "Subtitle"),
    "body": ("文本", "Text"),
    "": ("内容", "Content"),
    "ftr": ("页脚", "Footer"),
    "sldNum": ("页码", "Slide number"),
}


@dataclass(frozen=True)
class Style:
    """How the text of a placeholder looks."""

    size: float = 14
    colour: str = "tx1"
    bold: bool = False
    align: str = "l"
    anchor: str = "t"


def _transform(box: Box) -> str:
    x, y, width, height = (emu(side) for side in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _style(style: Style) -> str:
    run = f'<a:defRPr sz="{round(style.size * 100)}" b="{int(style.bold)}">{solid(style.colour)}</a:defRPr>'
    level = f'<a:lvl1pPr marL="0" indent="0" algn="{style.align}"><a:buNone/>{run}</a:lvl1pPr>'
    return f"<a:lstStyle>{level}</a:lstStyle>"


class Tree:
    """The shapes of a master or layout under construction."""

    def __init__(self, language: str) -> None:
        self.language, self.shapes = language, list[str]()

    def _id(self) -> int:
        return len(self.shapes) + 2

    def placeholder(
        self, kind: str, index: int, box: Box, style: Style | None = None, text: str = ""
    ) -> None:
        """Add a placeholder; without a style it takes its master's."""
        name = f"{in_language(_NAMES[kind], self.language)} {index}"
        attributes = (f' type="{kind}"' if kind else "") + (f' idx="{index}"' if index else "")
        anchor = f' anchor="{style.anchor}"' if style else ""
        shown = text or _run(in_language(_CLICK.get(kind) or _CLICK["body"], self.language))
        self.shapes.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self._id()}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
            f"</p:cNvSpPr><p:nvPr><p:ph{attributes}/></p:nvPr></p:nvSpPr><p:spPr>{_transform(box)}"
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"{anchor}><a:normAutofit/></a:bodyPr>'
            f"{_style(style) if style else '<a:lstStyle/>'}<a:p>{shown}</a:p></p:txBody></p:sp>"
        )

    def shape(self, box: Box, colour: str, alpha: int = 100, form: str = "rect") -> None:
        """Add a plain coloured shape."""
        number = self._id()
        self.shapes.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Shape {number}"/><p:cNvSpPr/><p:nvPr '
            f'userDrawn="1"/>'
            f'</p:nvSpPr><p:spPr>{_transform(box)}<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>'
            f"{solid(colour, alpha)}<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>"
            "<a:p/></p:txBody></p:sp>"
        )

    def foot(self) -> None:
        """Add footer and slide number."""
        self.placeholder("ftr", 11, _FOOT, Style(9, MUTED, anchor="ctr"), _run(FOOTER))
        self.placeholder("sldNum", 12, _NUMBER, Style(9, MUTED, align="r", anchor="ctr"), _NUMBER_FIELD)

    def head(self) -> None:
        """Add title and lead."""
        self.placeholder("title", 0, _TITLE)
        self.placeholder("body", 13, _LEAD, Style(13, MUTED, anchor="ctr"))

    def xml(self, background: str) -> str:
        """Return the common slide data with these shapes."""
        return (
            f"<p:cSld><p:bg><p:bgPr>{solid(background)}<a:effectLst/></p:bgPr></p:bg><p:spTree><p:nvGrpSpPr>"
            '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
            f"{''.join(self.shapes)}</p:spTree></p:cSld>"
        )


def _run(text: str) -> str:
    return f"<a:r><a:rPr/><a:t>{text}</a:t></a:r>"


_NUMBER_FIELD = (
    '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'
)


def footers(language: str) -> str:
    """Return footer and slide number as the shapes of a slide."""
    kinds = (("ftr", 11, _run(FOOTER)), ("sldNum", 12, _NUMBER_FIELD))
    return "".join(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{index + 900}" name="{in_language(_NAMES[kind], language)} {index}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" '
        f'idx="{index}"/>'
        f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{text}</a:p></p:txBody></p:sp>"
        for kind, index, text in kinds
    )


# the master


def master_parts(language: str) -> tuple[str, str]:
    """Return the master's slide data and its text styles."""
    tree = Tree(language)
    tree.shape(Box(0.6, 0.5, 0.07, 0.54), "accent2")
    tree.shape(Box(0.6, 6.97, 12.13, 0.012), RULE)
    tree.placeholder("title", 0, _TITLE, Style(24, "accent1", bold=True, anchor="ctr"))
    tree.placeholder("body", 1, CONTENT)
    tree.foot()
    return tree.xml("bg1"), _text_styles()


def _text_styles() -> str:
    fonts = '<a:latin typeface="+{0}-lt"/><a:ea typeface="+{0}-ea"/><a:cs typeface="+{0}-cs"/>'
    title = (
        '<p:titleStyle><a:lvl1pPr algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"><a:lnSpc>'
        '<a:spcPct val="95000"/></a:lnSpc><a:buNone/>'
        f'<a:defRPr sz="2400" b="1" '
        f'kern="1200">{solid("accent1")}{fonts.format("mj")}</a:defRPr></a:lvl1pPr></p:titleStyle>'
    )
    levels = "".join(_level(n, size, fonts.format("mn")) for n, size in enumerate((16, 14, 13, 12, 12), 1))
    run = f'<a:defRPr sz="1400" kern="1200">{solid("tx1")}{fonts.format("mn")}</a:defRPr>'
    other = f"<a:lvl1pPr>{run}</a:lvl1pPr>"
    body = f"<p:bodyStyle>{levels}</p:bodyStyle>"
    return f"<p:txStyles>{title}{body}<p:otherStyle>{other}</p:otherStyle></p:txStyles>"


def _level(number: int, size: int, fonts: str) -> str:
    margin = 228600 * number
    sign = "•–"[number > 1]
    bullet = (
        '<a:buClr><a:schemeClr val="accent2"/></a:buClr><a:buFont typeface="Arial"/>'
        f'<a:buChar char="{sign}"/>'
    )
    return (
        f'<a:lvl{number}pPr marL="{margin}" indent="-228600" algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" '
        'hangingPunct="1"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts '
        'val="600"/></a:spcBef>'
        f'{bullet}<a:defRPr sz="{size * 100}" kern="1200">{solid("tx1")}{fonts}</a:defRPr></a:lvl{number}pPr>'
    )


# the layouts


def _cover(tree: Tree) -> None:
    tree.shape(Box(0, 0, WIDTH, 5.2), "accent1")
    for x, alpha in ((8.2, 5), (9.9, 7), (11.6, 9)):
        tree.shape(Box(x, 0, 3.2, 5.2), "bg1", alpha, "parallelogram")
    tree.shape(Box(0, 5.2, WIDTH, 0.09), "accent2")
    tree.placeholder("ctrTitle", 0, Box(0.9, 1.7, 10.2, 1.35), Style(40, "bg1", bold=True, anchor="b"))
    tree.placeholder("subTitle", 1, Box(0.9, 3.2, 10.2, 1.1), Style(18, "DCE6F1"))
    tree.placeholder("body", 14, Box(0.9, 0.65, 7, 0.4), Style(14, "DCE6F1", anchor="ctr"))
    for index, box in enumerate(Box(0.9, 5.75, 8.6, 1.2).columns(4, 0.25), 15):
        tree.placeholder("body", index, box, Style(13))


def _agenda(tree: Tree) -> None:
    tree.head()
    tree.placeholder("body", 1, CONTENT)
    tree.foot()


def _section(tree: Tree) -> None:
    tree.shape(Box(0, 0, 4.3, HEIGHT), "accent1")
    tree.shape(Box(4.3, 0, 0.09, HEIGHT), "accent2")
    tree.placeholder("body", 13, Box(0.9, 2.6, 2.9, 1.6), Style(72, "bg1", bold=True, anchor="ctr"))
    tree.placeholder("title", 0, Box(5.1, 2.5, 7.4, 1.1), Style(34, "accent1", bold=True, anchor="b"))
    tree.placeholder("body", 1, Box(5.1, 3.8, 7.4, 1.6), Style(16, MUTED))


def _content(tree: Tree) -> None:
    tree.head()
    tree.placeholder("", 1, CONTENT)
    tree.foot()


def _two(tree: Tree) -> None:
    tree.head()
    for index, box in enumerate(CONTENT.columns(2, 0.4), 1):
        tree.placeholder("", index, box)
    tree.foot()


def _title_only(tree: Tree) -> None:
    tree.head()
    tree.foot()


def _closing(tree: Tree) -> None:
    tree.shape(Box(0, 0, WIDTH, HEIGHT), "accent1")
    for x, alpha in ((8.2, 5), (9.9, 7), (11.6, 9)):
        tree.shape(Box(x, 0, 3.8, HEIGHT), "bg1", alpha, "parallelogram")
    tree.shape(Box(0.9, 3.72, 1.2, 0.07), "accent2")
    tree.placeholder("ctrTitle", 0, Box(0.9, 2.2, 9, 1.3), Style(40, "bg1", bold=True, anchor="b"))
    tree.placeholder("body", 1, Box(0.9, 4.05, 9, 2.4), Style(15, "DCE6F1"))


@dataclass(frozen=True)
class Layout:
    """A layout: its key, name, kind in the file format, and what draws it."""

    key: str
    name: Text
    kind: str
    draw: Callable[[Tree], None]
    own_ground: bool = False
    """Whether the master's shapes stay away."""

    def xml(self, language: str) -> str:
        """Return the layout's slide data."""
        tree = Tree(language)
        self.draw(tree)
        return tree.xml("bg1").replace("<p:cSld>", f'<p:cSld name="{in_language(self.name, language)}">')


LAYOUTS = (
    Layout("cover", ("封面", "Cover"), "title", _cover, own_ground=True),
    Layout("agenda", ("目录", "Agenda"), "", _agenda),
    Layout("section", ("章节", "Section"), "secHead", _section, own_ground=True),
    Layout("content", ("标题和内容", "Title and content"), "obj", _content),
    Layout("two", ("两栏内容", "Two contents"), "twoObj", _two),
    Layout("title", ("仅标题", "Title only"), "titleOnly", _title_only),
    Layout("closing", ("封底", "Closing"), "", _closing, own_ground=True),
)
