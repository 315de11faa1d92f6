"""`Home.md`: made by init, kept up by `status --write`, and a person's as soon as they write in it."""

import pytest

from tests.kit import DiskVault

HOME = "Home.md"


@pytest.fixture
def tree(tree: DiskVault) -> DiskVault:
    tree.run("status", "--write")
    return tree


def home(vault: DiskVault) -> str:
    return vault.read(HOME).decode()


def test_a_new_vault_says_how_to_begin(vault: DiskVault) -> None:
    vault.run("init")
    assert "No specs yet" in home(vault)
    assert not (vault.folder / ".specwork").exists()


def test_it_names_what_is_begun_what_is_next_what_is_blocked_and_the_epics(tree: DiskVault) -> None:
    tree.run("new", "task", "Paint | the [wall]", "--under", "1001")
    tree.run("set", "1012", "priority=high", "owner=Ann")
    tree.run("new", "epic", "Market")
    tree.run("set", "2000", "status=blocked")
    session = tree.json("start", "1011", "--session", "Mount it")["session"]["id"]
    tree.run("status", "--write")
    assert home(tree).partition("# Home\n")[2] == (
        "\n## Open Sessions\n\n"
        f"- [[specs/1000/1001/1011.spec|1011 Mount the NAS]]: "
        f"[[specs/1000/1001/1011.context#^{session}|Mount it]] (Mira)"
        "\n\n## Next\n\n- [[specs/1000/1001/1012.spec|1012 Paint - the (wall)]] (high, Ann)\n"
        "\n## Blocked\n\n- [[specs/2000/epic|2000 Market]]\n"
        "\n## Epics\n\n- [[specs/1000/epic|1000 Foundation]]: planning, 0%\n"
        "- [[specs/2000/epic|2000 Market]]: blocked\n"
    )


def test_every_link_in_it_leads_to_its_spec(tree: DiskVault) -> None:
    tree.has({"a/specs/1000/epic.md": "a trap\n", "1001/spec.md": "another\n"})
    tree.run("status", "--write")
    found = tree.json("links", HOME)["links"]
    assert [(one["alias"], one["resolves_to"]) for one in found] == [
        ("1011 Mount the NAS", "specs/1000/1001/1011.spec.md"),
        ("1000 Foundation", "specs/1000/epic.md"),
    ]
    assert not any(one["ambiguous"] for one in found)


def test_sync_says_that_it_lags_and_writes_nothing(tree: DiskVault) -> None:
    tree.run("set", "1011", "status=completed")
    before = tree.files()
    assert tree.run("sync").err == f"note: {HOME} lags: specwork status --write\n"
    assert tree.files() == before
    tree.run("status", "--write")
    assert "Nothing: what is open waits" not in home(tree)
    assert "1011" not in home(tree)
    assert tree.run("sync").err == ""


@pytest.mark.parametrize("command", ["sync", "sync --check", "sync 1011", "status", "check --fix"])
def test_nothing_else_touches_it(tree: DiskVault, command: str) -> None:
    tree.run("set", "1011", "status=completed")
    before = tree.read(HOME)
    assert tree.run(*command.split()).code == 0
    assert tree.read(HOME) == before


def test_the_status_note_and_it_are_written_as_one_change(tree: DiskVault) -> None:
    tree.run("set", "1011", "status=completed")
    assert tree.json("status", "--write")["changed"] == ["specs/status.md", HOME]
    assert tree.json("status", "--write")["changed"] == []


@pytest.mark.parametrize("command", ["init", "status --write"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"# Home", b"# Our home", id="a word"),
        pytest.param(b"\n", b"\r\n", id="its line ends"),
        pytest.param(b"generated", b"made", id="its mark"),
    ],
)
def test_what_somebody_edited_is_left_alone(tree: DiskVault, command: str, old: bytes, new: bytes) -> None:
    tree.has({HOME: tree.read(HOME).replace(old, new)})
    tree.run("set", "1011", "status=completed")
    before = tree.read(HOME)
    assert tree.run(*command.split()).code == 0
    assert tree.read(HOME) == before


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize(
    "move",
    [
        "renumber 1001 1005",
        "renumber 1011 1019",
        "mv specs/1000 specs/plan",
        "archive 1001 --force",
        "set 1011 title=Paint",
    ],
)
def test_that_its_links_follow_what_moves_is_nobodys_edit(tree: DiskVault, move: str, markdown: bool) -> None:
    if markdown:
        tree.has({".obsidian/app.json": '{"useMarkdownLinks": true}'})
        tree.run("status", "--write")
        assert "](specs" in home(tree)
    before = tree.read(HOME)
    assert tree.run(*move.split()).code == 0
    assert tree.read(HOME) != before
    tree.run("set", "2000", "status=blocked")
    tree.run("new", "epic", "Market")
    tree.run("status", "--write")
    assert "2000 Market" in home(tree)
    assert all(one["resolves_to"] for one in tree.json("links", HOME)["links"])


def test_init_makes_one_that_lags_true_and_keeps_a_persons_properties(tree: DiskVault) -> None:
    tree.has({HOME: tree.read(HOME).replace(b"---\ngenerated", b"---\ncssclasses: [wide]\ngenerated", 1)})
    tree.run("set", "1011", "status=completed")
    assert tree.run("init", "--dry-run").out.startswith("would make Home.md\n")
    assert tree.json("init")["changed"] == [HOME]
    assert tree.read(HOME).startswith(b"---\ncssclasses: [wide]\ngenerated: ")
    assert tree.json("init")["changed"] == []


@pytest.mark.parametrize("command", ["sync", "status --write"])
def test_one_that_was_deleted_stays_so_until_init(tree: DiskVault, command: str) -> None:
    (tree.folder / HOME).unlink()
    tree.run(*command.split())
    assert HOME not in tree.files()
    assert tree.json("init")["changed"] == [HOME]


@pytest.mark.parametrize("other", ["docs/Home.md", "home.md", "docs/HOME.md"])
def test_a_vault_that_knows_another_home_gets_none(vault: DiskVault, other: str) -> None:
    vault.has({other: "mine\n", "a.md": "[[Home]]\n"})
    vault.run("init")
    assert HOME not in vault.files()
    assert vault.json("links", "a.md")["links"][0]["resolves_to"] == other


def test_a_link_of_that_name_is_never_followed(vault: DiskVault) -> None:
    (vault.folder / HOME).symlink_to(vault.folder.parent / "outside.md")
    vault.run("init")
    assert not (vault.folder.parent / "outside.md").exists()
    (vault.folder.parent / "outside.md").write_bytes(b"theirs\n")
    vault.run("init")
    vault.run("status", "--write")
    assert (vault.folder.parent / "outside.md").read_bytes() == b"theirs\n"


def test_it_is_written_in_the_vaults_own_style(vault: DiskVault) -> None:
    vault.has({".obsidian/app.json": '{"useMarkdownLinks": true, "newLinkFormat": "absolute"}'})
    vault.run("init")
    vault.run("new", "epic", "Foundation")
    vault.run("status", "--write")
    assert "- [1000 Foundation](specs/1000/epic" in home(vault)
