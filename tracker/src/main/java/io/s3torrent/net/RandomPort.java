package io.s3torrent.net;

import java.io.IOException;

/** A number that the system draws for TCP, and that UDP shall have too, where it may be taken: then another one is drawn. */
public final class RandomPort {
    static final int ATTEMPTS = 20;

    /** Opens both, or leaves neither open. */
    public interface Opening<T> {
        T open() throws IOException;
    }

    private RandomPort() {}

    /**
     * Opens both.
     *
     * @param drawn false when somebody chose the number: a taken one is a failure at once
     * @throws UdpTakenException when each of 20 numbers is taken
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

    /** UDP cannot have the address that it was to have. */
    public static final class UdpTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        public UdpTakenException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
