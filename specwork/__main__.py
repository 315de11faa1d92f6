"""Where the two commands begin: `specwork`, and `spec_work`, which is the same program."""

import gc
import os
import sys
from io import TextIOWrapper

from vault.typed import NoReturn


def main() -> None:
    _prepare()
    from specwork.cli.main import main as run

    _leave(run())


def spec_work() -> None:
    _prepare()
    from specwork.cli.spec_work import spec_work as run

    _leave(run())


def _prepare() -> None:
    gc.set_threshold(1_000_000, 50, 50)  # one command makes much that lives until it ends, and few circles
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us: the next file opened would take its number
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a letter that the terminal has not must not end a command


def _leave(code: int) -> NoReturn:
    gc.freeze()  # all that is left goes with the process: it need not be looked through for circles
    sys.exit(code)


if __name__ == "__main__":
    main()
