package io.s3torrent.seeder.put;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import java.io.IOException;
import java.util.List;

/** Hears how an upload goes. Must return at once. */
public interface PutListener {

    /** Earlier uploads of the same key lie unfinished in the store, and stay there. */
    void unfinished(List<MultipartUpload> uploads);

    /** {@code done} of {@code total} bytes are compared with an object that is there. */
    default void compared(long done, long total) {}

    /**
     * {@code done} of {@code total} bytes are in the store, or {@link PutRequest#UNKNOWN_LENGTH} of a stream; called by any sending
     * thread.
     */
    void stored(long done, long total);

    /** All is hashed, and some of it yet to be sent. What this throws ends the upload. */
    void hashed(Metainfo metainfo) throws IOException;
}
