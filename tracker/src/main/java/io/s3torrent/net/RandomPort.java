package io.s3torrent.net;

import java.io.IOException;

/** Opens TCP and UDP on the same random port. The system chooses a free TCP port; if UDP cannot bind it, another is tried. */
public final class RandomPort {
    static final int ATTEMPTS = 20;

    /** Opens TCP and UDP on one port, or leaves neither open. */
    public interface Opening<T> {
        T open() throws IOException;
    }

    private RandomPort() {}

    /**
     * Opens TCP and UDP on the same port.
     *
     * @param drawn true for a random port; a port that the user chose is tried only once
     * @throws UdpTakenException when UDP cannot bind the chosen port, or any of 20 random ports
     */
    public static <T> T open(boolean drawn, Opening<T> opening) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return opening.open();
            } catch (UdpTakenException e) {
                if (!drawn || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** UDP cannot bind the port of the TCP listener. */
    public static final class UdpTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        public UdpTakenException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
