package io.s3torrent.seeder.resolve;

import java.io.IOException;
import java.io.InputStream;

/** Answers of real stores to {@code ?torrent}: the files next to this class, captured from Ceph RGW 16.2.15 and 20.2.4. */
public final class StoreTorrentFixtures {
    private StoreTorrentFixtures() {}

    public static byte[] read(String name) throws IOException {
        try (InputStream file = StoreTorrentFixtures.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        }
    }
}
