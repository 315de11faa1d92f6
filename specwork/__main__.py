"""Where the two commands begin: `specwork`, and `spec_work`, which is the same program."""

import gc
import sys


def main() -> None:
    from specwork.cli.main import main as run

    _prepare()
    sys.exit(run())


def spec_work() -> None:
    from specwork.cli.spec_work import spec_work as run

    _prepare()
    sys.exit(run())


def _prepare() -> None:
    gc.set_threshold(100_000, 50, 50)  # one command makes much that lives until it ends, and few circles


if __name__ == "__main__":
    main()
