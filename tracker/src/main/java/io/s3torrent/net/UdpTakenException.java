package io.s3torrent.net;

import java.io.IOException;

/** UDP cannot have the address that it was to have. */
public final class UdpTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    public UdpTakenException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
