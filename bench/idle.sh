#!/usr/bin/env bash
# What torrents cost that nobody asks for: a prefix of objects with their torrents beside them, seeded. Loopback only. Needs nginx and the
# built project (mvn package).
#
#   bench/idle.sh [TORRENTS]        by default 10000, of 1,000 pieces each
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
torrents=${1:-10000}

mkdir "$work/store"
/usr/bin/python3 "$top/bench/idle_store.py" "$work/store" "$torrents" >"$work/maps"
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; user root; pid $work/nginx.pid; error_log $work/nginx.err;
events {}
http {
  log_format meter '\$request_method \$body_bytes_sent'; access_log $work/store.log meter;
$(cat "$work/maps")
  sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
  uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  server {
    listen 127.0.0.1:$port backlog=512; root $work/store; default_type application/octet-stream;
    location = /bench { default_type application/xml; try_files /pages/\$page =404; }
  }
}
CONF
nginx -c "$work/nginx.conf" &
pids+=($!)
sleep 1

started=$(date +%s.%N)
"$top/s3torrent" seed s3://bench/idle/ --endpoint-url "http://127.0.0.1:$port" --no-sign-request --region us-east-1 \
    --listen 127.0.0.1:0 --tracker 127.0.0.1:0 --state-dir "$work/state" -o json >"$work/out" 2>"$work/err" &
seeder=$!
pids+=("$seeder")
await "$work/out" '"event":"ready"' >/dev/null
ready=$(date +%s.%N)
live=$(jcmd "$seeder" GC.class_histogram | awk '$1 == "Total" {print $3}') # counts after a full collection
threads=$(awk '/^Threads/ {print $2}' "/proc/$seeder/status")
rss=$(awk '/^VmRSS/ {print $2 / 1024}' "/proc/$seeder/status")
meter | awk -v torrents="$(grep -c '"event":"torrent"' "$work/out")" -v wall="$(awk "BEGIN {print $ready - $started}")" \
    -v live="$live" -v threads="$threads" -v rss="$rss" '{
    printf "%d torrents: start %.1f s, live heap %.1f MiB (%.0f bytes a torrent), RSS %.0f MiB, %d threads, %d GETs of %.1f MiB\n",
        torrents, wall, live / 1048576, torrents ? live / torrents : 0, rss, threads, $1, $2 / 1048576}'
uptime
