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

/** What a store does wrong in the wild, beside the plain errors of {@link ScriptedS3}. */
public final class StoreFaults {
    private static final int MOST_IN_A_ROW = 5;

    private StoreFaults() {}

    /** The headers never come. */
    public static Fault silence() {
        return exchange -> {};
    }

    /** A right head, this many bytes of the body, then a TCP reset. */
    public static Fault resetAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), Math.min(exchange.end(), exchange.start() + bytes));
            exchange.reset();
        };
    }

    /** A right head, and a body at this pace. */
    public static Fault slow(int bytesPerSecond) {
        return exchange -> {
            exchange.head(206, Map.of());
            int step = Math.max(1, bytesPerSecond / 20);
            for (int at = exchange.start(); at < exchange.end(); at += step) {
                exchange.body(at, Math.min(exchange.end(), at + step)); // fails when the client has left
                LockSupport.parkNanos(50_000_000);
            }
        };
    }

    /** A right head with the wrong bytes: every one of them has one bit flipped. */
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

    /** A right range without a length, and after its bytes these many zeros, as far as the client takes them. */
    public static Fault tooManyBytes(int more) {
        return exchange -> {
            exchange.head(206, Map.of("Content-Length", "", "Connection", "close"));
            exchange.body(exchange.start(), exchange.end());
            exchange.out().write(new byte[more]);
            throw new IOException("as scripted");
        };
    }

    /** The whole object with status 200, whatever range was asked for. */
    public static Fault wholeObject() {
        return exchange -> {
            exchange.head(200, Map.of("Content-Length", Integer.toString(exchange.object().length)));
            exchange.body(0, exchange.object().length);
        };
    }

    /** S3's refusal of a request that was signed by a clock so far off from its own. */
    public static Fault clockSkew(Duration ahead) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead));
        return ScriptedS3.error(403, "RequestTimeTooSkewed", Map.of("Date", date));
    }

    /**
     * This share of the requests meets one of the faults, the others an honest answer, as the seed has it. Who asks on for the same
     * meets five in a row at most: the retries end, and with chance alone it would end now and then.
     */
    public static Fault sometimes(double share, long seed, Fault... faults) {
        Random random = new Random(seed);
        Map<String, Integer> inARow = new HashMap<>();
        return exchange -> {
            String wanted = exchange.request().target() + " up to " + exchange.end(); // when it is continued, too
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
