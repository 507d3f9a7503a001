"""Diagrams in DOT and Mermaid, and as pictures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from hyperstream.drawing import Arrow, Card, Diagram, Frame, Pill, State, draw, graphviz, to_dot, to_mermaid
from hyperstream.utils.errors import DrawingError, MissingExtraError

NASTY = 'a<b>&"c\\\n[d]}'


def diagram(name: str = "raw", note: str = "") -> Diagram:
    shares = {State.CURRENT: 0.75, State.STALE: 0.25}
    return Diagram(
        "work",
        "of today",
        (Frame("city", "city", "Bath"), Frame("house", "house", "h1, h2", "city")),
        (Card("r", name, note, "house", shares), Card("d", "day", "", "city")),
        (Pill("f", "mean", "1.2.3", "every=1h", "city"),),
        (Arrow("r", "f"), Arrow("f", "d")),
    )


def texts(svg: bytes) -> list[str]:
    """What is written in a picture."""
    root = ElementTree.fromstring(svg)
    return [
        "".join(item.itertext()).replace("\xa0", " ").strip()
        for item in root.iter()
        if item.tag.endswith("}text")
    ]


def test_a_picture_says_nodes_tools_versions_plates_and_shares() -> None:
    found = texts(draw(to_dot(diagram()), "svg"))
    wanted = {"work", "of today", "city", "house", "raw", "day", "mean", "1.2.3", "every=1h", "stale"}
    assert wanted <= set(found)
    assert "75 % current, 25 % stale" in found


def test_pictures_are_png_of_a_useful_size_too() -> None:
    picture = draw(to_dot(diagram()), "png")
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[start : start + 4]) for start in (16, 20))
    assert width > 600
    assert height > 200


def test_frames_lie_in_each_other() -> None:
    source = to_dot(diagram())
    city, house = source.index('"cluster_city"'), source.index('"cluster_house"')
    assert city < house < source.index('"r" [') < source.index("  }") < source.index('"d" [')


def test_the_bar_is_as_long_as_the_shares_say() -> None:
    widths = re.findall(r'<TD WIDTH="(\d+)" HEIGHT="7"', to_dot(diagram()))
    assert [int(width) for width in widths] == [112, 38]


def test_any_text_can_be_drawn() -> None:
    assert 'a<b>&"c\\ [d]}' in texts(draw(to_dot(diagram(NASTY, NASTY)), "svg"))
    mermaid = to_mermaid(diagram(NASTY))
    assert "#34;" in mermaid
    assert NASTY not in mermaid


def test_a_name_of_any_script_is_kept() -> None:
    assert "温度 · Größe" in texts(draw(to_dot(diagram("温度 · Größe")), "svg"))


def test_mermaid_has_a_subgraph_for_each_frame_and_an_arrow_for_each_link() -> None:
    source = to_mermaid(diagram(), "TB")
    assert "flowchart TB" in source
    assert source.count("subgraph") == source.count("end\n") == 2
    assert source.count("-->") == 2
    assert "mean 1.2.3<br/>every=1h" in source


def test_what_only_says_when_is_dashed_and_may_point_at_a_frame() -> None:
    arrows = (Arrow("f", "a", beside=True, frame="p"),)
    drawn = Diagram("w", "", (Frame("p", "p"),), (Card("a", "a", frame="p"),), (Pill("f", "f"),), arrows)
    assert '"f" -> "a" [style=dashed, lhead="cluster_p"]' in to_dot(drawn)
    assert "x2 -.-> x0" in to_mermaid(drawn)


def test_without_a_program_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(graphviz.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'hyperstream[graph]'")):
        draw("digraph {}", "svg")


def test_the_dot_of_the_system_does_as_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "dot"
    program.symlink_to(graphviz.find_program())
    monkeypatch.setattr(graphviz.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert graphviz.find_program() == str(program)
    assert draw("digraph {a}", "svg").strip().endswith(b"</svg>")


def test_source_that_is_none_is_an_error_with_the_reason() -> None:
    with pytest.raises(DrawingError, match="could not draw the graph"):
        draw("this is no graph {", "svg")
