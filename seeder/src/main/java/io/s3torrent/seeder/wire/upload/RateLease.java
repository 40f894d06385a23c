package io.s3torrent.seeder.wire.upload;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Tracks how many bytes one peer may be sent now, under all its upload limits. Runs on the peer's event loop. */
public final class RateLease {
    private final Account[] accounts; // an array, because every block visits all of them

    /** Takes shares of all {@code limits}; the list may be empty. Calls {@code more} on {@code loop} when a new share arrives. */
    public RateLease(List<UploadRateLimiter> limits, ScheduledExecutorService loop, Runnable more) {
        accounts = limits.stream().map(limit -> new Account(limit, loop, more)).toArray(Account[]::new);
    }

    /** True if a block of any length may be sent. Bytes beyond the current share are subtracted from the next one. */
    public boolean isOpen() {
        for (Account account : accounts) {
            if (!account.isOpen()) {
                return false;
            }
        }
        return true;
    }

    public void sent(int bytes) {
        for (Account account : accounts) {
            account.left -= bytes;
        }
    }

    /** Returns the unused bytes to the limits, for other peers. */
    public void close() {
        for (Account account : accounts) {
            account.close();
        }
    }

    /** The rest of the latest share of one limit. */
    private static final class Account implements UploadRateLimiter.Waiter {
        private final UploadRateLimiter limit;
        private final ScheduledExecutorService loop;
        private final Runnable more;
        private long left;
        private boolean waiting;
        private boolean closed;

        private Account(UploadRateLimiter limit, ScheduledExecutorService loop, Runnable more) {
            this.limit = limit;
            this.loop = loop;
            this.more = more;
        }

        /** Requests a share when none is left; the limit may grant it at once. */
        private boolean isOpen() {
            if (left <= 0 && !waiting) {
                long share = limit.take(this);
                left += share;
                waiting = share == 0;
            }
            return left > 0;
        }

        @Override
        public void share(long bytes) {
            if (loop.isShutdown()) {
                return;
            }
            loop.execute(() -> {
                waiting = false;
                left += bytes;
                if (closed) {
                    close();
                } else {
                    more.run();
                }
            });
        }

        private void close() {
            closed = true;
            limit.giveBack(left);
            left = 0;
        }
    }
}
