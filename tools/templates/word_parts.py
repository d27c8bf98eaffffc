"""Numbering, settings and theme of a Word template in the look of the house, each a part in full."""

from __future__ import annotations

from tools.templates.word_palette import BLUE, FILL, INK, LATIN, MUTED, SERIES, TEAL, WHITE, east_asian

__all__ = ["numbering_xml", "settings_xml", "theme_xml"]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def numbering_xml() -> str:
    def level(number: int, kind: str, text: str, left: int, hanging: int, style: str = "") -> str:
        bound = f'<w:pStyle w:val="{style}"/>' if style else ""
        colour = f'<w:rPr><w:color w:val="{TEAL}"/></w:rPr>' if kind == "bullet" else ""
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{bound}<w:suff '
            f'w:val="tab"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" '
            f'w:pos="{left}"/></w:tabs>'
            f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{colour}</w:lvl>'
        )

    headings = [(0, "%1", 480), (1, "%1.%2", 600), (2, "%1.%2.%3", 760)]
    lists = {
        1: "".join(level(n, "decimal", text, left, left, f"Heading{n + 1}") for n, text, left in headings),
        2: level(0, "bullet", "•", 340, 340, "ListBullet") + level(1, "bullet", "–", 680, 340),
        3: level(0, "decimal", "%1.", 340, 340, "ListNumber") + level(1, "lowerLetter", "%2)", 680, 340),
    }
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for n, levels in lists.items()
    )
    uses = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in lists)
    return f"<w:numbering {_W}>{kinds}{uses}</w:numbering>"


def settings_xml(language: str) -> str:
    latin = "zh-CN" if language == "zh" else "en-US"
    return (
        f"<w:settings {_W}><w:zoom "
        f'w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
        '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/>'
        '<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>'
        '<w:compatSetting w:name="enableOpenTypeFeatures" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="1"/>'
        '<w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="1"/>'
        f'</w:compat><w:themeFontLang w:val="{latin}" w:eastAsia="zh-CN"/><w:clrSchemeMapping '
        f'w:bg1="light1" w:t1="dark1" '
        'w:bg2="light2" w:t2="dark2" w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" '
        'w:accent4="accent4" '
        'w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink" '
        'w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def theme_xml(language: str) -> str:
    colours = {"dk1": INK, "lt1": WHITE, "dk2": BLUE, "lt2": FILL}
    colours |= {f"accent{n}": colour for n, colour in enumerate(SERIES, 1)}
    colours |= {"hlink": BLUE, "folHlink": MUTED}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    font = (
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{east_asian(language)}"/><a:cs typeface=""/>'
        '<a:font script="Hans" typeface="微软雅黑"/>'
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a:theme {_A} name="Docgen">'
        "<a:themeElements>"
        f'<a:clrScheme name="Docgen">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Docgen"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Docgen"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
