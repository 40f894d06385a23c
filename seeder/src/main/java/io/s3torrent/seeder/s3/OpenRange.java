package io.s3torrent.seeder.s3;

import software.amazon.awssdk.http.AbortableInputStream;

/** The answer to a ranged GET, whose body is not read yet. */
record OpenRange(RangeAnswer head, AbortableInputStream body) {}
