"""What can be made: deliverables with their fields, schema and sample."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import Schema, fields, validate

from docgen.api.blueprint import Blueprint
from docgen.api.services import services
from docgen.api.spec import PREFIX
from docgen.catalog import Deliverable

__all__ = ["blueprint"]

blueprint = Blueprint("deliverables", __name__, url_prefix=f"{PREFIX}/deliverables", description=__doc__)


class FieldSchema(Schema):
    """A field that templates of the deliverable may use."""

    path = fields.String(metadata={"description": "Lists are marked by []", "example": "risks[].title"})
    type = fields.String(metadata={"example": "text"})
    description = fields.String()
    example = fields.Raw(metadata={"description": "A value as it may stand in the data"})
    computed = fields.Boolean(
        metadata={"description": "Whether the service computes it, so that nobody sends it"}
    )


class DeliverableSummarySchema(Schema):
    """A kind of document, in short."""

    id = fields.String(metadata={"example": "monthly_report"})
    programme = fields.String(metadata={"example": "consulting"})
    titles = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "Per language"}
    )
    formats = fields.List(fields.String(), metadata={"example": ["docx", "pptx", "xlsx"]})
    languages = fields.List(fields.String(), metadata={"example": ["zh", "en"]})
    href = fields.String()


class DeliverableSchema(DeliverableSummarySchema):
    """A kind of document with all that its data and templates need."""

    fields_ = fields.List(fields.Nested(FieldSchema), data_key="fields")
    schema = fields.Dict(metadata={"description": "JSON Schema of the data"})
    sample = fields.Dict(metadata={"description": "Complete data, ready to post"})


class DeliverableListSchema(Schema):
    """All kinds of document."""

    deliverables = fields.List(fields.Nested(DeliverableSummarySchema))


class SampleQuerySchema(Schema):
    """Which sample to show."""

    language = fields.String(
        validate=validate.Length(min=1),
        metadata={"description": "The sample's language; else the first", "example": "en"},
    )


@blueprint.route("")
@blueprint.response(200, DeliverableListSchema)
def list_deliverables() -> dict[str, Any]:
    """List what can be made"""
    return {"deliverables": [_summary(found) for found in services().catalog.deliverables.values()]}


@blueprint.route("/<deliverable_id>")
@blueprint.arguments(SampleQuerySchema, location="query")
@blueprint.response(200, DeliverableSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def get_deliverable(query: dict[str, str], deliverable_id: str) -> dict[str, Any]:
    """Show one deliverable: fields, JSON Schema and a complete sample"""
    found = services().catalog.deliverable(deliverable_id)
    return {
        **_summary(found),
        "fields_": found.fields(),
        "schema": found.json_schema(),
        "sample": found.sample(query.get("language", found.languages[0])),
    }


def _summary(found: Deliverable) -> dict[str, Any]:
    return {
        "id": found.id,
        "programme": found.programme,
        "titles": dict(found.titles),
        "formats": list(found.formats),
        "languages": list(found.languages),
        "href": url_for("deliverables.get_deliverable", deliverable_id=found.id),
    }
