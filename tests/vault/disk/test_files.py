"""Reading through a checked descriptor: what is no plain file inside the vault is not read, whoever put it there."""

import os
from pathlib import Path

import pytest

from vault.disk.files import Root
from vault.errors import BadPath, NoSuchFile, Unreadable, VaultError
from vault.text import digest


@pytest.fixture
def root(tmp_path: Path) -> Root:
    vault = tmp_path / "vault"
    (vault / "plans").mkdir(parents=True)
    (vault / "plans" / "a.md").write_bytes(b"\xef\xbb\xbfa\r\n\xff\0")
    (vault / ".git").mkdir()
    (vault / ".git" / "config").write_bytes(b"hidden")
    (tmp_path / "outside.md").write_bytes(b"not yours")
    return Root(str(vault))


def linked(root: Root, name: str, target: str) -> str:
    os.symlink(target, root.absolute(name))
    return name


def test_bytes_come_as_they_stand_on_the_disk(root: Root) -> None:
    assert root.read("plans/a.md") == b"\xef\xbb\xbfa\r\n\xff\0"


def test_a_file_that_grew_meanwhile_is_read_to_its_end(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.read
    parts = iter([b"one", b"two", b""])
    monkeypatch.setattr(os, "read", lambda descriptor, size: next(parts))
    try:
        assert root.read("plans/a.md") == b"onetwo"
    finally:
        monkeypatch.setattr(os, "read", real)


def test_a_link_that_stays_inside_is_followed(root: Root) -> None:
    assert root.read(linked(root, "b.md", "plans/a.md")) == root.read("plans/a.md")
    linked(root, "way", "plans")
    assert root.read("way/a.md") == root.read("plans/a.md")
    assert root.real("way/a.md") == "plans/a.md"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        pytest.param("../outside.md", "way", id="a link to a file outside"),
        pytest.param("..", "way/outside.md", id="a link to a folder outside"),
        pytest.param(".git/config", "way", id="a link to a hidden file"),
        pytest.param(".git", "way/config", id="a link to a hidden folder"),
    ],
)
def test_a_link_that_leads_out_of_what_is_ours_is_not_read(root: Root, target: str, path: str) -> None:
    linked(root, "way", target)
    with pytest.raises(BadPath, match="leads out of the vault"):
        root.read(path)
    with pytest.raises(BadPath):
        root.real(path)


def test_a_link_to_itself_is_one_clear_line(root: Root) -> None:
    with pytest.raises(VaultError):
        root.read(linked(root, "loop.md", "loop.md"))


def test_a_file_replaced_between_its_opening_and_the_look_at_it_is_read_again(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([root.absolute(".specwork/here/tx-1/0"), root.absolute("plans/a.md")])
    monkeypatch.setattr(root, "_opened_path", lambda descriptor, path: next(places))
    assert root.read("plans/a.md").endswith(b"\0")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        pytest.param("none.md", NoSuchFile, id="nothing there"),
        pytest.param("plans/a.md/b.md", NoSuchFile, id="below a file"),
        pytest.param("plans", Unreadable, id="a folder"),
        pytest.param("pipe.md", Unreadable, id="a pipe, which would wait for ever"),
        pytest.param("nul\0.md", Unreadable, id="a name that no disk can hold"),
    ],
)
def test_what_is_no_plain_file_is_told_in_one_line(root: Root, path: str, error: type[VaultError]) -> None:
    os.mkfifo(root.absolute("pipe.md"))
    with pytest.raises(error) as told:
        root.read(path)
    assert told.value.where == path
    assert "\n" not in told.value.message


def test_a_file_too_large_to_be_a_note_is_not_read(root: Root) -> None:
    with open(root.absolute("large.md"), "wb") as file:
        file.truncate(257 << 20)
    with pytest.raises(Unreadable, match="larger than 256 MB"):
        root.read("large.md")


def test_kinds_are_told_without_following_links(root: Root) -> None:
    os.mkfifo(root.absolute("pipe"))
    linked(root, "way", "plans")
    kinds = {path: root.kind(path) for path in ("plans", "plans/a.md", "way", "pipe", "none", "nul\0")}
    assert kinds == {
        "plans": "folder", "plans/a.md": "file", "way": "symlink", "pipe": "other", "none": None, "nul\0": None,
    }  # fmt: skip


def test_nothing_is_told_of_what_lies_outside(root: Root) -> None:
    Path(root.folder, "../outside.py").write_text("x")
    assert [root.kind(path) for path in ("../outside.py", "plans/../../outside.py", "..")] == [None, None, None]


def test_a_hash_is_of_the_bytes_alone() -> None:
    assert digest(b"") != digest(b"\0")
    assert len(digest(b"a" * 1000)) == 16
