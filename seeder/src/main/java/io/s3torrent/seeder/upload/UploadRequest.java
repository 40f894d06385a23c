package io.s3torrent.seeder.upload;

import io.s3torrent.seeder.s3.S3Location;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * One file to put.
 *
 * @param pieceLength bytes, a power of two; by default from the file's size
 * @param trackers announce URLs for the torrent
 * @param resume true to go on with an upload of this key that was broken off
 */
public record UploadRequest(
        Path file, S3Location target, OptionalInt pieceLength, List<String> trackers, boolean resume) {
    public UploadRequest {
        trackers = List.copyOf(trackers);
    }
}
