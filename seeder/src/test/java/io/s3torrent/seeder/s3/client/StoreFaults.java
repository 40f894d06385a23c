package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Faults of real stores, in addition to the plain errors of {@link ScriptedS3}. */
public final class StoreFaults {
    private static final int MOST_IN_A_ROW = 5;

    private StoreFaults() {}

    /** The headers never arrive. */
    public static Fault silence() {
        return exchange -> {};
    }

    /** A correct head, this many bytes of the body, then a TCP reset. */
    public static Fault resetAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), Math.min(exchange.end(), exchange.start() + bytes));
            exchange.reset();
        };
    }

    /** A correct head, and a body at this speed. */
    public static Fault slow(int bytesPerSecond) {
        return exchange -> {
            exchange.head(206, Map.of());
            int step = Math.max(1, bytesPerSecond / 20);
            for (int at = exchange.start(); at < exchange.end(); at += step) {
                // Fails after the client has closed the connection.
                exchange.body(at, Math.min(exchange.end(), at + step));
                LockSupport.parkNanos(50_000_000);
            }
        };
    }

    /** A correct head with wrong bytes: one bit of every byte is flipped. */
    public static Fault wrongBytes() {
        return exchange -> {
            exchange.head(206, Map.of());
            byte[] bytes = Arrays.copyOfRange(exchange.object(), exchange.start(), exchange.end());
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= 1;
            }
            exchange.out().write(bytes);
            exchange.out().flush();
        };
    }

    /** The right range without a length, followed by this many zeros, as far as the client accepts them. */
    public static Fault tooManyBytes(int more) {
        return exchange -> {
            exchange.head(206, Map.of("Content-Length", "", "Connection", "close"));
            exchange.body(exchange.start(), exchange.end());
            exchange.out().write(new byte[more]);
            throw new IOException("as scripted");
        };
    }

    /** The whole object with status 200, whatever range was requested. */
    public static Fault wholeObject() {
        return exchange -> {
            exchange.head(200, Map.of("Content-Length", Integer.toString(exchange.object().length)));
            exchange.body(0, exchange.object().length);
        };
    }

    /** S3's rejection of a request whose signing clock differs this much from the store's. */
    public static Fault clockSkew(Duration ahead) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead));
        return ScriptedS3.error(403, "RequestTimeTooSkewed", Map.of("Date", date));
    }

    /**
     * Applies one of the faults to this share of the requests, at random with a seed. The same request meets at most five faults in a row,
     * because by chance alone the client's retries could run out.
     */
    public static Fault sometimes(double share, long seed, Fault... faults) {
        Random random = new Random(seed);
        Map<String, Integer> inARow = new HashMap<>();
        return exchange -> {
            // The same for a continued request.
            String wanted = exchange.request().target() + " up to " + exchange.end();
            Fault answer = ScriptedS3.honest();
            synchronized (random) {
                int met = inARow.getOrDefault(wanted, 0);
                boolean fails = random.nextDouble() < share && met < MOST_IN_A_ROW;
                inARow.put(wanted, fails ? met + 1 : 0);
                if (fails) {
                    answer = faults[random.nextInt(faults.length)];
                }
            }
            answer.answer(exchange);
        };
    }
}
