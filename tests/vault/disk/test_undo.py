"""Taking back, and doing again: every byte and every mode as it was, and nobody's later edit lost."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.disk.room import Files, Room
from vault.disk.calls import calls
from vault.disk.transaction import Move, Plan, Remove, Step, Write
from vault.errors import NoSuchFile, Refused, VaultError
from vault.paths import below

FILES = {"a.md": b"one\ntwo\nthree\n", "plans/b.md": b"[[a]]\n", "plans/deep/c.md": b"[[b]]\n"}
A = FILES["a.md"]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "vault", FILES)


def edited(room: Room, path: str, content: bytes) -> None:
    (room.folder / path).write_bytes(content)


# laws

NAMES = ("a", "b", "c", "dd", "e\u0301", "F g")
CONTENTS = st.sampled_from([b"", b"one\n", b"one\ntwo\n", b"\xff\0\r\n", b"x" * 5000])
FRESH = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)
START: Files = {"a/a.md": b"aa", "a/b.md": b"ab", "b/c/dd.md": b"bcd", "b/a.md": b"ba", "c.md": b"c", "dd.md": b"\r\n"}


@st.composite
def steps_over(draw: st.DrawFn) -> tuple[list[Step], Files]:
    """A plan that fits: moves, then each file once, by the name that it has then. And what it makes of the files."""
    files, steps = dict(START), list[Step]()
    folders = {folder for path in START for folder in _folders(path)}
    used, notes = {*files, *folders}, set(files)
    for _ in range(draw(st.integers(0, 4))):
        old, new = draw(st.sampled_from(sorted({*files, *folders}))), draw(FRESH)
        if _free(new, used, notes) and not below(old, new):
            steps.append(Move(old, new))
            files = {_renamed(path, old, new): text for path, text in files.items()}
            folders = {_renamed(path, old, new) for path in folders}
            used |= {_renamed(path, old, new) for path in used} | set(_folders(new))
            notes |= set(files)
    for path in draw(st.lists(st.sampled_from(sorted(files)), unique=True, max_size=4)):
        after = draw(st.none() | CONTENTS)
        base = files.pop(path)
        steps.append(Remove(path, base) if after is None else Write(path, base, after))
        files |= {} if after is None else {path: after}
    for path in draw(st.lists(FRESH, max_size=3)):
        if _free(path, used, notes):
            files[path] = draw(CONTENTS)
            steps.append(Write(path, None, files[path]))
            used |= {path, *_folders(path)}
            notes.add(path)
    return steps, files


def _renamed(path: str, old: str, new: str) -> str:
    return new + path[len(old) :] if path == old or below(old, path) else path


def _free(path: str, used: set[str], notes: set[str]) -> bool:
    """Nobody ever had that name, and no file lies or lay on the way. A folder that moved away may come again."""
    return path not in used and notes.isdisjoint(_folders(path))


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


@given(steps_over(), st.sampled_from([0o600, 0o644, 0o755]))
def test_undo_gives_back_every_byte_and_mode_and_redo_does_it_again(
    tmp_path_factory: pytest.TempPathFactory, planned: tuple[list[Step], Files], mode: int
) -> None:
    steps, after = planned
    room = Room(tmp_path_factory.mktemp("law") / "vault", START)
    (room.folder / "a/b.md").chmod(mode)
    before = room.files(), room.modes(), room.names()

    room.do(*steps)
    assert room.files() == after
    done = room.files(), room.modes(), room.names()

    room.disk().undo(by="Mira")
    assert (room.files(), room.modes(), room.names()) == before

    room.disk().redo(by="Mira")
    assert (room.files(), room.modes(), room.names()) == done

    room.disk().undo(by="Mira")
    assert (room.files(), room.modes(), room.names()) == before
    assert room.left_over() == []


# which operation


def test_each_participant_takes_back_their_own(room: Room) -> None:
    room.do(Write("a.md", A, b"Mira's\n"), by="Mira")
    room.do(Write("plans/b.md", b"[[a]]\n", b"Noor's\n"), by="Noor")
    room.disk().undo(by="Mira")
    assert (room.read("a.md"), room.read("plans/b.md")) == (A, b"Noor's\n")
    with pytest.raises(Refused, match="nothing of Mira"):
        room.disk().undo(by="Mira")


def test_undo_walks_back_and_redo_walks_forward(room: Room) -> None:
    for text, base in ((b"1", A), (b"2", b"1"), (b"3", b"2")):
        room.do(Write("a.md", base, text))
    seen = []
    for step in ("undo", "undo", "redo", "redo", "undo", "undo", "undo"):
        getattr(room.disk(), step)(by="Mira")
        seen.append(room.read("a.md"))
    assert seen == [b"2", b"1", b"2", b"3", b"2", b"1", A]


def test_a_new_change_ends_what_may_be_done_again(room: Room) -> None:
    room.do(Write("a.md", A, b"1"))
    room.disk().undo(by="Mira")
    room.do(Write("a.md", A, b"2"))
    with pytest.raises(Refused, match="nothing of Mira to do again"):
        room.disk().redo(by="Mira")


def test_an_operation_is_taken_back_once(room: Room) -> None:
    done = room.do(Write("a.md", A, b"1"))
    room.disk().undo(done.id, by="Noor")
    with pytest.raises(Refused, match="undone already"):
        room.disk().undo(done.id, by="Mira")
    with pytest.raises(NoSuchFile, match="no operation 77"):
        room.disk().undo("77", by="Mira")
    assert [(operation.by, operation.undone) for operation in room.disk().history()] == [
        ("Mira", True),
        ("Noor", False),
    ]


# what happened since


def test_what_was_edited_elsewhere_in_the_file_since_is_kept(room: Room) -> None:
    room.do(Write("a.md", A, A + b"ours\n"))
    edited(room, "a.md", b"theirs\n" + A + b"ours\n")
    room.disk().undo(by="Mira")
    assert room.read("a.md") == b"theirs\n" + A


def test_what_was_edited_in_the_same_place_stops_the_whole_undo(room: Room) -> None:
    room.do(Move("plans", "p"), Write("a.md", A, b"one\nours\nthree\n"))
    edited(room, "a.md", b"one\nours, and more\nthree\n")
    before = room.files()
    with pytest.raises(Refused, match="same lines"):
        room.disk().undo(by="Mira")
    assert room.files() == before


def test_a_file_that_was_made_and_then_edited_is_not_taken_away(room: Room) -> None:
    room.do(Write("n.md", None, b"n\n"))
    edited(room, "n.md", b"n\nand more\n")
    with pytest.raises(Refused, match="edited since"):
        room.disk().undo(by="Mira")
    assert room.read("n.md") == b"n\nand more\n"


def test_an_older_operation_is_taken_back_under_a_younger_one(room: Room) -> None:
    first = room.do(Write("a.md", A, b"zero\n" + A))
    room.do(Write("a.md", b"zero\n" + A, b"zero\n" + A + b"four\n"))
    room.disk().undo(first.id, by="Mira")
    assert room.read("a.md") == A + b"four\n"


def test_an_operation_is_taken_back_where_the_file_lies_by_now(room: Room) -> None:
    first = room.do(Move("plans/b.md", "b.md"), Write("b.md", b"[[a]]\n", b"[[x]]\n"), Write("a.md", A, b"1"))
    room.do(Move("a.md", "away/a.md"))
    room.disk().undo(first.id, by="Mira")
    assert room.files() == {"away/a.md": A, "plans/b.md": b"[[a]]\n", "plans/deep/c.md": b"[[b]]\n"}


def test_a_new_folder_goes_with_what_it_was_made_for_but_not_with_what_others_put_in(room: Room) -> None:
    room.do(Write("new/deep/n.md", None, b"n"), Move("a.md", "other/a.md"))
    edited(room, "other/theirs.md", b"theirs")
    room.disk().undo(by="Mira")
    assert room.names() == sorted([*FILES, "plans/", "plans/deep/", "other/", "other/theirs.md"])


def test_a_folder_made_inside_a_moved_one_goes_before_that_moves_back(room: Room) -> None:
    before = room.names()
    room.do(Move("plans", "p"), Write("p/new/n.md", None, b"n"))
    room.disk().undo(by="Mira")
    assert room.names() == before


def test_a_deletion_is_taken_back_with_its_mode(room: Room) -> None:
    (room.folder / "a.md").chmod(0o600)
    room.do(Remove("a.md", A))
    room.disk().undo(by="Mira")
    assert (room.read("a.md"), (room.folder / "a.md").stat().st_mode & 0o777) == (A, 0o600)


# the store


def test_what_is_no_longer_in_the_store_is_told_and_nothing_done(room: Room) -> None:
    room.do(Write("a.md", A, b"1"), Move("plans", "p"))
    disk = room.disk()
    room.later += 100 * 86_400
    assert disk.images.size() == len(A)
    assert disk.purge() == 1
    before = room.files()
    with pytest.raises(Refused, match="no longer in the undo store"):
        disk.undo(by="Mira")
    assert room.files() == before


def test_the_oldest_make_room_for_the_youngest(room: Room) -> None:
    for text, base in ((b"1" * 100, A), (b"2" * 100, b"1" * 100), (b"3", b"2" * 100)):
        room.do(Write("a.md", base, text))
        os.utime(room.folder / "a.md", (0, 0))
    disk = room.disk()
    disk.keep_bytes = 150
    assert disk.purge(days=1e6) == 2
    assert disk.images.size() == 100
    disk.undo(by="Mira")
    assert room.read("a.md") == b"2" * 100


def test_emptying_takes_all_but_what_an_editor_may_still_save_into(room: Room) -> None:
    room.do(Write("a.md", A, b"1"))
    room.later += 61
    room.do(Write("a.md", b"1", b"2"))
    disk = room.disk()
    assert disk.images.weigh()[:2] == (2, len(A) + 1)
    room.later += 30
    assert disk.empty(days=0) == 1
    assert disk.undo(by="Mira").paths == ("a.md",)
    room.later += 61
    assert room.disk().empty(days=0) == 2
    assert room.disk().images.weigh() == (0, 0, None)


def test_a_damaged_image_is_not_given_back(room: Room) -> None:
    room.do(Write("a.md", A, b"1"))
    (image,) = [path for path in (room.state / "undo").rglob("*") if path.is_file()]
    image.write_bytes(b"damaged")
    with pytest.raises(Refused):
        room.disk().undo(by="Mira")
    assert room.read("a.md") == b"1"


# looking first


def test_what_an_undo_would_do_is_shown_without_doing_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.do(Write("a.md", A, b"1"), Write("n.md", None, b"n"), Remove("plans/b.md", b"[[a]]\n"))
    disk = room.disk()
    for name in ("create", "rename", "unlink", "mkdir", "exchange"):
        monkeypatch.setattr(calls, name, lambda *given: pytest.fail("it was done"))
    assert sorted(disk.preview_undo(by="Mira")) == [
        ("a.md", b"1", A), ("n.md", b"n", None), ("plans/b.md", None, b"[[a]]\n"),
    ]  # fmt: skip


def test_an_undo_that_the_disk_breaks_off_is_undone_itself(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.do(Write("a.md", A, b"1"), Move("plans", "p"))
    before = room.files()
    with monkeypatch.context() as broken:
        real, left = calls.exchange, [1]

        def exchange(one: str, other: str) -> None:
            if left:
                left.pop()
                raise OSError(5, "Input/output error")
            real(one, other)

        broken.setattr(calls, "exchange", exchange)
        with pytest.raises(VaultError, match="nothing was changed"):
            room.disk().undo(by="Mira")
    assert (room.files(), room.left_over()) == (before, [])
    room.disk().apply(Plan("w", "Mira", (Write("a.md", b"1", b"2"),)))


def _twins(room: Room, *names: str) -> None:
    for name in names:
        edited(room, name, name.encode())
    if len(room.files()) != len(FILES) + len(names):
        pytest.skip("this disk takes names that differ by letter case for one")


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([Move("Plan.md", "other.md")], id="moved"),
        pytest.param([Remove("Plan.md", b"Plan.md")], id="deleted"),
        pytest.param([Move("Plan.md", "x.md"), Move("plan.md", "y.md")], id="both moved"),
        pytest.param([Remove("Plan.md", b"Plan.md"), Remove("plan.md", b"plan.md")], id="both deleted"),
    ],
)
def test_a_file_goes_back_beside_one_of_nearly_its_name(room: Room, steps: list[Step]) -> None:
    _twins(room, "Plan.md", "plan.md")
    before = room.files()
    room.do(*steps)
    room.disk().undo(by="Mira")
    assert room.files() == before


def test_a_file_does_not_go_back_where_another_stands_by_now(room: Room) -> None:
    room.do(Move("a.md", "z.md"))
    edited(room, "a.md", b"another\n")
    with pytest.raises(VaultError, match="something stands at a"):
        room.disk().undo(by="Mira")
    assert room.read("a.md") == b"another\n"
