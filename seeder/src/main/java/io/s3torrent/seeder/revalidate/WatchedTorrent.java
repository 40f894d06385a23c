package io.s3torrent.seeder.revalidate;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One torrent whose objects may be deleted or replaced while it is seeded. Safe for use by many threads. */
public final class WatchedTorrent extends CheckSchedule.Slot {
    private final Revalidation revalidation;
    private final Content content;
    private final ObjectStore store;
    private final boolean single;
    private volatile BooleanSupplier hasPeers = () -> false;
    private volatile Consumer<ObjectException> gone = reason -> {};
    private volatile boolean begun;
    /** The HEAD that a check of many objects begins with. */
    private int firstHead;

    /** A torrent whose objects were pinned at a time; checks are counted where {@code store} counts. */
    WatchedTorrent(Revalidation revalidation, Content content, ObjectStore store, long pinned) {
        super(pinned);
        this.revalidation = revalidation;
        this.content = content;
        this.store = store;
        this.single = content.objects().size() == 1;
    }

    /**
     * The torrent is seeded from now on.
     *
     * @param peers tells whether peers are connected for it
     * @param told hears, on the thread that found out, that an object is gone or was replaced
     */
    public void begin(BooleanSupplier peers, Consumer<ObjectException> told) {
        hasPeers = peers;
        gone = told;
        begun = true;
        revalidation.begin(this);
    }

    /** A client came for the torrent, or asks for a piece of it. */
    public void used() {
        if (begun) {
            revalidation.used(this);
        }
    }

    /** Reads the torrent's objects: a read on the condition of the ETag also shows that its object is unchanged. */
    public ObjectReader reader() {
        return (version, range, sink) -> {
            long asked = revalidation.now();
            store.read(version, range, sink);
            if (single && version.isConditional()) {
                revalidation.unchanged(this, asked);
            }
        };
    }

    /** The torrent is not seeded any more. */
    public void end() {
        revalidation.end(this);
    }

    /** The object of a torrent of one. */
    Optional<S3Location> single() {
        return single ? Optional.of(content.objects().get(0).location()) : Optional.empty();
    }

    Content content() {
        return content;
    }

    ObjectStore store() {
        return store;
    }

    void gone(ObjectException reason) {
        end();
        gone.accept(reason);
    }

    /** For one check after the other. */
    int firstHead(int heads) {
        int first = firstHead;
        firstHead = Math.floorMod(first + heads, Integer.MAX_VALUE);
        return first;
    }

    @Override
    boolean hasPeers() {
        return hasPeers.getAsBoolean();
    }
}
