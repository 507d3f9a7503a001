"""From a mongoengine model to a plain document and back, with no connection anywhere.

The stores keep definitions as plain documents; the models say what such a document must look
like. Nothing here opens a database: a model validates itself and gives its fields, that is all.
Importing this module costs the import of mongoengine (0.2 s), so rooms that must start quickly
import it only where a definition is checked.
"""

from __future__ import annotations

from typing import Any, TypeVar

from bson import SON
from mongoengine import Document
from mongoengine.errors import MongoEngineException, ValidationError

from ..utils.errors import StoreFormatError, ValueNotStorableError


def to_document(model: Document) -> dict[str, Any]:
    """The model as a plain document with its id under ``_id``.

    Raises:
        ValueNotStorableError: (a `ValueError`) A field is missing or has a wrong value.
    """
    try:
        model.validate()
    except ValidationError as error:
        msg = f"This {type(model).__name__} cannot be stored: {_reasons(error)}; nothing was written."
        raise ValueNotStorableError(msg, model=model, fields=error.to_dict()) from error
    plain: dict[str, Any] = _plain(model.to_mongo())
    return plain


M = TypeVar("M", bound=Document)


def from_document(kind: type[M], document: dict[str, Any]) -> M:
    """The model of a plain document.

    Raises:
        StoreFormatError: (a `ValueError`) The document is not of this kind; says which field.
    """
    try:
        model: M = kind._from_son(SON(document))
        model.validate()
    except (ValidationError, MongoEngineException, TypeError, ValueError) as error:
        reasons = _reasons(error) if isinstance(error, ValidationError) else str(error)
        msg = (
            f"The stored document {document.get('_id')!r} is not a {kind.__name__}: {reasons}. "
            "It may have been written by a newer version or by another program."
        )
        raise StoreFormatError(msg, document=document) from error
    return model


def validated(kind: type[Document], document: dict[str, Any]) -> None:
    """Refuse a document that is about to be stored and is not of this kind.

    Raises:
        ValueNotStorableError: (a `ValueError`) It is not; says which field.
    """
    try:
        kind._from_son(SON(document)).validate()
    except ValidationError as error:
        msg = f"This {kind.__name__} cannot be stored: {_reasons(error)}; nothing was written."
        raise ValueNotStorableError(msg, document=document, fields=error.to_dict()) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _reasons(error: ValidationError) -> str:
    fields = error.to_dict()
    return "; ".join(f"{field}: {reason}" for field, reason in fields.items()) or str(error)
