#!/bin/sh
# {{title}}
# {{description}}
set -eu

echo "say what must hold" >&2
exit 1
