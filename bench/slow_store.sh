#!/usr/bin/env bash
# Measures a store that sends some answers slowly: three libtorrent leechers download one object at once, with an empty cache. Prints the
# rate of all leechers together, the ranged GETs, how many of them the store answered slowly, and the bytes sent for them, as a multiple
# of the object. Loopback only. Needs nginx, python3-libtorrent, and the built project (mvn package).
#
#   bench/slow_store.sh [MIB] [SHARE] [BYTES_PER_SECOND] [ROUNDS] [SEED-OPTION...]
#
# By default 256 MiB, 0.25 of the answers at 1000 bytes/s, 1 round. A share of 0 is a healthy store, 1 is a store that is slow for all.
# Leechers that are not done after 300 s end the run; then the rate is that of the verified bytes.
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-256} share=${2:-0.25} rate=${3:-1000} rounds=${4:-1}
shift $(($# < 4 ? $# : 4))

start_store "$mib"
"${S3TORRENT:-$top/s3torrent}" create s3://bench/object "${options[@]}" --piece-length 1MiB -O "$work/object.torrent" >/dev/null
mkfifo "$work/report"
"$top/bench/slow_proxy.py" "${store##*:}" "$rate" <"$work/report" >"$work/proxy" &
pids+=($!)
exec 5>"$work/report"
options[1]=http://127.0.0.1:$(await "$work/proxy" '[0-9]')
answer_slowly() { # SHARE: of the answers from now on; the proxy adds a line about those before to its output
    local lines
    lines=$(wc -l <"$work/proxy")
    echo "$1" >&5
    until [ "$(wc -l <"$work/proxy")" -gt "$lines" ]; do sleep 0.1; done
}

unfinished() { # MB/s of the leechers that gave up after 300 s, from "not done after 300 s: [0.25, 0.5, 0.25]"
    tr -cd '0-9., []' <"$work/unfinished" | tr -s '[], ' ' ' \
        | awk -v size=$((mib << 20)) '{for (i = NF - 2; i <= NF; i++) sum += $i; printf "%.3f", sum * size / 300e6}'
}

printf '%12s %12s %12s %12s\n' MB/s GETs slow 'bytes read'
for _ in $(seq "$rounds"); do
    seed_object --torrent "$work/object.torrent" --cache-memory $((2 * mib))MiB "$@"
    answer_slowly "$share"
    total=$(leech "$address" 3 2>"$work/unfinished") || total=$(unfinished)
    answer_slowly 0
    kill "$seeder"
    wait "$seeder" || true
    read -r gets slow bytes < <(tail -n 1 "$work/proxy")
    awk -v total="$total" -v gets="$gets" -v slow="$slow" -v bytes="$bytes" -v size=$((mib << 20)) \
        'BEGIN {printf "%12.2f %12d %12d %12.3f\n", total, gets, slow, bytes / size}'
done
uptime
