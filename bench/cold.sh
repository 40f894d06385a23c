#!/usr/bin/env bash
# How fast a first download is when the store is far away: every request takes 50 ms more, nothing is in the cache, one libtorrent leecher.
# Loopback only. Needs nginx, python3-libtorrent, and the built project (mvn package).
#
#   bench/cold.sh [MIB] [ROUNDS] [MILLISECONDS]        by default 1024 MiB, 1 round, 50 ms
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-1024} rounds=${2:-1} delay=${3:-50}

leech() { # MB/s of a verified download
    rm -rf "$work/leech"
    mkdir -p "$work/leech/0"
    /usr/bin/python3 "$top/bench/leech_libtorrent.py" "$work/object.torrent" "$address" 1 "$work/leech" \
        | grep -o '[0-9.]* MB/s' | cut -d' ' -f1
}

seed() {
    rm -f "$work/out"
    "$top/s3torrent" seed s3://bench/object --torrent "$work/object.torrent" --no-sign-request --region us-east-1 --endpoint-url "http://127.0.0.1:$far" \
        --listen 127.0.0.1:0 --tracker 127.0.0.1:0 --cache-memory $((2 * mib))MiB -o json >"$work/out" 2>"$work/seed.err" &
    seeder=$!
    pids+=("$seeder")
    address=$(await "$work/out" '"ready"' | field listen)
}

start_store "$mib"
"$top/bench/delay_proxy.py" "${store##*:}" "$delay" >"$work/proxy" &
pids+=($!)
far=$(await "$work/proxy" '[0-9]')
"$top/s3torrent" create s3://bench/object "${options[@]}" --piece-length 1MiB -O "$work/object.torrent" >/dev/null
printf '%12s %12s %8s\n' 'cold MB/s' 'warm MB/s' ratio
for _ in $(seq "$rounds"); do
    seed
    cold=$(leech)
    warm=$(leech)
    awk -v cold="$cold" -v warm="$warm" 'BEGIN {printf "%12.0f %12.0f %8.2f\n", cold, warm, cold / warm}'
    kill "$seeder"
    wait "$seeder" || true
done
uptime
