"""A committed workflow in a new process: the same nodes, tools in the same versions, the same rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.unit.workflow.kit import tool_file

PROGRAM = """
import json, sys

from hyperstream import Batch, HyperStream, TimeInterval

url, configuration, *steps = sys.argv[1:]
hs = HyperStream(url, config_filename=configuration)


@hs.register("grow", version="1.2.0")
def grow(value):
    return value + 100


def define():
    city = hs.plate("city", values=["Bath", "Bristol"])
    house = hs.plate("house", parent=city, values={"Bath": ["h1"], "Bristol": ["h2", "h3"]})
    sensor = hs.plate("sensor", values=["s", "t"])
    with hs.create_workflow("w", "A name", "me", "about", online=True) as w:
        names = ("raw", "scaled", "grown", "cleaned")
        raw, scaled, grown, cleaned = (w.create_node(name, plates=house) for name in names)
        warmest = w.create_node("warmest", plates=city)
        spread = w.create_node("spread", plates=[city, sensor])
        for number, place in enumerate(house):
            scaled[place] = hs.factors.scale(raw, by=float(2 + number))
        grown[house] = hs.factors.apply(scaled, func=grow)
        clean = hs.factors.apply(grown, func=hs.tools.cleaning.clamp)
        cleaned[house] = clean.with_options(on_failure="retry")
        warmest[city] = hs.factors.maximum(cleaned, over=house, every=10)
        spread[sensor] = hs.factors.stream_broadcaster(warmest, func=float)
    hs.workflow_manager.commit_all()
    for number, stream in enumerate(raw.streams.values()):
        stream.write(Batch([1000 * k for k in range(1, 61)], [float(number + k) for k in range(60)]))


def execute(until):
    outcome = hs.workflow_manager.workflows["w"].execute(TimeInterval.from_ms(0, 1000 * int(until)))
    return [(str(done.unit), done.unit.tool, done.unit.version, done.unit.spans) for done in outcome.computed]


def content():
    w = hs.workflow_manager.workflows["w"]
    everything = TimeInterval.from_ms(0, 60_000)
    return {
        str(stream.stream_id): stream.window(everything).values()
        for node in w.nodes.values() for stream in node.streams.values()
    }


told = []
for step in steps:
    name, _, argument = step.partition("=")
    told.append({"define": define, "execute": execute, "content": content}[name](*filter(None, [argument])))
print(json.dumps(told))
hs.close()
"""

CLEANING = '''
from hyperstream import Tool


class Cleaning(Tool):
    """Keeps what a tool file may bring along: a function."""

    @staticmethod
    def clamp(value):
        return min(value, 250.0)

    def _execute(self, sources, alignment_stream, interval):
        yield from ()
'''


def project(folder: Path) -> Path:
    """A folder with a configuration and two tools."""
    (folder / "tools" / "cleaning").mkdir(parents=True)
    (folder / "tools" / "cleaning" / "2026-01-01_v1.0.0.py").write_text(CLEANING)
    tool_file(folder, "scale", "1.0.0")
    (folder / "hyperstream_config.json").write_text("{}")
    return folder


def process(url: str, folder: Path, *steps: str) -> Any:
    """What a process of its own tells at each step."""
    command = [sys.executable, "-c", PROGRAM, url, str(folder / "hyperstream_config.json"), *steps]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def check_new_processes(url: str, folder: Path) -> None:
    """Define and half execute in one process, go on in another, and hold it against one clean run."""
    project(folder)
    *_, clean = process("sqlite:///:memory:", folder, "define", "execute=60", "content")
    process(url, folder, "define", "execute=30")
    tool_file(folder, "scale", "2.0.0", "+", date="2026-02-02")
    done, content = process(url, folder, "execute=60", "content")
    assert {(tool, version) for _, tool, version, _ in done} == {
        ("scale", "1.0.0"),
        ("apply", "1.0.0"),
        ("maximum", "1.0.0"),
        ("stream_broadcaster", "1.0.0"),
    }
    assert len(done) == 3 * 3 + 2 + 2
    assert {tuple(map(tuple, spans)) for *_, spans in done} == {((30_000, 60_000),)}
    assert content == clean
    assert max(clean["cleaned: [city=Bristol, house=h3]"]) == 250.0


def test_it_goes_on_where_the_other_ended(tmp_path: Path) -> None:
    check_new_processes(f"sqlite:///{tmp_path / 'store.db'}", tmp_path)
