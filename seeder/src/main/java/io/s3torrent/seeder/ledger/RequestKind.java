package io.s3torrent.seeder.ledger;

/** The kinds of requests that stores bill. */
public enum RequestKind {
    /** Metadata of one object. */
    HEAD,
    /** Bytes of an object, and any other read. */
    GET,
    /** A page of a listing; AWS bills it like an upload. */
    LIST,
    /** Any request of an upload: whole, start, part, completion. */
    PUT
}
