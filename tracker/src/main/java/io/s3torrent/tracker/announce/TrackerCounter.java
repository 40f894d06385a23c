package io.s3torrent.tracker.announce;

/** What a {@link TrackerMetrics} counts. */
public enum TrackerCounter {
    /** Announces over HTTP that were understood, the refused ones too. */
    HTTP_ANNOUNCE,
    /** Scrapes over HTTP that were understood. */
    HTTP_SCRAPE,
    /** Announces and scrapes over HTTP that were refused: the torrent is not tracked, say. */
    HTTP_REFUSED,
    /** Requests over HTTP that were answered with what is wrong about them. */
    HTTP_INVALID,
    /** Connections taken. */
    CONNECTION,
    /** Connections closed at once, as there were too many. */
    CONNECTION_TURNED_AWAY,
    /** Connection ids given. */
    UDP_CONNECT,
    /** Announces over UDP that were understood, the refused ones too. */
    UDP_ANNOUNCE,
    /** Scrapes over UDP that were understood. */
    UDP_SCRAPE,
    /** Announces and scrapes over UDP that were refused. */
    UDP_REFUSED,
    /** Datagrams that were thrown away or answered with what is wrong about them. */
    UDP_INVALID,
    /** Datagrams without an answer, as answers could not go out as fast as questions came in. */
    UDP_UNANSWERED
}
