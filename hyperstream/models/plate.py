"""What a stored plate must look like (0.3.8: collection ``plate_definitions``)."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, Document, ListField, StringField


class PlateDefinitionModel(Document):  # type: ignore[misc]
    """One plate; its id is the plate's.

    ``values`` are values of the tag wherever they stand, ``identifiers`` single nodes of the
    meta-data tree; with ``complement`` the plate is everything but those.
    """

    plate_id = StringField(primary_key=True)
    meta_data_id = StringField(required=True, min_length=1, max_length=512)
    description = StringField()
    values = ListField(StringField())
    identifiers = ListField(StringField())
    complement = BooleanField()
    parent_plate = StringField()

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}
