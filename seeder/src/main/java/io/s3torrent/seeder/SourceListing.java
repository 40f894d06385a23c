package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The objects that a source has at this moment.
 *
 * @param requests sent to the store
 */
public record SourceListing(List<ListedObject> objects, long requests) {
    /** The object that was asked for does not exist. */
    static final SourceListing NO_OBJECT = new SourceListing(List.of(), 1);

    public SourceListing {
        objects = List.copyOf(objects);
    }

    /** Lists a prefix; {@code own} counts the requests of {@code store}. */
    static SourceListing of(ObjectStore store, Ledger own, S3Prefix prefix, KeyFilter filter) throws IOException {
        List<ListedObject> objects = KeySelection.anyOf(store, prefix, filter).objects();
        return new SourceListing(objects, own.snapshot().requests());
    }

    /** One object. */
    static SourceListing of(ObjectVersion version) {
        ListedObject object = new ListedObject(version.location(), version.length(), version.etag(), Optional.empty());
        return new SourceListing(List.of(object), 1);
    }
}
