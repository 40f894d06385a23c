package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.metainfo.Metainfo;

/** Receives the progress of a download, a few times a second, on the thread that runs it. */
public interface DownloadListener {
    /** Ignores all calls. */
    DownloadListener NONE = new DownloadListener() {};

    /** The torrent is known, from the request or from peers; no file was written yet. */
    default void started(Metainfo metainfo) {}

    /** Passes on a message for the user, once. */
    default void note(String text) {}

    /**
     * Reports progress; the numbers may be unchanged.
     *
     * @param verified bytes with the right hash, including those found on the disk
     * @param total bytes of the torrent; 0 while it is unknown
     * @param peers connected now
     */
    default void progress(long verified, long total, int peers) {}
}
