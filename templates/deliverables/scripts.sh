#!/bin/sh
# {{title}}
# {{description}}
set -eu

usage() {
    echo "usage: $0" >&2
    exit 2
}

[ $# -eq 0 ] || usage
