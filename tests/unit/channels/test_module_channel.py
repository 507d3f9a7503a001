from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hyperstream.channels.module_channel import ModuleChannel
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.errors import ToolLoadError

ALL = TimeInterval.all_time()


@pytest.fixture
def channel(tmp_path: Path) -> ModuleChannel:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "2016-01-01_v1.0.0.py").write_text("runs = []\nruns.append(1)\nanswer = 41\n")
    (folder / "2016-02-01_v1.1.0.py").write_text("raise ValueError('not yet')\n")
    return ModuleChannel("modules", tmp_path, datetime(2016, 6, 1, tzinfo=UTC))


def test_documents_are_a_version_and_an_importer(channel: ModuleChannel) -> None:
    version, importer = channel["models"].window(ALL).first().value
    assert str(version) == "1.0.0"
    assert importer().answer == 41
    assert importer() is importer()
    assert importer().runs == [1]


def test_a_module_that_cannot_be_imported_is_an_error_when_it_is_imported(channel: ModuleChannel) -> None:
    first, second = channel["models"].window(ALL).values()
    with pytest.raises(ToolLoadError, match="line 1: ValueError: not yet"):
        second[1]()
    assert first[1]().answer == 41
