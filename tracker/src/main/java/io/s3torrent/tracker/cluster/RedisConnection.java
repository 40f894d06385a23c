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
 * Two connections to Redis, one for the subscription and one for commands. Redis holds a channel for messages, a hash with the saved store
 * of each node, and a key that names the recommended node. When one connection fails, both are closed.
 */
final class RedisConnection {
    private static final String PREFIX = "s3torrent:1:";
    private static final byte[] RECOMMENDED = bytes(PREFIX + "recommended");

    /** Lifetime of a saved store: longer than the default peer expiry. Nodes save their stores much more often. */
    private static final Duration SNAPSHOT_LIFE = Duration.ofHours(1);

    private final StatefulRedisPubSubConnection<byte[], byte[]> subscriber;
    private final StatefulRedisConnection<byte[], byte[]> commands;
    private final byte[] channel;

    private RedisConnection(
            StatefulRedisPubSubConnection<byte[], byte[]> subscriber,
            StatefulRedisConnection<byte[], byte[]> commands,
            int database) {
        this.subscriber = subscriber;
        this.commands = commands;
        // Unlike keys, channels do not belong to a database.
        this.channel = bytes(PREFIX + "messages:" + database);
    }

    /**
     * Connects and subscribes to messages.
     *
     * @param listener receives all messages, on a thread of Lettuce
     */
    static CompletionStage<RedisConnection> open(RedisClient client, RedisURI uri, Consumer<byte[]> listener) {
        return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .thenCompose(subscriber -> client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                        .toCompletableFuture()
                        .thenApply(commands -> new RedisConnection(subscriber, commands, uri.getDatabase()))
                        .whenComplete((link, failure) -> closeAfter(failure, subscriber)))
                .thenCompose(link -> link.hear(listener));
    }

    private CompletionStage<RedisConnection> hear(Consumer<byte[]> listener) {
        subscriber.addListener(new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void message(byte[] from, byte[] message) {
                listener.accept(message);
            }
        });
        return subscriber
                .async()
                .subscribe(channel)
                .thenApply(nothing -> this)
                .whenComplete((link, failure) -> closeAfter(failure, subscriber, commands));
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
        return subscriber.isOpen() && commands.isOpen();
    }

    CompletionStage<Long> publish(byte[] message) {
        return commands.async().publish(channel, message);
    }

    CompletionStage<Void> saveSlices(long node, Map<Integer, byte[]> slices) {
        IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
        slices.forEach((slice, swarms) -> fields.put(field(slice), swarms));
        byte[] key = key(node);
        return commands.async()
                .hset(key, fields)
                .thenCombine(commands.async().pexpire(key, SNAPSHOT_LIFE), (added, known) -> null);
    }

    CompletionStage<Void> recommend(long node) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(node).array();
        return commands.async()
                .set(RECOMMENDED, value, SetArgs.Builder.px(SNAPSHOT_LIFE))
                .thenApply(ok -> null);
    }

    CompletionStage<OptionalLong> recommended() {
        return commands.async()
                .get(RECOMMENDED)
                .thenApply(value -> value == null || value.length != Long.BYTES
                        ? OptionalLong.empty()
                        : OptionalLong.of(ByteBuffer.wrap(value).getLong()));
    }

    CompletionStage<List<byte[]>> loadSlices(long node, int fromSlice, int count) {
        byte[][] fields = IntStream.range(fromSlice, fromSlice + count)
                .mapToObj(RedisConnection::field)
                .toArray(byte[][]::new);
        return commands.async()
                .hmget(key(node), fields)
                .thenApply(values -> values.stream()
                        .filter(KeyValue::hasValue)
                        .map(KeyValue::getValue)
                        .toList());
    }

    private static byte[] key(long node) {
        return bytes(PREFIX + "swarms:" + HexFormat.of().toHexDigits(node));
    }

    private static byte[] field(int slice) {
        return bytes(Integer.toString(slice));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void close() {
        close(subscriber, commands);
    }
}
