package io.s3torrent.net.proxy;

import java.io.IOException;

/** A proxy that we trust says something that cannot be: its connection is of no use. */
final class ProxyHeaderException extends IOException {
    ProxyHeaderException(String message) {
        super(message);
    }
}
