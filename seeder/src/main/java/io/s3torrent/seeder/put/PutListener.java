package io.s3torrent.seeder.put;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import java.io.IOException;
import java.util.List;

/** Receives the progress of an upload. Its methods must return at once. */
public interface PutListener {

    /** The store has earlier unfinished uploads of the same key, which stay there. */
    void unfinished(List<MultipartUpload> uploads);

    /** {@code done} of {@code total} bytes are compared with the existing object. */
    default void compared(long done, long total) {}

    /**
     * {@code done} of {@code total} bytes are in the store, or {@link PutRequest#UNKNOWN_LENGTH} of a stream; called by any sending
     * thread.
     */
    void stored(long done, long total);

    /** All bytes are hashed, but not all are sent. An exception from this method ends the upload. */
    void hashed(Metainfo metainfo) throws IOException;
}
