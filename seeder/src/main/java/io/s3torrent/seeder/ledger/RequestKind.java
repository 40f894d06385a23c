package io.s3torrent.seeder.ledger;

/** The kinds of requests that stores put prices on. */
public enum RequestKind {
    /** The facts of one object. */
    HEAD,
    /** Bytes of an object, and whatever else is read. */
    GET,
    /** A page of a listing: AWS bills it as an upload. */
    LIST,
    /** Any request of an upload: whole, start, part, completion. */
    PUT
}
