"""What another program needs for the same vault: obsidiantools, from its own environment.

    python bench/peers.py FOLDER

Says {"version", "seconds", "megabytes", "missing"} as JSON; exit 3 where it is not installed.
"""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter


def main(folder: str) -> int:
    try:
        import obsidiantools.api as peer  # installed beside us, or not at all
    except ImportError:
        print("not installed", file=sys.stderr)
        return 3
    from importlib.metadata import version

    began = perf_counter()
    vault = peer.Vault(Path(folder)).connect()
    seconds = perf_counter() - began
    print(
        json.dumps(
            {
                "version": version("obsidiantools"),
                "seconds": seconds,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "missing": len(vault.nonexistent_notes),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
