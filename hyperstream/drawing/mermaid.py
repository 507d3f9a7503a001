"""A diagram in the language of Mermaid, which many wikis and code hosts draw; see https://mermaid.js.org."""

from __future__ import annotations

from collections.abc import Iterator

from .diagram import Card, Diagram, Frame, Pill, percentages

_CLASSES = (
    "  classDef card fill:#ffffff,stroke:#9aa8b2,color:#22313a",
    "  classDef pill fill:#22313a,stroke:#22313a,color:#ffffff",
)


def to_mermaid(diagram: Diagram, direction: str = "LR") -> str:
    """The diagram as a Mermaid flowchart; arguments as of `to_dot`."""
    keys = {each.key: f"x{place}" for place, each in enumerate(_all(diagram))}
    lines = ["---", f"title: {_title(diagram)}", "---", f"flowchart {direction}"]
    lines += _contents(diagram, keys, "", "  ")
    for arrow in diagram.arrows:
        target = keys[arrow.frame or arrow.target]
        lines.append(f"  {keys[arrow.source]} {'-.->' if arrow.beside else '-->'} {target}")
    lines += _CLASSES
    for name, items in (("card", diagram.cards), ("pill", diagram.pills)):
        if items:
            lines.append(f"  class {','.join(keys[item.key] for item in items)} {name}")
    return "\n".join(lines) + "\n"


def _all(diagram: Diagram) -> tuple[Frame | Card | Pill, ...]:
    return (*diagram.frames, *diagram.cards, *diagram.pills)


def _title(diagram: Diagram) -> str:
    text = f"{diagram.title}  {diagram.note}".strip()
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _contents(diagram: Diagram, keys: dict[str, str], key: str, indent: str) -> Iterator[str]:
    frames, cards, pills = diagram.inside(key)
    for frame in frames:
        yield f"{indent}subgraph {keys[frame.key]}[{_label(frame.title, frame.note)}]"
        yield from _contents(diagram, keys, frame.key, indent + "  ")
        yield f"{indent}end"
    for card in cards:
        yield f"{indent}{keys[card.key]}[{_label(card.title, card.note, percentages(card.shares))}]"
    for pill in pills:
        yield f"{indent}{keys[pill.key]}([{_label(f'{pill.title} {pill.version}'.strip(), pill.note)}])"


def _label(*rows: str) -> str:
    """Rows of text in quotes; what Mermaid would take for its own signs as character codes."""
    return '"' + "<br/>".join(_safe(row) for row in rows if row) + '"'


def _safe(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " _-.,:/=%·+×" else f"#{ord(sign)};" for sign in text)
