#!/usr/bin/env python3
# {{title}}
# {{description}}

import argparse
import sys


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.parse_args()
    return 0


if __name__ == "__main__":
    sys.exit(main())
