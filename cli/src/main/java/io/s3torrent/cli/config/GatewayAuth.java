package io.s3torrent.cli.config;

/** How the gateway authenticates clients. */
public enum GatewayAuth {
    /** Requests are signed with a known access key. */
    SIGV4,
    /** No authentication; on loopback addresses only. */
    NONE
}
