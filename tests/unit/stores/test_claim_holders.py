"""Who holds a claim, and whether that process is still there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from hyperstream.stores.ledger.model import NEVER, Claim, Ledger
from hyperstream.stores.streams.holders import Holders

PID = 4711
HOST = socket.gethostname()


def machine(tmp_path: Path, state: str = "S", start: str = "100") -> Path:
    """What the system shows of its processes: one with ``PID``."""
    (tmp_path / "sys/kernel/random").mkdir(parents=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text("12345678-aaaa\n")
    (tmp_path / "self/ns").mkdir(parents=True)
    (tmp_path / "self/ns/pid").symlink_to("pid:[42]")
    for pid in (PID, os.getpid()):
        (tmp_path / str(pid)).mkdir()
        rest = " ".join(["0"] * 18)
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a) name)) {state} {rest} {start} 0\n")
    return tmp_path


def alive(_pid: int, _signal: int) -> None:
    """The process is there."""


def ended(_pid: int, _signal: int) -> None:
    raise ProcessLookupError


def foreign(_pid: int, _signal: int) -> None:
    raise PermissionError


def name(place: str = "12345678pid42", start: str = "100", host: str = HOST, pid: int = PID) -> str:
    return f"{host}:{pid}:{place}/{start}/abcd.1"


def test_every_attempt_has_a_name_of_its_own(tmp_path: Path) -> None:
    holders = Holders(machine(tmp_path))
    first, second = holders.new_name(), holders.new_name()
    assert first != second
    assert first.startswith(f"{HOST}:{os.getpid()}:12345678pid42/100/")


def test_a_fork_gets_names_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(machine(tmp_path))
    parent = holders.new_name()
    monkeypatch.setattr(os, "getpid", lambda: PID)
    child = holders.new_name()
    assert child.rpartition(".")[0] != parent.rpartition(".")[0]
    assert f":{PID}:" in child


def test_the_own_names_are_never_gone(tmp_path: Path) -> None:
    holders = Holders(machine(tmp_path), ended)
    assert not holders.gone(holders.new_name())


@pytest.mark.parametrize("kill", [alive, foreign])
def test_a_process_that_is_there_is_not_gone(tmp_path: Path, kill: object) -> None:
    assert not Holders(machine(tmp_path), kill).gone(name())  # type: ignore[arg-type]


def test_a_process_that_has_ended_is_gone(tmp_path: Path) -> None:
    assert Holders(machine(tmp_path), ended).gone(name())


def test_a_zombie_is_gone(tmp_path: Path) -> None:
    assert Holders(machine(tmp_path, state="Z"), alive).gone(name())


def test_a_later_process_with_the_same_pid_is_another_one(tmp_path: Path) -> None:
    holders = Holders(machine(tmp_path, start="200"), alive)
    assert holders.gone(name(start="100"))
    assert not holders.gone(name(start=""))


@pytest.mark.parametrize(
    "who",
    [name(host="elsewhere"), name(place="87654321pid42"), name(place="12345678pid43"), "somebody", "a:b:c"],
)
def test_of_other_machines_boots_and_containers_nothing_is_known(tmp_path: Path, who: str) -> None:
    assert not Holders(machine(tmp_path), ended).gone(who)


def test_a_system_that_shows_nothing_is_asked_by_signal_alone(tmp_path: Path) -> None:
    holders = Holders(tmp_path / "nothing", alive)
    assert holders.new_name().startswith(f"{HOST}:{os.getpid()}://")
    assert not holders.gone(name(place="", start=""))
    assert Holders(tmp_path / "nothing", ended).gone(name(place="", start=""))


def test_a_stat_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    proc = machine(tmp_path)
    (proc / str(PID) / "stat").write_text(f"{PID} (short) S 1\n")
    assert not Holders(proc, alive).gone(name())


def test_claims_of_ended_processes_count_as_expired(tmp_path: Path) -> None:
    holders = Holders(machine(tmp_path), ended)
    other = Claim(2, 2, 5, 9, name(host="elsewhere"), 900)
    ledger = Ledger(b"i", claims=(Claim(1, 1, 0, 5, name(), 900), other))
    assert holders.bury(ledger, 500).claims == (Claim(1, 1, 0, 5, name(), NEVER), other)
    assert holders.bury(ledger, 950) is ledger


def test_the_real_system_knows_this_process() -> None:
    holders, others = Holders(), Holders()
    mine = holders.new_name()
    assert not others.gone(mine)
    assert not holders.gone(others.new_name())
