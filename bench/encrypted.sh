#!/usr/bin/env bash
# Measures the cost of encryption. One libtorrent leecher, which accepts only RC4, downloads in turn from s3torrent with --encryption
# required and from libtorrent; it verifies every piece. Loopback only. Needs nginx, python3-libtorrent, and the built project
# (mvn package).
#
#   bench/encrypted.sh [MIB] [ROUNDS]        by default 256 MiB, 3 rounds; medians
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-256} rounds=${2:-3}

measure() { # FILE PID HOST:PORT MODE: appends "MB/s CPU-s/GiB" with the CPU time of PID
    local before rate
    before=$(cpu "$2")
    rate=$(leech "$3" 1 "$4")
    awk -v rate="$rate" -v cpu="$(cpu "$2")" -v before="$before" -v mib="$mib" 'BEGIN {print rate, (cpu - before) * 1024 / mib}' >>"$1"
}

row() { # NAME FILE FILE
    awk -v name="$1" -v a="$(column "$2" 1)" -v b="$(column "$3" 1)" -v c="$(column "$2" 2)" -v d="$(column "$3" 2)" \
        'BEGIN {printf "%-10s %8.0f %12.0f %6.2f %12.2f %12.2f %6.2f\n", name, a, b, a / b, c, d, c / d}'
}

start_store "$mib"
seed_object --cache-memory $((2 * mib))MiB --piece-length 1MiB -O "$work/object.torrent" --encryption preferred
plain_pid=$seeder plain=$address
seed_object --cache-memory $((2 * mib))MiB --torrent "$work/object.torrent" --encryption required
seed_theirs
for _ in $(seq 0 "$rounds"); do
    measure "$work/ours-rc4" "$seeder" "$address" rc4
    measure "$work/theirs-rc4" "$their_pid" "$theirs" rc4
    measure "$work/ours-plain" "$plain_pid" "$plain" plain
    measure "$work/theirs-plain" "$their_pid" "$theirs" plain
done
for file in ours-rc4 theirs-rc4 ours-plain theirs-plain; do sed -i 1d "$work/$file"; done # drop the first round, in which the JVM is not warm
printf '%-10s %8s %12s %6s %12s %12s %6s\n' "$mib MiB" 'MB/s' libtorrent ratio 'CPU-s/GiB' libtorrent ratio
row RC4 "$work/ours-rc4" "$work/theirs-rc4"
row plain "$work/ours-plain" "$work/theirs-plain"
uptime
