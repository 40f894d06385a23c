package io.s3torrent.tracker.cluster;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two connections to a Redis, of which one only hears: a channel of the messages, a hash for each shelf, and a key that names the
 * recommended one. All of it ends with the first error of the connections.
 */
final class RedisConnection {
    private static final String PREFIX = "s3torrent:1:";
    private static final byte[] RECOMMENDED = bytes(PREFIX + "recommended");

    /** Longer than a peer may be silent by default; nodes fill their shelves anew long before. */
    private static final Duration SHELF_LIFE = Duration.ofHours(1);

    private final StatefulRedisPubSubConnection<byte[], byte[]> hearing;
    private final StatefulRedisConnection<byte[], byte[]> telling;
    private final byte[] channel;

    private RedisConnection(
            StatefulRedisPubSubConnection<byte[], byte[]> hearing,
            StatefulRedisConnection<byte[], byte[]> telling,
            int database) {
        this.hearing = hearing;
        this.telling = telling;
        // Channels, unlike keys, are of no database.
        this.channel = bytes(PREFIX + "messages:" + database);
    }

    /**
     * Connects, and hears all messages from then on.
     *
     * @param ear called on a thread of Lettuce's
     */
    static CompletionStage<RedisConnection> open(RedisClient client, RedisURI uri, Consumer<byte[]> ear) {
        return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .thenCompose(hearing -> client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                        .toCompletableFuture()
                        .thenApply(telling -> new RedisConnection(hearing, telling, uri.getDatabase()))
                        .whenComplete((link, failure) -> closeAfter(failure, hearing)))
                .thenCompose(link -> link.hear(ear));
    }

    private CompletionStage<RedisConnection> hear(Consumer<byte[]> ear) {
        hearing.addListener(new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void message(byte[] from, byte[] message) {
                ear.accept(message);
            }
        });
        return hearing.async()
                .subscribe(channel)
                .thenApply(nothing -> this)
                .whenComplete((link, failure) -> closeAfter(failure, hearing, telling));
    }

    private static void closeAfter(@Nullable Throwable failure, StatefulConnection<?, ?>... connections) {
        if (failure != null) {
            close(connections);
        }
    }

    private static void close(StatefulConnection<?, ?>... connections) {
        for (StatefulConnection<?, ?> connection : connections) {
            var unused = connection.closeAsync();
        }
    }

    boolean isOpen() {
        return hearing.isOpen() && telling.isOpen();
    }

    CompletionStage<Long> publish(byte[] message) {
        return telling.async().publish(channel, message);
    }

    CompletionStage<Void> shelve(long node, Map<Integer, byte[]> slices) {
        IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
        slices.forEach((slice, swarms) -> fields.put(field(slice), swarms));
        byte[] shelf = shelf(node);
        return telling.async()
                .hset(shelf, fields)
                .thenCombine(telling.async().pexpire(shelf, SHELF_LIFE), (added, known) -> null);
    }

    CompletionStage<Void> recommend(long node) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(node).array();
        return telling.async()
                .set(RECOMMENDED, value, SetArgs.Builder.px(SHELF_LIFE))
                .thenApply(ok -> null);
    }

    CompletionStage<OptionalLong> recommended() {
        return telling.async()
                .get(RECOMMENDED)
                .thenApply(value -> value == null || value.length != Long.BYTES
                        ? OptionalLong.empty()
                        : OptionalLong.of(ByteBuffer.wrap(value).getLong()));
    }

    CompletionStage<List<byte[]>> load(long node, int fromSlice, int count) {
        byte[][] fields = IntStream.range(fromSlice, fromSlice + count)
                .mapToObj(RedisConnection::field)
                .toArray(byte[][]::new);
        return telling.async()
                .hmget(shelf(node), fields)
                .thenApply(values -> values.stream()
                        .filter(KeyValue::hasValue)
                        .map(KeyValue::getValue)
                        .toList());
    }

    private static byte[] shelf(long node) {
        return bytes(PREFIX + "swarms:" + HexFormat.of().toHexDigits(node));
    }

    private static byte[] field(int slice) {
        return bytes(Integer.toString(slice));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void close() {
        close(hearing, telling);
    }
}
