package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.metainfo.Metainfo;

/** Hears how a download goes; called a few times a second by the thread that runs it. */
public interface DownloadListener {
    /** Nobody listens. */
    DownloadListener NONE = new DownloadListener() {};

    /** The torrent is known, given or fetched; nothing was written yet. */
    default void started(Metainfo metainfo) {}

    /** Something that the user should know, once. */
    default void note(String text) {}

    /**
     * Something may have happened.
     *
     * @param verified bytes whose hash is right, those found on the disk included
     * @param total bytes of the torrent; 0 while it is not known yet
     * @param peers connected now
     */
    default void progress(long verified, long total, int peers) {}
}
