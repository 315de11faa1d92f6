"""Figures taken inside one process of the installed engine: what the application feels that stays open.

    python bench/inside.py FOLDER ROUNDS NOTE

Run by the Python of the bench's own environment. The floor is measured in turn with the engine, in the same process.
Says {"warm": [[floor, ours], …], "changed": [[floor, ours], …]} in seconds, as JSON.
"""

import json
import os
import sys
from time import perf_counter

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # last, so that the installed engine wins


def warm_open(folder: str, rounds: int) -> list[list[float]]:
    """A vault of which nothing changed: opened, and looked at whole by stat, beside a bare walk with stat."""
    from bench import floors
    from specwork.desk import Desk

    Desk(folder).open().sweep()
    pairs = []
    for _ in range(rounds):
        began = perf_counter()
        floors.stat(folder)
        between = perf_counter()
        live = Desk(folder).open()
        live.sweep()
        pairs.append([between - began, perf_counter() - between])
        live.close()
    return pairs


def one_changed(folder: str, rounds: int, note: str) -> list[list[float]]:
    """One note changed by another program: until the index is true again, beside a bare read of that note."""
    from specwork.desk import Desk

    path = f"{folder}/{note}"
    with open(path, "rb") as file:
        content = file.read()
    live = Desk(folder).open()
    live.sweep()
    pairs = []
    try:
        for count in range(rounds):
            with open(path, "wb") as file:
                file.write(content + b"\n- [[lost-again-%d]]\n" % count)
            began = perf_counter()
            with open(path, "rb") as file:
                file.read()
            between = perf_counter()
            changed = live.refresh([note])
            pairs.append([between - began, perf_counter() - between])
            assert changed == [note], "the change was not seen"
    finally:
        with open(path, "wb") as file:
            file.write(content)
        live.refresh([note])
        live.close()
    return pairs


def main() -> None:
    folder, rounds, note = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    import vault

    assert (vault.__file__ or "").startswith(sys.prefix), "this measures an installed engine, not a checkout"
    print(json.dumps({"warm": warm_open(folder, rounds), "changed": one_changed(folder, rounds, note)}))


if __name__ == "__main__":
    main()
