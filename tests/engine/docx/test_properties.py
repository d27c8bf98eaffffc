"""Document properties and variables take values in the form of their kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from docgen.engine import compile
from docgen.errors import RenderError
from tests.engine.docx.objects import Part, objects, render

PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def custom(kind: str, text: str = "{{ v }}") -> dict[str, Part]:
    """Return a custom property of a kind."""
    xml = (
        f'<Properties xmlns="{PROPERTIES}custom-properties" xmlns:vt="{PROPERTIES}docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="P">'
        f"<vt:{kind}>{text}</vt:{kind}></property></Properties>"
    )
    content_type = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    return {"custom": Part("custom-properties", "custom.xml", content_type, xml.encode())}


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("lpwstr", "A & B", "A & B"),
        ("lpwstr", 5, "5"),
        ("i4", 5, "5"),
        ("i4", Decimal("5.0"), "5"),
        ("r8", Decimal("2.50"), "2.50"),
        ("bool", True, "true"),
        ("bool", "False", "false"),
        ("filetime", dt.date(2026, 3, 31), "2026-03-31T00:00:00Z"),
        ("filetime", "2026-03-31T10:00:00+02:00", "2026-03-31T08:00:00Z"),
    ],
)
def test_a_property_keeps_its_type(kind: str, value: object, written: str) -> None:
    file = render(objects("x", parts=custom(kind)), v=value)
    assert "".join(map(str, file.tree("word/custom.xml").itertext())) == written


@pytest.mark.parametrize(
    ("kind", "value"),
    [("i4", 2.5), ("i4", "many"), ("bool", "perhaps"), ("filetime", "soon"), ("filetime", dt.time(8))],
)
def test_a_value_of_another_type_is_told(kind: str, value: object) -> None:
    with pytest.raises(RenderError) as caught:
        compile(objects("x", parts=custom(kind))).render({"v": value})
    assert [(p.code, p.tag) for p in caught.value.problems] == [("wrong-type", "{{ v }}")]


def test_dates_of_the_file_are_written_as_the_standard_asks() -> None:
    xml = (
        "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{{ v.year }} report</dc:title>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">{{ v }}</dcterms:created></cp:coreProperties>'
    )
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    part = Part("core-properties", "core.xml", kind, xml.encode())
    file = render(objects("x", parts={"core": part}), v=dt.date(2026, 3, 31))
    assert list(file.tree("word/core.xml").itertext()) == ["2026 report", "2026-03-31T00:00:00Z"]


def test_document_variables_take_values_and_other_settings_stay() -> None:
    xml = (
        f'<w:settings xmlns:w="{W}"><w:attachedSchema w:val="{{{{ v }}}}"/><w:docVars>'
        '<w:docVar w:name="Customer" w:val="{{ v }}"/></w:docVars></w:settings>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
    part = Part("settings", "settings.xml", kind, xml.encode())
    file = render(objects("x", parts={"s": part}), v='A & "B"')
    assert file.find("//w:docVar/@w:val", "word/settings.xml") == ['A & "B"']
    assert file.find("//w:attachedSchema/@w:val", "word/settings.xml") == ["{{ v }}"]
