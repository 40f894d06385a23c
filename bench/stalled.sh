#!/usr/bin/env bash
# Measures the effect of a stalled peer on other peers: the rate of some connections alone, in turn with their rate next to a connection
# that has 2000 outstanding requests and never reads again. Loopback only. Needs nginx and the built project (mvn package).
#
#   bench/stalled.sh GENERATOR [CONNECTIONS] [SECONDS] [ROUNDS]        by default 4, 5 s, 3 rounds; GENERATOR as in upload.sh, with
#                                                                      the number of stalled connections as its last argument
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generator=$(realpath "$1") connections=${2:-4} seconds=${3:-5} rounds=${4:-3} mib=256

blast() { # CONNECTIONS STALLED: MB/s
    "$generator" "${address%:*}" "${address##*:}" "$hash" $((mib << 20)) "$piece" "$1" "$seconds" 2000 "$2" | field MBps
}

start_store "$mib"
seed_object --cache-memory $((2 * mib))MiB --max-peers-per-address 1000 --piece-length 1MiB
blast "$connections" 0 >/dev/null # warms up the JVM
for _ in $(seq "$rounds"); do
    echo "$(blast "$connections" 0) $(blast $((connections + 1)) 1)" >>"$work/rates"
done
awk -v alone="$(column "$work/rates" 1)" -v beside="$(column "$work/rates" 2)" \
    'BEGIN {printf "%.0f MB/s alone, %.0f next to a stalled peer: %.2f\n", alone, beside, beside / alone}'
uptime
