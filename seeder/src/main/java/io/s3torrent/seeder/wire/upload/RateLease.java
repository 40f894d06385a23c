package io.s3torrent.seeder.wire.upload;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** What one peer may be sent now, by the limits that it is under. Lives on its event loop. */
public final class RateLease {
    private final Account[] accounts; // gone through for every block

    /** Under all of {@code limits}, none of which may be; {@code more} runs on {@code loop} when there is more to be had. */
    public RateLease(List<UploadRateLimiter> limits, ScheduledExecutorService loop, Runnable more) {
        accounts = limits.stream().map(limit -> new Account(limit, loop, more)).toArray(Account[]::new);
    }

    /** True when a block may be sent, of any length: what is too much is taken off the next share. */
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

    /** Gives back what is left, for those who are still there. */
    public void close() {
        for (Account account : accounts) {
            account.close();
        }
    }

    /** What is left of the last share of one limit. */
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

        /** Asks for a share where there is none; it may come at once. */
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
