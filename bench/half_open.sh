#!/usr/bin/env bash
# Measures how soon a client is served while one address holds a crowd of half-open connections. Loopback only. Needs nginx and the built
# project (mvn package).
#
#   bench/half_open.sh [CROWD]        by default 600
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"

start_store 16
seed_object --cache-memory 64MiB
/usr/bin/python3 "$top/bench/half_open.py" "$address" "$hash" "${1:-600}"
uptime
