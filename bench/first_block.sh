#!/usr/bin/env bash
# Measures how soon the first block of an uncached piece arrives from a distant store: each request is delayed by 50 ms, pieces have 1 MiB,
# and the connection to the store is already open. Loopback only. Needs nginx and the built project (mvn package).
#
#   bench/first_block.sh [COUNT] [MILLISECONDS]        by default 20 pieces, 50 ms
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
count=${1:-20} delay=${2:-50}

start_store $((8 * (count + 2)))
"$s3torrent" create s3://bench/object "${options[@]}" --piece-length 1MiB -O "$work/object.torrent" >/dev/null
"$top/bench/delay_proxy.py" "${store##*:}" "$delay" >"$work/proxy" &
pids+=($!)
options[1]=http://127.0.0.1:$(await "$work/proxy" '[0-9]')
seed_object --torrent "$work/object.torrent"
/usr/bin/python3 "$top/bench/first_block.py" "$address" "$hash" "$piece" $((8 * (count + 2))) "$count"
uptime
