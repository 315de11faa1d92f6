"""The commands that hand a spec to another program: path, edit, open."""

import os
import sys
from pathlib import Path

import pytest

from tests.kit import DiskVault

T = "specs/1000/1001/1011.spec.md"


def test_the_path_is_told_as_seen_from_where_one_stands(tree: DiskVault) -> None:
    assert tree.run("path", "1011").out == f"{T}\n"
    assert tree.run("path", "mount", "--journal").out == "specs/1000/1001/1011.context.md\n"
    assert tree.json("path", "1011") == {"version": 1, "path": T, "absolute": str(tree.folder / T)}
    (tree.folder / "specs/1000/context.md").unlink()
    assert tree.run("path", "1000", "--journal").code == 2


def _editor(folder: Path) -> str:
    program = folder / "my editor.py"
    program.write_text("import sys\nopen(sys.argv[-1], 'a').write(' '.join(sys.argv[1:-1]))\n", encoding="utf-8")
    return f"{sys.executable} '{program}'"


def test_the_editor_is_the_persons_own(tree: DiskVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    tree.has({"specwork.toml": 'editor = "false"\n'})
    assert "no editor is set" in tree.run("edit", "1011").err
    monkeypatch.setenv("EDITOR", "false")
    assert "false ended with 1" in tree.run("edit", "1011").err
    monkeypatch.setenv("VISUAL", f"{_editor(tmp_path)} -n --wait")
    assert tree.run("edit", "1011", "--journal").code == 0
    assert tree.read("specs/1000/1001/1011.context.md").endswith(b"-n --wait")
    monkeypatch.setenv("VISUAL", "no-such-editor-at-all")
    answer = tree.run("edit", "1011", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "no-program")
    monkeypatch.setenv("VISUAL", "'")
    assert tree.run("edit", "1011").code == 2


def test_open_asks_obsidian_where_there_is_a_vault_of_it(tree: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    uri = f"obsidian://open?path={str(tree.folder / T).replace('/', '%2F')}"
    assert tree.run("open", "1011", "--print").out == f"{uri}\n"
    (tree.folder / ".obsidian/app.json").unlink()
    (tree.folder / ".obsidian").rmdir()
    told = tree.json("open", "1011", "--print")
    assert told["opens"] == str(tree.folder / T)
    monkeypatch.setenv("PATH", os.devnull)
    assert "could not be started" in tree.run("open", "1011").err
