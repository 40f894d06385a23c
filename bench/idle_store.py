#!/usr/bin/env python3
"""Fills FOLDER with a store for nginx: COUNT objects of 1,000 pieces (sparse files) with their sidecars, and the pages of their listing.
Prints the configuration lines that make nginx serve them as S3.

    idle_store.py FOLDER COUNT
"""
import os, sys

folder, count = sys.argv[1], int(sys.argv[2])
PIECE, PIECES, TIME, PAGE = 256 << 10, 1000, 1_600_000_000, 1000
SIZE = PIECE * PIECES


def torrent(name):
    info = b"d6:lengthi%de4:name%d:%s12:piece lengthi%de6:pieces%d:%se" % (
        SIZE, len(name), name.encode(), PIECE, 20 * PIECES, os.urandom(20 * PIECES))
    return b"d4:info" + info + b"e"


def etag(path):  # like the ETags of nginx
    stat = os.stat(path)
    return "%x-%x" % (int(stat.st_mtime), stat.st_size)


def write(path, content, size=None):
    with open(path, "wb") as file:
        file.write(content)
        if size:
            file.truncate(size)
    os.utime(path, (TIME, TIME))


objects = os.path.join(folder, "bench", "idle")
os.makedirs(objects)
os.makedirs(os.path.join(folder, "pages"))
entries = []
for number in range(count):
    name = "o%06d" % number
    for path, content, size in ((name, b"", SIZE), (name + ".torrent", torrent(name), None)):
        path = os.path.join(objects, path)
        write(path, content, size)
        entries.append("<Contents><Key>idle/%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>" % (
            os.path.basename(path), etag(path), os.path.getsize(path)))
for page in range(0, len(entries), PAGE):
    more = page + PAGE < len(entries)
    with open(os.path.join(folder, "pages", str(page // PAGE)), "w") as file:
        file.write("<ListBucketResult><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>" % (
            str(more).lower(),
            "<NextContinuationToken>%d</NextContinuationToken>" % (page // PAGE + 1) if more else "",
            "".join(entries[page:page + PAGE])))
print('  map $args $page { default 0; "~continuation-token=(?<token>[0-9]+)" $token; }')
print('  map $uri $of { default ""; "~torrent$" "%s"; }' % etag(os.path.join(objects, "o000000")))
print('  map $uri $profile { default ""; "~torrent$" "1"; }')
print("  add_header x-amz-meta-s3torrent-etag $of; add_header x-amz-meta-s3torrent-profile $profile;")
