"""Objects that python-pptx does not make, added to its slides part by part, as PowerPoint writes them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
A16 = "http://schemas.microsoft.com/office/drawing/2014/main"
_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
_P188 = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
_PC = "http://schemas.microsoft.com/office/powerpoint/2013/main/command"
_TYPE = "application/vnd.openxmlformats-officedocument."
NAMES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'


def xml(text: str) -> etree._Element:
    """Return an element written with the usual prefixes, which are declared here."""
    head, rest = text.split(">", 1) if not text.split(">", 1)[0].endswith("/") else (text[:-2], "")
    return etree.fromstring(f"{head} {NAMES}>{rest}" if rest else f"{head} {NAMES}/>")


def attach(owner: Any, name: str, content_type: str, relation: str, content: str | bytes) -> str:
    """Add a part and relate another to it; return the id.  ``relation`` may be the last word of a type."""
    blob = content.encode() if isinstance(content, str) else content
    part = Part(PackURI("/" + name), content_type, owner.package, blob)
    kind = relation if "/" in relation else f"{R}/{relation}"
    return str(owner.relate_to(part, kind))


def tree_of(slide: Any) -> Any:
    """Return the element that holds a slide's shapes."""
    return slide.shapes._spTree


def add_smartart(slide: Any, *texts: str) -> None:
    """Add a diagram with one box a text, in its data and in its cached drawing."""
    number = slide.slide_id
    points = "".join(
        f'<dgm:pt modelId="{n}"><dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:p><a:r><a:rPr lang="en-US"/>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for n, text in enumerate(texts, 1)
    )
    drawn = "".join(
        f'<dsp:sp modelId="{{{n}}}"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvSpPr/></dsp:nvSpPr>'
        f'<dsp:spPr><a:xfrm><a:off x="0" y="{n * 700000}"/><a:ext cx="3000000" cy="600000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></dsp:spPr><dsp:txBody><a:bodyPr/><a:p><a:r>'
        f'<a:rPr lang="en-US"/><a:t>{escape(text)}</a:t></a:r></a:p></dsp:txBody></dsp:sp>'
        for n, text in enumerate(texts, 1)
    )
    drawing = attach(
        slide.part,
        f"ppt/diagrams/drawing{number}.xml",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml",
        "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing",
        f'<dsp:drawing xmlns:dsp="{_DSP}" xmlns:a="{A}"><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr '
        'id="0" name=""/>'
        f"<dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/>{drawn}</dsp:spTree></dsp:drawing>",
    )
    extension = f'<dsp:dataModelExt xmlns:dsp="{_DSP}" relId="{drawing}" minVer="{_DGM}"/>'
    contents = {
        "data": f'<dgm:dataModel {{}}><dgm:ptLst><dgm:pt modelId="0" type="doc"/>{points}</dgm:ptLst>'
        f'<dgm:cxnLst/><dgm:bg/><dgm:whole/><dgm:extLst><a:ext uri="{_DSP}">{extension}</a:ext></dgm:extLst>'
        "</dgm:dataModel>",
        "layout": '<dgm:layoutDef {} uniqueId="urn:x"><dgm:layoutNode/></dgm:layoutDef>',
        "quickStyle": '<dgm:styleDef {} uniqueId="urn:y"/>',
        "colors": '<dgm:colorsDef {} uniqueId="urn:z"/>',
    }
    kinds = {"data": "Data", "layout": "Layout", "quickStyle": "QuickStyle", "colors": "Colors"}
    ids = {}
    for name, content in contents.items():
        kind = f"diagram{kinds[name]}"
        type_ = f"{_TYPE}drawingml.{'diagramStyle' if name == 'quickStyle' else kind}+xml"
        content = content.replace("{}", f'xmlns:dgm="{_DGM}" xmlns:a="{A}"', 1)
        ids[name] = attach(slide.part, f"ppt/diagrams/{name}{number}.xml", type_, kind, content)
    add_frame(
        slide,
        f'<a:graphicData uri="{_DGM}"><dgm:relIds xmlns:dgm="{_DGM}" r:dm="{ids["data"]}" '
        f'r:lo="{ids["layout"]}" r:qs="{ids["quickStyle"]}" r:cs="{ids["colors"]}"/></a:graphicData>',
    )


def add_frame(slide: Any, data: str, name: str = "Diagram") -> int:
    """Add a graphic frame around some graphic data; return its id."""
    id_ = 1 + max(int(shape.shape_id) for shape in slide.shapes)
    tree_of(slide).append(
        xml(
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{id_}" name="{name}"/><p:cNvGraphicFramePr/>'
            '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="2000000"/><a:ext '
            'cx="4000000" cy="3000000"/>'
            f"</p:xfrm><a:graphic>{data}</a:graphic></p:graphicFrame>"
        )
    )
    return id_


def add_comment(presentation: Any, slide: Any, text: str, index: int = 1) -> None:
    """Add a classic comment by the one author."""
    authors = [r for r in presentation.part.rels.values() if r.reltype.endswith("/commentAuthors")]
    content = (
        f'<p:cmAuthorLst {NAMES}><p:cmAuthor id="0" name="Ann" initials="A" lastIdx="{index}" clrIdx="0"/>'
        "</p:cmAuthorLst>"
    )
    if authors:
        authors[0].target_part._blob = content.encode()
    else:
        kind = f"{_TYPE}presentationml.commentAuthors+xml"
        attach(presentation.part, "ppt/commentAuthors.xml", kind, "commentAuthors", content)
    comment = (
        f'<p:cmLst {NAMES}><p:cm authorId="0" dt="2026-01-02T00:00:00.000" idx="{index}"><p:pos x="9" y="9"/>'
        f"<p:text>{escape(text)}</p:text></p:cm></p:cmLst>"
    )
    name, kind = f"ppt/comments/comment{index}.xml", f"{_TYPE}presentationml.comments+xml"
    attach(slide.part, name, kind, "comments", comment)


def add_thread(presentation: Any, slide: Any, text: str, reply: str) -> None:
    """Add a modern comment with a reply (MS-PPTX 2.2.12)."""
    set_creation_id(slide, 4242)
    author = "{11111111-1111-1111-1111-111111111111}"
    authors = (
        f'<p188:authorLst xmlns:p188="{_P188}"><p188:author id="{author}" name="Ann" initials="A" userId="a" '
        'providerId="None"/></p188:authorLst>'
    )
    kind, type_ = (
        "http://schemas.microsoft.com/office/2018/10/relationships/",
        "application/vnd.ms-powerpoint.",
    )
    attach(presentation.part, "ppt/authors.xml", type_ + "authors+xml", kind + "authors", authors)
    body = "<p188:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>{}</a:t></a:r></a:p></p188:txBody>"
    thread = (
        f'<p188:cmLst xmlns:p188="{_P188}" xmlns:a="{A}"><p188:cm '
        f'id="{{22222222-2222-2222-2222-222222222222}}" '
        f'authorId="{author}" created="2026-01-02T00:00:00.000"><pc:sldMkLst xmlns:pc="{_PC}"><pc:docMk/>'
        f'<pc:sldMk cId="4242" sldId="{slide.slide_id}"/></pc:sldMkLst><p188:replyLst>'
        f'<p188:reply id="{{33333333-3333-3333-3333-333333333333}}" authorId="{author}" '
        f'created="2026-01-03T00:00:00.000">{body.format(escape(reply))}</p188:reply></p188:replyLst>'
        f"{body.format(escape(text))}</p188:cm></p188:cmLst>"
    )
    name = f"ppt/comments/modernComment_{slide.slide_id:X}_1092.xml"
    attach(slide.part, name, type_ + "comments+xml", kind + "comments", thread)


def set_creation_id(slide: Any, value: int) -> None:
    """Give a slide the id that PowerPoint gives each."""
    slide._element.cSld.append(
        xml(
            '<p:extLst><p:ext uri="{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}">'
            f'<p14:creationId xmlns:p14="{P14}" val="{value}"/></p:ext></p:extLst>'
        )
    )


def add_tags(slide: Any, **values: str) -> None:
    """Add a part of tags, as add-ins do."""
    tags = "".join(f'<p:tag name="{name}" val="{escape(value)}"/>' for name, value in values.items())
    kind = f"{_TYPE}presentationml.tags+xml"
    name = f"ppt/tags/tag{slide.slide_id}.xml"
    id_ = attach(slide.part, name, kind, "tags", f"<p:tagLst {NAMES}>{tags}</p:tagLst>")
    slide._element.cSld.append(xml(f'<p:custDataLst><p:tags r:id="{id_}"/></p:custDataLst>'))


def add_model(slide: Any, picture: bytes) -> None:
    """Add a 3-D model with the picture that older programs show."""
    kind = "http://schemas.microsoft.com/office/2017/06/relationships/model3d"
    model = attach(slide.part, "ppt/media/model3d1.glb", "model/gltf.binary", kind, b"glTF")
    image = attach(slide.part, "ppt/media/model.png", "image/png", "image", picture)
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    am3d = "http://schemas.microsoft.com/office/drawing/2017/model3d"
    frame = (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="77" name="Model"/><p:cNvGraphicFramePr/><p:nvPr/>'
        '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{am3d}"><am3d:model3d r:embed="{model}"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )
    fallback = (
        '<p:pic><p:nvPicPr><p:cNvPr id="77" name="Model"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        f'<a:blip r:embed="{image}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</p:spPr></p:pic>"
    )
    tree_of(slide).append(
        etree.fromstring(
            f'<mc:AlternateContent xmlns:mc="{mc}" xmlns:am3d="{am3d}" {NAMES}>'
            f'<mc:Choice Requires="am3d">{frame}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
            "</mc:AlternateContent>"
        )
    )


def add_font(presentation: Any) -> None:
    """Embed a font."""
    id_ = attach(presentation.part, "ppt/fonts/font1.fntdata", "application/x-fontdata", "font", b"font")
    entry = xml(
        f'<p:embeddedFontLst><p:embeddedFont><p:font typeface="Own"/><p:regular '
        f'r:id="{id_}"/></p:embeddedFont>'
        "</p:embeddedFontLst>"
    )
    presentation.part._element.find(f"{{{P}}}notesSz").addnext(entry)


def add_master(presentation: Any) -> None:
    """Add a second master with one layout and a theme of its own."""
    first = presentation.slide_master
    theme = first.part.part_related_by(f"{R}/theme")
    root: Any = etree.fromstring(first.part.blob)
    layouts = root.find(f"{{{P}}}sldLayoutIdLst")
    for entry in list(layouts)[1:]:
        layouts.remove(entry)
    layouts[0].set("id", "2147483700")
    layouts[0].set(f"{{{R}}}id", "rId1")
    kind = f"{_TYPE}presentationml.slide"
    id_ = attach(
        presentation.part, "ppt/slideMasters/slideMaster2.xml", f"{kind}Master+xml", "slideMaster", b""
    )
    master = presentation.part.related_part(id_)
    master._blob = etree.tostring(root)
    layout = attach(master, "ppt/slideLayouts/slideLayout12.xml", f"{kind}Layout+xml", "slideLayout",
                    presentation.slide_layouts[0].part.blob)  # fmt: skip
    assert layout == "rId1"
    master.related_part(layout).relate_to(master, f"{R}/slideMaster")
    attach(master, "ppt/theme/theme9.xml", f"{_TYPE}theme+xml", "theme", theme.blob)
    presentation.part._element.sldMasterIdLst.append(xml(f'<p:sldMasterId id="2147483699" r:id="{id_}"/>'))


def add_show(presentation: Any, slides: Sequence[int], name: str = "Short") -> None:
    """Add a custom show of slides by number."""
    ids = [e.rId for e in presentation.part._element.sldIdLst]
    entries = "".join(f'<p:sld r:id="{ids[number - 1]}"/>' for number in slides)
    show = f'<p:custShow name="{escape(name)}" id="0"><p:sldLst>{entries}</p:sldLst></p:custShow>'
    shows = xml(f"<p:custShowLst>{show}</p:custShowLst>")
    presentation.part._element.find(f"{{{P}}}notesSz").addnext(shows)


def add_sections(presentation: Any, *names: str) -> None:
    """Put each slide into a section of its own; the last takes the rest."""
    ids = [e.get("id") for e in presentation.part._element.sldIdLst]
    groups = [ids[n : n + 1] if n < len(names) - 1 else ids[n:] for n in range(len(names))]
    sections = "".join(
        f'<p14:section name="{escape(name)}" id="{{{n:08d}-0000-0000-0000-000000000000}}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{id_}"/>' for id_ in group)
        + "</p14:sldIdLst></p14:section>"
        for n, (name, group) in enumerate(zip(names, groups, strict=True))
    )
    uri = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
    presentation.part._element.append(
        xml(
            f'<p:extLst><p:ext uri="{uri}"><p14:sectionLst '
            f'xmlns:p14="{P14}">{sections}</p14:sectionLst></p:ext>'
            "</p:extLst>"
        )
    )


def add_ole(slide: Any) -> None:
    """Embed an object with its picture, and a VML part as older programs wrote it."""
    slide.shapes.add_ole_object(io.BytesIO(b"own content"), "Own.Document", 0, 0, 900_000, 900_000)
    vml = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1026"/></xml>'
    kind = f"{_TYPE}vmlDrawing"
    attach(slide.part, f"ppt/drawings/vmlDrawing{slide.slide_id}.vml", kind, "vmlDrawing", vml)


def attach_to_package(presentation: Any, name: str, content_type: str, kind: str, content: str) -> None:
    """Add a part that belongs to the file itself, such as properties."""
    package = presentation.part.package
    package.relate_to(Part(PackURI("/" + name), content_type, package, content.encode()), f"{R}/{kind}")


def count(presentation: Any) -> None:
    """Let the properties count the slides, as PowerPoint does."""
    part = presentation.part.package.part_related_by(f"{R}/extended-properties")
    slides = list(presentation.slides)
    hidden = sum(slide._element.get("show") == "0" for slide in slides)
    numbers = {"Slides": len(slides), "Notes": sum(s.has_notes_slide for s in slides), "HiddenSlides": hidden}
    for name, number in numbers.items():
        part._blob = re.sub(f"<{name}>\\d*<".encode(), f"<{name}>{number}<".encode(), part.blob)


def add_film(slide: Any, alt: str = "") -> None:
    """Add a film with its alternative text."""
    film = slide.shapes.add_movie(io.BytesIO(b"film"), 0, 0, 900_000, 900_000)
    film._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def add_link(slide: Any, element: str, address: str, tip: str) -> None:
    """Link a slide's title, by click (``hlinkClick``) or by hovering (``hlinkHover``)."""
    id_ = slide.part.relate_to(address, f"{R}/hyperlink", is_external=True)
    properties = slide.shapes.title._element.xpath(".//p:cNvPr")[0]
    properties.append(xml(f'<a:{element} r:id="{id_}" tooltip="{escape(tip)}"/>'))


def add_handout(presentation: Any, header: str) -> None:
    """Add a master for handouts with a header."""
    theme = presentation.slide_master.part.part_related_by(f"{R}/theme").blob
    names = ("bg1", "tx1", "bg2", "tx2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    other = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    colours = " ".join(f'{name}="{other.get(name, name)}"' for name in names)
    kind = f"{_TYPE}presentationml.handoutMaster+xml"
    content = (
        f'<p:handoutMaster {NAMES}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/>'
        '<p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id="2" name="Header"/><p:cNvSpPr/>'
        '<p:nvPr><p:ph type="hdr" sz="quarter"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
        f"<a:lstStyle/><a:p><a:r><a:t>{escape(header)}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
        f"</p:cSld><p:clrMap {colours}/></p:handoutMaster>"
    )
    name = "ppt/handoutMasters/handoutMaster1.xml"
    id_ = attach(presentation.part, name, kind, "handoutMaster", content)
    master = presentation.part.related_part(id_)
    attach(master, "ppt/theme/theme8.xml", f"{_TYPE}theme+xml", "theme", theme)
    entry = xml(f'<p:handoutMasterIdLst><p:handoutMasterId r:id="{id_}"/></p:handoutMasterIdLst>')
    presentation.part._element.sldMasterIdLst.addnext(entry)


def add_note_on_chart(slide: Any, text: str) -> None:
    """Draw a text on the slide's chart."""
    chart = next(shape.chart.part for shape in slide.shapes if shape.has_chart)
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    cdr = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
    corners = (
        f"<cdr:{e}><cdr:x>{at}</cdr:x><cdr:y>{at}</cdr:y></cdr:{e}>" for e, at in (("from", 0.1), ("to", 0.5))
    )
    drawing = (
        f'<c:userShapes xmlns:c="{c}" xmlns:a="{A}" xmlns:cdr="{cdr}"><cdr:relSizeAnchor>{"".join(corners)}'
        '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="2" name="Note"/><cdr:cNvSpPr txBox="1"/>'
        '</cdr:nvSpPr><cdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></cdr:spPr><cdr:txBody>'
        f"<a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></cdr:txBody></cdr:sp>"
        "</cdr:relSizeAnchor></c:userShapes>"
    )
    kind = f"{_TYPE}drawingml.chartshapes+xml"
    id_ = attach(chart, f"ppt/drawings/drawing{slide.slide_id}.xml", kind, "chartUserShapes", drawing)
    chart._element.append(etree.fromstring(f'<c:userShapes xmlns:c="{c}" xmlns:r="{R}" r:id="{id_}"/>'))


def add_equation(slide: Any, text: str) -> None:
    """Add an equation, with the text that older programs show."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    a14 = "http://schemas.microsoft.com/office/drawing/2010/main"
    m = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="88" name="Equation"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{}</a:p></p:txBody></p:sp>"
    )
    equation = (
        f'<a14:m><m:oMathPara xmlns:m="{m}"><m:oMath><m:r><m:t>{escape(text)}</m:t></m:r></m:oMath>'
        "</m:oMathPara></a14:m>"
    )
    older = "<a:r><a:t>an equation</a:t></a:r>"
    tree_of(slide).append(
        etree.fromstring(
            f'<mc:AlternateContent xmlns:mc="{mc}" xmlns:a14="{a14}" {NAMES}><mc:Choice Requires="a14">'
            f"{shape.format(equation)}</mc:Choice><mc:Fallback>{shape.format(older)}</mc:Fallback>"
            "</mc:AlternateContent>"
        )
    )


def add_zoom(slide: Any, target: Any, creation: int) -> None:
    """Add a zoom to another slide, with the linked picture that older programs show (MS-PPTX, sldZm)."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    pslz = "http://schemas.microsoft.com/office/powerpoint/2016/slidezoom"
    p166 = "http://schemas.microsoft.com/office/powerpoint/2016/6/main"
    image = attach(slide.part, f"ppt/media/zoom{slide.slide_id}.png", "image/png", "image", b"preview")
    link = slide.part.relate_to(target.part, f"{R}/slide")
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="66" name="Zoom"/><p:cNvGraphicFramePr/><p:nvPr/>'
        '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{pslz}"><pslz:sldZm><pslz:sldZmObj sldId="{target.slide_id}" cId="{creation}">'
        '<pslz:zmPr id="{44444444-4444-4444-4444-444444444444}" transitionDur="1000"><p166:blipFill>'
        f'<a:blip r:embed="{image}"/></p166:blipFill></pslz:zmPr></pslz:sldZmObj></pslz:sldZm>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    picture = (
        f'<p:pic><p:nvPicPr><p:cNvPr id="66" name="Zoom"><a:hlinkClick r:id="{link}" '
        'action="ppaction://hlinksldjump"/></p:cNvPr><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        f'<a:blip r:embed="{image}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr/></p:pic>'
    )
    tree_of(slide).append(
        etree.fromstring(
            f'<mc:AlternateContent xmlns:mc="{mc}" xmlns:pslz="{pslz}" xmlns:p166="{p166}" {NAMES}>'
            f'<mc:Choice Requires="pslz">{frame}</mc:Choice><mc:Fallback>{picture}</mc:Fallback>'
            "</mc:AlternateContent>"
        )
    )
