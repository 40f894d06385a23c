#!/usr/bin/env bash
# Measures the cost of making a torrent. It takes turns with two baselines: the same GETs by the plain SDK without hashing, and mktorrent
# on the local file. Loopback only; nginx serves the object from the page cache. Needs nginx, mktorrent, and the built project
# (mvn package).
#
#   bench/create.sh [MIB] [ROUNDS]        by default 4096 MiB, 3 rounds; medians
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-4096} rounds=${2:-3}
classes=$top/cli/target/s3torrent.jar:$top/seeder/target/test-classes

create() { # KEY FORMAT
    timed "$s3torrent" create "s3://bench/$1" --format "$2" -O "$work/made.torrent" --force "${options[@]}"
}

sdk() { # BYTES: reads the same ranges with as many threads, and discards them
    timed java -Xmx256m -cp "$classes" io.s3torrent.seeder.benchmark.BareGets "$store" bench object "$1"
}

row() { # NAME FILE START-FILE
    awk -v name="$1" -v wall="$(column "$2" 1)" -v cpu="$(column "$2" 2)" -v rss="$(column "$2" 3)" \
        -v wall0="$(column "$3" 1)" -v cpu0="$(column "$3" 2)" -v gib="$(awk "BEGIN {print $mib / 1024}")" -v base="${base:-0}" '
        BEGIN {printf "%-22s %8.2f %8.2f %10.2f %14.3f %8d %10s\n", name, wall, wall0, cpu, (cpu - cpu0) / gib, rss,
               base ? sprintf("%.2f", (wall - wall0) / base) : "1"}'
}

start_store "$mib"
head -c 1 /dev/urandom >"$work/store/bench/byte"
create byte v1 >/dev/null # builds the jar if it is stale
for _ in $(seq "$rounds"); do
    create byte v1 >>"$work/start"
    sdk 1 >>"$work/sdk-start"
    sdk $((mib << 20)) >>"$work/sdk"
    meter >/dev/null
    create object v1 >>"$work/v1"
    meter >"$work/gets"
    create object hybrid >>"$work/hybrid"
    rm -f "$work/mk.torrent"
    timed mktorrent -t 2 -l 22 -o "$work/mk.torrent" "$work/store/bench/object" >>"$work/mktorrent"
done
echo "0 0 0" >"$work/none"
printf '%-22s %8s %8s %10s %14s %8s %10s\n' "$mib MiB" 'wall s' 'of start' 'CPU s' 'CPU s/GiB*' 'RSS MiB' 'wall* ratio'
row 'SDK, no hashing' "$work/sdk" "$work/sdk-start"
base=$(awk -v a="$(column "$work/sdk" 1)" -v b="$(column "$work/sdk-start" 1)" 'BEGIN {print a - b}')
row 'create v1' "$work/v1" "$work/start"
row 'create hybrid' "$work/hybrid" "$work/start"
row 'mktorrent -t2, local' "$work/mktorrent" "$work/none"
echo "* beyond the start of the JVM"
awk '{printf "GETs of one create: %d, %.4f x the object\n", $1, $2 / '$((mib << 20))'}' "$work/gets"
uptime
