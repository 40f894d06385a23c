#!/usr/bin/env bash
# Measures whether the piece length affects the upload rate: one seeder each for the same object in pieces of 1 MiB, 256 KiB and 4 MiB.
# The seeders take turns, because the rate of a single connection can double from one second to the next. Loopback only. Needs nginx.
#
#   bench/piece_sizes.sh GENERATOR [MIB] [SECONDS] [ROUNDS]        by default 256 MiB, 2 s, 15 rounds; medians
#
# GENERATOR as for upload.sh.
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generator=$(realpath "$1") mib=${2:-256} seconds=${3:-2} rounds=${4:-15}
sizes="1MiB 256KiB 4MiB"

declare -A pid_of address_of hash_of piece_of
start_store "$mib"
for size in $sizes; do
    seed_object --cache-memory $((2 * mib))MiB --max-peers-per-address 1000 --piece-length "$size"
    pid_of[$size]=$seeder address_of[$size]=$address hash_of[$size]=$hash piece_of[$size]=$piece
    for connections in 4 1; do blast "$address" "$connections" >/dev/null; done # warms up the JVM
done
printf '%12s %12s %12s %12s %8s\n' connections pieces 'MB/s' 'CPU-s/GiB' ratio
for connections in 1 4 16; do
    for _ in $(seq "$rounds"); do
        for size in $sizes; do
            hash=${hash_of[$size]} piece=${piece_of[$size]}
            measure "$work/$size.$connections" "${pid_of[$size]}" blast "${address_of[$size]}" "$connections"
        done
    done
    for size in $sizes; do
        awk -v connections="$connections" -v size="$size" -v rate="$(column "$work/$size.$connections" 1)" \
            -v cpu="$(column "$work/$size.$connections" 2)" -v first="$(column "$work/1MiB.$connections" 1)" \
            'BEGIN {printf "%12d %12s %12.0f %12.3f %8.2f\n", connections, size, rate, cpu, rate / first}'
    done
done
echo "TCP: $(cat /proc/sys/net/ipv4/tcp_congestion_control)"
uptime
