package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.ContentVerifier;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;

/** Reads .torrent files that lie in the store. */
public final class StoredTorrents {
    private StoredTorrents() {}

    public static Metainfo fetch(ObjectStore store, S3Location location) throws IOException {
        DescribedObject object = store.describe(location);
        ObjectVersion version = object.version();
        if (version.length() == 0 || version.length() > MetainfoCodec.MAX_BYTES) {
            throw new MetainfoException(location + ": " + version.length() + " bytes (expected: a torrent of 1 to "
                    + MetainfoCodec.MAX_BYTES + ")");
        }
        return MetainfoCodec.decode(ContentVerifier.read(store, object));
    }
}
