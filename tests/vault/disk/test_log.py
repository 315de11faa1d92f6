"""The log of operations: whole lines only, however it was torn, and never read from its beginning to write to it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.disk.room import Room
from vault.disk.log import Log, Record, told
from vault.disk.transaction import Write


def record(number: int, *, undoes: str | None = None, text: str = "x") -> Record:
    step = {"do": "write", "path": "a.md", "before": "0", "after": "1", "edit": [0, 0, text]}
    return {"id": str(number), "why": "w", "by": "Mira", "at": 1.0, "undoes": undoes, "steps": [step]}


def log_of(path: Path, count: int) -> Log:
    log = Log(str(path))
    for number in range(1, count + 1):
        log.append(record(number))
    return log


def test_operations_come_back_the_oldest_first(tmp_path: Path) -> None:
    log = log_of(tmp_path / "log", 3)
    assert [found["id"] for found in log.records()] == ["1", "2", "3"]
    assert log.last_id() == 3


def test_a_vault_that_was_never_changed_has_no_history(tmp_path: Path) -> None:
    log = Log(str(tmp_path / "log"))
    assert (log.records(), log.last_id()) == ([], 0)


@given(st.data())
def test_a_tail_torn_anywhere_is_cut_and_what_is_whole_stays(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    log = log_of(path, 4)
    content = path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:cut] + data.draw(st.sampled_from([b"", b"\0" * 50, b"x\n", b"junk\n" * 99, b"9 1 x\n"])))
    whole = content[:cut].count(b"\n")
    assert [found["id"] for found in log.records()] == [str(n + 1) for n in range(whole)]
    assert log.last_id() == whole

    log.append(record(whole + 1))

    assert [found["id"] for found in log.records()] == [str(n + 1) for n in range(whole + 1)]
    assert path.read_bytes().count(b"\n") == whole + 1, "the torn tail is still there"


def test_a_line_damaged_in_the_middle_takes_no_other_with_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    log = log_of(path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"Mira", b"Mina") + lines[2])
    assert [found["id"] for found in log.records()] == ["1", "3"]


def test_a_line_longer_than_one_look_is_found_from_its_end(tmp_path: Path) -> None:
    log = log_of(tmp_path / "log", 1)
    log.append(record(2, text="long " * 100_000))
    assert log.last_id() == 2
    log.append(record(3))
    assert len(log.records()) == 3


@pytest.mark.parametrize(
    ("undoing", "undone"),
    [
        pytest.param([None, "1"], [True, False], id="what was undone is undone"),
        pytest.param([None, "1", "2"], [False, True, False], id="an undo that was undone undoes nothing"),
        pytest.param([None, "1", "2", "3"], [True, False, True, False], id="and once more around"),
    ],
)
def test_what_is_undone_follows_from_all_that_came_later(undoing: list[str | None], undone: list[bool]) -> None:
    records = [record(number + 1, undoes=undoes) for number, undoes in enumerate(undoing)]
    assert [operation.undone for operation in told(records)] == undone


def test_ten_thousand_operations_make_the_next_one_read_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes are counted, not time."""
    room = Room(tmp_path / "vault", {"a.md": b"0"})
    room.do(Write("a.md", b"0", b"1"))
    log = room.state / "log.ops"
    one = log.read_bytes()
    long = Log(str(tmp_path / "long"))
    long.append(record(9_999))
    log.write_bytes(one * 10_000 + (tmp_path / "long").read_bytes())
    taken: list[int] = []
    real = (os.read, os.pread)

    def read(descriptor: int, size: int) -> bytes:
        taken.append(len(content := real[0](descriptor, size)))
        return content

    def pread(descriptor: int, size: int, at: int) -> bytes:
        taken.append(len(content := real[1](descriptor, size, at)))
        return content

    monkeypatch.setattr(os, "read", read)
    monkeypatch.setattr(os, "pread", pread)
    monkeypatch.setattr(Log, "records", lambda log: pytest.fail("the whole log was read"))

    assert room.do(Write("a.md", b"1", b"2")).id == "10000"

    assert log.stat().st_size > 1_000_000
    assert 0 < sum(taken) < 500_000
