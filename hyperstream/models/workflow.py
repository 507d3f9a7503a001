"""What a stored workflow must look like (0.3.8: ``workflow_definitions`` and ``workflow_status``)."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    DynamicField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    StringField,
)

LONGEST_DESCRIPTION = 4096


class ToolParameterModel(EmbeddedDocument):  # type: ignore[misc]
    """One parameter of a tool, its value in plain form."""

    key = StringField(required=True, min_length=1)
    value = DynamicField()
    is_function = BooleanField(required=True)
    is_set = BooleanField(required=True)


class ToolModel(EmbeddedDocument):  # type: ignore[misc]
    """A tool: name, version, parameters."""

    name = StringField(required=True, min_length=1)
    version = StringField(required=True, min_length=1)
    parameters = EmbeddedDocumentListField(ToolParameterModel)


class PlacedToolModel(EmbeddedDocument):  # type: ignore[misc]
    """A tool that is used at one place on the plates; without a place, everywhere else."""

    plate_value = ListField(ListField(StringField()), null=True, default=None)
    tool = EmbeddedDocumentField(ToolModel, required=True)


class OnFailureModel(EmbeddedDocument):  # type: ignore[misc]
    """What happens when the tool fails."""

    attempts = IntField(min_value=1)
    wait_seconds = FloatField(min_value=0)
    growth = FloatField(min_value=1)
    skip = BooleanField()


class NodeDefinitionModel(EmbeddedDocument):  # type: ignore[misc]
    """One node."""

    stream_name = StringField(required=True, min_length=1, max_length=512)
    plate_ids = ListField(StringField())
    channel_id = StringField(required=True, min_length=1)


class FactorDefinitionModel(EmbeddedDocument):  # type: ignore[misc]
    """One factor."""

    tool = EmbeddedDocumentField(ToolModel, required=True)
    factor_type = StringField(required=True, choices=("Factor", "MultiOutputFactor", "NodeCreationFactor"))
    sources = ListField(StringField())
    sinks = ListField(StringField())
    alignment_node = StringField()
    splitting_node = StringField()
    output_plate = DictField(null=True)
    tools = EmbeddedDocumentListField(PlacedToolModel)
    version_policy = StringField(choices=("major", "minor", "patch"))
    on_failure = EmbeddedDocumentField(OnFailureModel)
    keep_versions = BooleanField()


class WorkflowDefinitionModel(Document):  # type: ignore[misc]
    """One workflow; its id is the workflow's."""

    workflow_id = StringField(primary_key=True)
    name = StringField(required=True, max_length=512)
    description = StringField(max_length=LONGEST_DESCRIPTION)
    owner = StringField()
    online = BooleanField(required=True)
    monitor = BooleanField(required=True)
    version_policy = StringField(choices=("major", "minor", "patch"))
    nodes = EmbeddedDocumentListField(NodeDefinitionModel)
    factors = EmbeddedDocumentListField(FactorDefinitionModel)

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}


class TimeIntervalModel(EmbeddedDocument):  # type: ignore[misc]
    """An interval, UTC."""

    start = DateTimeField(required=True)
    end = DateTimeField(required=True)


class WorkflowStatusModel(Document):  # type: ignore[misc]
    """What is asked of one workflow; its id is the workflow's."""

    workflow_id = StringField(primary_key=True)
    last_updated = DateTimeField(required=True)
    last_accessed = DateTimeField()
    requested_intervals = EmbeddedDocumentListField(TimeIntervalModel)

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}
