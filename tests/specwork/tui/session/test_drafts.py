"""Texts that were not sent: where they are kept, and what of them comes back."""

import os
import stat
import threading
from pathlib import Path

import pytest

from specwork.tui.session.drafts import FOLDER, Draft, Drafts, name_of, read_drafts

ONE = Draft("specs/1000/epic.md", 1000, "plan", "half a thought")


def kept(state: Path, *drafts: Draft) -> Drafts:
    found = Drafts()
    found.lie_in(str(state))
    for one in drafts:
        found.put(one)
    found.close()
    return found


def files(state: Path) -> list[str]:
    return sorted(path.name for path in (state / FOLDER).iterdir())


def test_what_was_put_is_read_again(tmp_path: Path) -> None:
    other = ONE._replace(kind="note", text="a\nb \udcff é")
    kept(tmp_path, ONE, other)
    assert set(read_drafts(str(tmp_path))) == {ONE, other}
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in [tmp_path / FOLDER])


def test_a_text_without_words_is_none(tmp_path: Path) -> None:
    kept(tmp_path, ONE, ONE._replace(text=" \n"))
    assert read_drafts(str(tmp_path)) == ()
    assert not (tmp_path / FOLDER).exists()


def test_a_text_that_is_on_its_way_stays_on_disk_until_it_has_arrived(tmp_path: Path) -> None:
    drafts = Drafts()
    drafts.lie_in(str(tmp_path))
    drafts.put(ONE)
    drafts.sending(ONE.path, ONE.kind)
    drafts.close()
    assert drafts.kept == {}
    assert read_drafts(str(tmp_path)) == (ONE,)
    drafts.sent(ONE.path, ONE.kind)
    drafts.close()
    assert read_drafts(str(tmp_path)) == ()
    assert files(tmp_path) == []


def test_what_was_begun_meanwhile_outlives_what_was_sent(tmp_path: Path) -> None:
    later = ONE._replace(text="the next one")
    drafts = Drafts()
    drafts.lie_in(str(tmp_path))
    drafts.put(ONE)
    drafts.sending(ONE.path, ONE.kind)
    drafts.put(later)
    drafts.sent(ONE.path, ONE.kind)
    drafts.close()
    assert read_drafts(str(tmp_path)) == (later,)


def test_where_the_state_moves_the_texts_follow(tmp_path: Path) -> None:
    drafts = Drafts()
    drafts.lie_in(str(tmp_path / "cache"))
    drafts.put(ONE)
    drafts.save()
    drafts.lie_in(str(tmp_path / "vault"))
    drafts.close()
    assert read_drafts(str(tmp_path / "vault")) == (ONE,)


def test_what_lies_there_already_does_not_take_the_place_of_what_is_typed(tmp_path: Path) -> None:
    kept(tmp_path, ONE._replace(text="older"))
    drafts = Drafts()
    drafts.put(ONE)
    drafts.lie_in(str(tmp_path), read_drafts(str(tmp_path)))
    drafts.close()
    assert read_drafts(str(tmp_path)) == (ONE,)


def test_a_spec_whose_file_moved_has_its_texts_still(tmp_path: Path) -> None:
    drafts = kept(tmp_path, ONE)
    assert drafts.of("specs/1000/new.md", 1000, lambda path: False) == [ONE]
    assert drafts.of("specs/1000/new.md", 1000, lambda path: True) == []  # two specs that bear one number
    assert drafts.of("specs/2000/epic.md", 2000, lambda path: False) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[" * 100_000, id="a deep one"),
        pytest.param(b'{"path": "a", "id": 1, "kind": "plan"}', id="without a text"),
        pytest.param(b'{"path": "a", "id": "1", "kind": "plan", "text": "x"}', id="a number that is none"),
        pytest.param(b'{"path": 1, "id": 1, "kind": "plan", "text": "x"}', id="a path that is none"),
        pytest.param(b'{"path": "a", "id": 1, "kind": "plan", "text": "x"}', id="under a name that is not its own"),
        pytest.param(b"\xff\xfe", id="no text at all"),
    ],
)
def test_what_is_no_draft_is_passed_over(tmp_path: Path, content: bytes) -> None:
    kept(tmp_path, ONE)
    (tmp_path / FOLDER / "0.json").write_bytes(content)
    assert read_drafts(str(tmp_path)) == (ONE,)


def test_a_kill_between_two_writes_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, ONE)

    def killed(*_: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr(os, "replace", killed)
    kept(tmp_path, ONE._replace(text="half a thought and m"))
    monkeypatch.undo()
    assert read_drafts(str(tmp_path)) == (ONE,)


def test_where_nothing_can_be_written_one_still_writes(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    drafts = kept(tmp_path, ONE)
    assert drafts.kept == {(ONE.path, ONE.kind): ONE}
    assert read_drafts(str(tmp_path)) == ()
    assert kept(tmp_path / "nowhere", ONE).folder


def test_the_screen_never_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk hangs until it is let go; meanwhile everything can be put and saved."""
    let_go = threading.Event()
    fsync = os.fsync

    def slow(descriptor: int) -> None:
        assert let_go.wait(30)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    drafts = Drafts()
    drafts.lie_in(str(tmp_path))
    for count in range(20):
        drafts.put(ONE._replace(text="x" * (count + 1)))
        drafts.save()
    let_go.set()
    drafts.close(30)
    assert read_drafts(str(tmp_path)) == (ONE._replace(text="x" * 20),)
    assert files(tmp_path) == [name_of(ONE.path, ONE.kind)]
