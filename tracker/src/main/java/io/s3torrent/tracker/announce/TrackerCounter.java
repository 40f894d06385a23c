package io.s3torrent.tracker.announce;

/** The events that {@link TrackerMetrics} counts. */
public enum TrackerCounter {
    /** Valid announces over HTTP, including refused ones. */
    HTTP_ANNOUNCE,
    /** Valid scrapes over HTTP, including refused ones. */
    HTTP_SCRAPE,
    /** Refused announces and scrapes over HTTP, for example for an untracked torrent. */
    HTTP_REFUSED,
    /** Malformed requests over HTTP, which get an error response. */
    HTTP_INVALID,
    /** Accepted connections. */
    CONNECTION,
    /** Connections that were closed at once because there were too many. */
    CONNECTION_TURNED_AWAY,
    /** Connection ids sent over UDP. */
    UDP_CONNECT,
    /** Valid announces over UDP, including refused ones. */
    UDP_ANNOUNCE,
    /** Valid scrapes over UDP, including refused ones. */
    UDP_SCRAPE,
    /** Refused announces and scrapes over UDP. */
    UDP_REFUSED,
    /** Malformed datagrams, and datagrams without a valid connection id. */
    UDP_INVALID,
    /** Datagrams that were dropped because responses could not be sent as fast as requests arrived. */
    UDP_UNANSWERED
}
