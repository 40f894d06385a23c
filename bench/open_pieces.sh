#!/usr/bin/env bash
# Measures how often large pieces are read from the store when peers use more of them at once than fit in memory: 64 connections, each
# in a different piece of 16 MiB. Loopback only. Needs nginx and the built project (mvn package).
#
#   bench/open_pieces.sh GENERATOR [CONNECTIONS] [CACHE] [SECONDS]        by default 64, 256MiB, 15 s; GENERATOR as in upload.sh
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generator=$(realpath "$1") connections=${2:-64} cache=${3:-256MiB} seconds=${4:-15}
mib=$((16 * connections))

native() { # MiB of buffers outside of the heap
    jcmd "$seeder" VM.native_memory summary scale=KB | sed -n 's/.*Other (reserved=\([0-9]*\)KB.*/\1/p' | awk '{printf "%.0f", $1 / 1024}'
}

start_store "$mib"
"$s3torrent" create s3://bench/object "${options[@]}" --piece-length 16MiB -O "$work/object.torrent" >/dev/null
export S3TORRENT_JAVA_OPTS=-XX:NativeMemoryTracking=summary
seed_object --torrent "$work/object.torrent" --cache-memory "$cache" --max-peers-per-address 1000
meter >/dev/null
"$generator" "${address%:*}" "${address##*:}" "$hash" $((mib << 20)) "$piece" "$connections" "$seconds" 256 >"$work/blast" &
load=$!
most=0
while kill -0 "$load" 2>/dev/null; do
    now=$(native)
    [ "$now" -le "$most" ] || most=$now
    sleep 0.5
done
wait "$load"
sleep 1 # until abandoned reads are in the log as well
meter | awk -v sent="$(field bytes <"$work/blast")" -v rate="$(field MBps <"$work/blast")" -v native="$most" '{
    printf "sent %.0f MiB at %.0f MB/s, read from the store %.0f MiB in %d GETs: %.2f x; buffers outside the heap at most %d MiB\n",
        sent / 1048576, rate, $2 / 1048576, $1, $2 / sent, native}'
awk '/^VmHWM/ {printf "RSS at most %.0f MiB\n", $2 / 1024}' "/proc/$seeder/status"
uptime
