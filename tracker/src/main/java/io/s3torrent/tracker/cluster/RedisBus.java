package io.s3torrent.tracker.cluster;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bus over Redis or Valkey. Reconnects when the connection ends, or when the node no longer receives its own messages. The monitor guards
 * the state of the connection.
 */
final class RedisBus implements ClusterBus {
    private static final Logger log = LoggerFactory.getLogger(RedisBus.class);

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    /** Time without a message after which to reconnect; a node receives its own heartbeat every second. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    /** Maximum number of messages being sent, each of up to 1 MiB. */
    private static final int MAX_IN_FLIGHT = 16;

    private final RedisAddress address;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicInteger inFlight = new AtomicInteger();

    private volatile @Nullable RedisConnection connection;
    private volatile long heard;
    private boolean connecting;
    private boolean missing;
    private boolean closed;
    private long nextAttempt = System.nanoTime();
    private Duration delay = FIRST_DELAY;

    /** Creates a bus that is not connected yet. */
    RedisBus(RedisAddress address) {
        this.address = address;
        this.uri = uri(address);
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).build())
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .build());
    }

    private static RedisURI uri(RedisAddress address) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(address.host())
                .withPort(address.port())
                .withDatabase(address.database())
                .withSsl(address.tls())
                .withTimeout(COMMAND_TIMEOUT);
        if (address.password().isPresent()) {
            char[] password = address.password().get().toCharArray();
            address.user()
                    .ifPresentOrElse(user -> uri.withAuthentication(user, password), () -> uri.withPassword(password));
        }
        return uri.build();
    }

    @Override
    public void keepConnected(Listener listener) {
        if (hasFailed()) {
            listener.disconnected();
        }
        if (isTimeToConnect()) {
            RedisConnection.open(client, uri, message -> hear(listener, message))
                    .whenComplete((opened, failure) -> connected(listener, opened, failure));
        }
    }

    /** Closes a failed connection; returns true when it has done so. */
    private synchronized boolean hasFailed() {
        RedisConnection current = connection;
        if (current == null || (current.isOpen() && System.nanoTime() - heard <= SILENCE.toNanos())) {
            return false;
        }
        current.close();
        connection = null;
        reportMissing("the connection ended");
        return true;
    }

    private synchronized boolean isTimeToConnect() {
        if (connection != null || connecting || closed || System.nanoTime() - nextAttempt < 0) {
            return false;
        }
        connecting = true;
        return true;
    }

    /** Handles a new connection, or a failure to connect. */
    private void connected(Listener listener, @Nullable RedisConnection opened, @Nullable Throwable failure) {
        if (opened == null) {
            failed(listener, failure);
        } else if (hasAccepted(opened)) {
            listener.connected();
        }
    }

    private void failed(Listener listener, @Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null && !(cause instanceof RedisCommandExecutionException)) {
            cause = cause.getCause();
        }
        String reason = cause == null ? "" : explained(String.valueOf(cause.getMessage()));
        if (cause instanceof RedisCommandExecutionException && reason.matches("(?s)(WRONGPASS|NOAUTH|NOPERM|ERR) .*")) {
            listener.refused(address + ": " + reason);
        }
        synchronized (this) {
            connecting = false;
            reportMissing(reason);
        }
        listener.disconnected();
    }

    /** Explains the failures of TLS at a plain port, and of plain Redis at a port for TLS, whose first byte is 21 (RFC 8446, 5.1). */
    private String explained(String reason) {
        if (address.tls() && reason.startsWith("not an SSL/TLS record")) {
            return "this port does not speak TLS (expected: redis://, or the port for TLS)";
        }
        return !address.tls() && reason.startsWith("Invalid first byte: 21 ")
                ? "this port speaks TLS (expected: rediss://, or the port without TLS)"
                : reason;
    }

    /** Logs once that Redis is unreachable, and schedules the next attempt. */
    private void reportMissing(String reason) {
        if (!missing && !closed) {
            missing = true;
            log.atWarn()
                    .addKeyValue("redis", address)
                    .log("Redis is unreachable; the tracker continues alone until it is back: {}", reason);
        }
        nextAttempt = System.nanoTime() + delay.toNanos();
        Duration twice = delay.multipliedBy(2);
        delay = twice.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : twice;
    }

    private synchronized boolean hasAccepted(RedisConnection opened) {
        connecting = false;
        if (closed) {
            opened.close();
            return false;
        }
        delay = FIRST_DELAY;
        heard = System.nanoTime();
        connection = opened;
        if (missing) {
            missing = false;
            log.atWarn().addKeyValue("redis", address).log("Redis is reachable again");
        }
        return true;
    }

    private void hear(Listener listener, byte[] message) {
        heard = System.nanoTime();
        listener.received(message);
    }

    @Override
    public boolean isBusy() {
        return inFlight.get() >= MAX_IN_FLIGHT;
    }

    @Override
    public void publish(byte[] message) {
        RedisConnection current = connection;
        if (current != null) {
            inFlight.incrementAndGet();
            current.publish(message).whenComplete((heardBy, failure) -> inFlight.decrementAndGet());
        }
    }

    @Override
    public CompletionStage<Void> saveSlices(long node, Map<Integer, byte[]> slices) {
        return execute(current -> current.saveSlices(node, slices));
    }

    @Override
    public CompletionStage<Void> recommend(long node) {
        return execute(current -> current.recommend(node));
    }

    @Override
    public CompletionStage<OptionalLong> recommended() {
        return execute(RedisConnection::recommended);
    }

    @Override
    public CompletionStage<List<byte[]>> loadSlices(long node, int fromSlice, int count) {
        return execute(current -> current.loadSlices(node, fromSlice, count));
    }

    private <T> CompletionStage<T> execute(Function<RedisConnection, CompletionStage<T>> command) {
        RedisConnection current = connection;
        return current == null
                ? CompletableFuture.failedFuture(new IllegalStateException("not connected"))
                : command.apply(current);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            connection = null;
        }
        client.shutdown(0, 1, TimeUnit.SECONDS);
        Future<?> ended = resources.shutdown(0, 1, TimeUnit.SECONDS);
        try {
            ended.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().log("the Redis client did not shut down in time: {}", e.toString());
        }
    }
}
