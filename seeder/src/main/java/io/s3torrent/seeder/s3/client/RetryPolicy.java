package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import java.util.Optional;

/** What can be done about the failures of one call; each kind of remedy but patience is tried once. For one thread. */
final class RetryPolicy {
    /** When to send the request again. */
    enum Retry {
        NONE,
        AGAIN,
        LATER
    }

    private final Optional<LocatedCredentials> credentials;
    private int credentialsUsed;
    private boolean refreshed;
    private boolean clockSet;

    RetryPolicy(Optional<LocatedCredentials> credentials) {
        this.credentials = credentials;
    }

    /** An attempt begins. */
    void begin() {
        credentialsUsed = credentials.map(LocatedCredentials::generation).orElse(0);
    }

    Retry after(ObjectException failure) {
        if (failure instanceof ObjectException.Unavailable) {
            return Retry.LATER;
        }
        if (!refreshed && StoreErrors.isExpired(failure)) {
            refreshed = true;
            return credentials
                            .filter(located -> located.refresh(credentialsUsed))
                            .isPresent()
                    ? Retry.AGAIN
                    : Retry.NONE;
        }
        // The SDK has taken the store's time from the answer, and signs with it from now on.
        if (!clockSet && StoreErrors.isClockWrong(failure)) {
            clockSet = true;
            return Retry.AGAIN;
        }
        return Retry.NONE;
    }
}
