"""Headers, dependencies and code, in the forms in which people write them.

The vault is that of `tests/specs_kit.py`; results are compared whole, as in `test_scenarios`.
"""

import pytest

from tests.specs_kit import AT, ITEM_J, S2, TC, C, I, S, Specs

HEADER = "**Context**: [[context|Implementation Journal]]  \n**Parent**: [[../epic|1000 Foundation]]\n"
QUOTED = "".join(f"> {line}" for line in HEADER.splitlines(keepends=True))
ITEM_2 = "- [[../1002/spec|1002 Desk]]"
IN_A_LIST = "".join(f"* {line}" for line in HEADER.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("header", "written"),
    [
        pytest.param(HEADER, "1000 Foundation]]  \n**Context**: [[context|", id="below one another"),
        pytest.param("> [!info]\n" + QUOTED, "1000 Foundation]]  \n> **Context**: [[context|", id="quoted"),
        pytest.param(IN_A_LIST, "1000 Foundation]]\n* **Context**: [[context|", id="in a list"),
    ],
)
def test_a_header_line_that_is_missing_is_written_as_those_beside_it(specs: Specs, header: str, written: str) -> None:
    specs.edit(S, HEADER, header)
    specs.settle()
    specs.drop_line(S, "**Context**")
    specs.settle()
    assert written in specs.read(S)


@pytest.mark.parametrize(
    "typed", ["1001, 1011", "'[[1001]], [[1011]]'", "'1001; [[../1001/1011.spec]]'", "\n  - 1001\n  - [[1011]]"]
)
def test_dependencies_typed_in_a_row_are_all_of_them(specs: Specs, typed: str) -> None:
    specs.edit(S2, '\n  - "[[../1001/spec|1001 Storage]]"\n', f" {typed}\n")
    told = specs.settle()
    assert told.codes == set()
    assert ITEM_2 not in "".join(told.diff.get(C, []))
    assert specs.section(TC, "Dependencies Delivered To") == ["### Downstream Specs", ITEM_2]
    assert '"[[../1001/spec|1001 Storage]]"' in specs.read(S2)


def test_a_dependency_that_is_mistyped_takes_none_away(specs: Specs) -> None:
    specs.edit(S2, '"[[../1001/spec|1001 Storage]]"', "1001 or 1O11")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"broken-link"}
    specs.edit(S2, "1001 or 1O11", '"[[1011]]"')
    told = specs.settle()
    assert told.diff[C] == [f"-{ITEM_2}\n"]


def test_the_size_of_an_embed_is_no_name(specs: Specs) -> None:
    picture = f"{AT}/deliverables/docs/p.png"
    specs.has({picture: b"\x89PNG"})
    specs.edit(S, ITEM_J, ITEM_J + "- ![[deliverables/docs/p.png|300x200]] how it looks\n")
    specs.settle()
    assert "- [[deliverables/docs/p.png]] how it looks\n" in specs.read(C)
    assert "300" not in specs.read(I)


def test_code_that_is_still_named_in_backticks_is_not_taken_away(specs: Specs) -> None:
    line = "- `services/api.ts` ([Line 1](../../../services/api.ts#L1))\n"
    specs.has({"services/api.ts": "export {}\n"})
    specs.edit(S, ITEM_J, ITEM_J + line)
    assert specs.settle().diff == {C: ["+" + line]}
    specs.edit(C, line, "- `services/api.ts` - the client\n")
    assert specs.settle().quiet
    specs.drop_line(S, "services/api.ts")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"named-in-prose"}
