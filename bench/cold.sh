#!/usr/bin/env bash
# Measures the first download from a distant store: each request is delayed by 50 ms, the cache is empty, and one libtorrent leecher
# downloads. Loopback only. Needs nginx, python3-libtorrent, and the built project (mvn package).
#
#   bench/cold.sh [MIB] [ROUNDS] [MILLISECONDS]        by default 1024 MiB, 1 round, 50 ms
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-1024} rounds=${2:-1} delay=${3:-50}

start_store "$mib"
"$top/bench/delay_proxy.py" "${store##*:}" "$delay" >"$work/proxy" &
pids+=($!)
"$s3torrent" create s3://bench/object "${options[@]}" --piece-length 1MiB -O "$work/object.torrent" >/dev/null
options[1]=http://127.0.0.1:$(await "$work/proxy" '[0-9]')
seed() { # OPTION...
    seed_object --torrent "$work/object.torrent" --cache-memory $((2 * mib))MiB "$@"
}
finished() {
    kill "$seeder"
    wait "$seeder" || true
}
printf '%12s %12s %8s %22s\n' 'cold MB/s' 'warm MB/s' ratio 'cold, limit 200 MB/s'
for _ in $(seq "$rounds"); do
    seed
    cold=$(leech "$address" 1)
    warm=$(leech "$address" 1)
    finished
    seed --upload-limit 200MB
    limited=$(leech "$address" 1)
    finished
    awk -v cold="$cold" -v warm="$warm" -v limited="$limited" \
        'BEGIN {printf "%12.0f %12.0f %8.2f %22.0f\n", cold, warm, cold / warm, limited}'
done
uptime
