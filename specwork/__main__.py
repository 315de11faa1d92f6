"""Where the two commands begin: `specwork`, and `spec_work`, which is the same program."""

import sys


def main() -> None:
    from specwork.cli.main import main as run

    sys.exit(run())


def spec_work() -> None:
    main()


if __name__ == "__main__":
    main()
