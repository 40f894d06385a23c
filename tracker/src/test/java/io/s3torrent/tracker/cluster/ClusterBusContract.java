package io.s3torrent.tracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of every bus: Redis and the fake. */
abstract class ClusterBusContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<ClusterBus> opened = new ArrayList<>();

    /** Creates a bus of the same cluster, not connected yet. */
    protected abstract ClusterBus open();

    /** Ends all connections, and allows no new ones until {@link #restore}. */
    protected abstract void cut() throws Exception;

    /** Lets buses connect again. */
    protected abstract void restore() throws Exception;

    /** One node's end of the bus, with the events and messages that it received. */
    private final class End implements ClusterBus.Listener {
        private final ClusterBus bus = open();
        private final List<String> events = new CopyOnWriteArrayList<>();

        End() {
            opened.add(bus);
        }

        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public void disconnected() {
            events.add("disconnected");
        }

        @Override
        public void refused(String reason) {
            events.add("refused " + reason);
        }

        @Override
        public void received(byte[] message) {
            events.add("received " + Arrays.toString(message));
        }

        End awaitEvent(String event) {
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
                bus.keepConnected(this);
                return events.contains(event);
            });
            return this;
        }
    }

    @AfterEach
    void close() {
        opened.forEach(ClusterBus::close);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aMessageReachesAllEndsAndItsSender() {
        End a = new End().awaitEvent("connected");
        End b = new End().awaitEvent("connected");
        a.bus.publish(new byte[] {1, 2});
        a.awaitEvent("received [1, 2]");
        b.awaitEvent("received [1, 2]");
    }

    @Test
    void messagesKeepTheirOrder() {
        End a = new End().awaitEvent("connected");
        End b = new End().awaitEvent("connected");
        for (byte i = 0; i < 10; i++) {
            a.bus.publish(new byte[] {i});
        }
        b.awaitEvent("received [9]");
        assertThat(b.events)
                .filteredOn(event -> event.startsWith("received"))
                .hasSize(10)
                .isSorted();
    }

    @Test
    void anEndIsConnectedOnce() {
        End a = new End().awaitEvent("connected");
        a.bus.keepConnected(a);
        a.bus.publish(new byte[] {1});
        a.awaitEvent("received [1]");
        assertThat(a.events).containsOnlyOnce("connected").doesNotContain("disconnected");
    }

    @Test
    void savedSlicesAreLoadedByOthers() throws Exception {
        End a = new End().awaitEvent("connected");
        End b = new End().awaitEvent("connected");
        get(a.bus.saveSlices(7, Map.of(0, new byte[] {10}, 2, new byte[] {12}, 3, new byte[] {13})));
        get(a.bus.saveSlices(7, Map.of(2, new byte[] {22})));
        get(a.bus.saveSlices(8, Map.of(1, new byte[] {99})));
        assertThat(get(b.bus.loadSlices(7, 0, 3))).containsExactly(new byte[] {10}, new byte[] {22});
        assertThat(get(b.bus.loadSlices(7, 3, 8))).containsExactly(new byte[] {13});
        assertThat(get(b.bus.loadSlices(9, 0, 8))).isEmpty();
    }

    @Test
    void theNodeThatWasRecommendedLastIsFound() throws Exception {
        End a = new End().awaitEvent("connected");
        End b = new End().awaitEvent("connected");
        assertThat(get(b.bus.recommended())).isEmpty();
        get(a.bus.recommend(-5));
        get(a.bus.recommend(Long.MAX_VALUE));
        assertThat(get(b.bus.recommended())).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    }

    @Test
    void whileThereIsNoConnectionMessagesAreLostAndCommandsFail() throws Exception {
        End a = new End().awaitEvent("connected");
        End b = new End().awaitEvent("connected");
        cut();
        a.awaitEvent("disconnected");
        b.awaitEvent("disconnected");
        assertFails(a);
        a.bus.publish(new byte[] {1});
        a.events.clear();
        b.events.clear();
        restore();
        a.awaitEvent("connected");
        b.awaitEvent("connected");
        a.bus.publish(new byte[] {2});
        b.awaitEvent("received [2]");
        assertThat(b.events).doesNotContain("received [1]");
    }

    @Test
    void nothingIsDoneBeforeTheFirstConnection() {
        End a = new End();
        a.bus.publish(new byte[] {1});
        assertThat(a.bus.isBusy()).isFalse();
        assertFails(a);
        a.awaitEvent("connected");
        assertThat(a.events).doesNotContain("received [1]");
    }

    private static void assertFails(End end) {
        assertThatThrownBy(() -> get(end.bus.saveSlices(1, Map.of(0, new byte[] {1}))))
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> get(end.bus.loadSlices(1, 0, 1))).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> get(end.bus.recommend(1))).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> get(end.bus.recommended())).isInstanceOf(Exception.class);
    }
}
