package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
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
    public SourceListing {
        objects = List.copyOf(objects);
    }

    /** Lists the objects below a prefix that pass the filter, if any; counts the requests in {@code ledger}. Blocks. */
    static SourceListing of(ObjectStore store, Ledger ledger, S3Prefix prefix, KeyFilter filter) throws IOException {
        Ledger own = ledger.child();
        List<ListedObject> objects =
                KeySelection.anyOf(store.countedIn(own), prefix, filter).objects();
        return new SourceListing(objects, own.snapshot().requests());
    }

    /** Lists one object: none if it does not exist. Blocks for one request. */
    static SourceListing of(ObjectStore store, S3Location object) throws ObjectException {
        try {
            ObjectVersion version = store.stat(object);
            return new SourceListing(
                    List.of(new ListedObject(version.location(), version.length(), version.etag(), Optional.empty())),
                    1);
        } catch (ObjectException.NotFound e) {
            return new SourceListing(List.of(), 1);
        }
    }
}
