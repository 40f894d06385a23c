package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.ScriptedServer.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Announces to a tracker with addresses of both families (BEP 7). */
@Tag("slow")
class AddressFamiliesTest {
    private static final InetAddress FOUR = address("127.0.0.1");
    private static final InetAddress SIX = address("::1");
    private static final Script GOOD = line -> ScriptedServer.http("200 OK", "d5:peers6:\1\2\3\4\0\5e");
    private static final Script OTHER = line -> ScriptedServer.http("200 OK", "d5:peers6:\1\2\3\4\0\6e");
    private static final Script SILENT = line -> new byte[0];
    private static final Script REFUSING = line -> ScriptedServer.http("200 OK", "d14:failure reason2:noe");

    private final Queue<String> later = new ConcurrentLinkedQueue<>();
    private TrackerClient client = start(Duration.ofSeconds(20));

    private static TrackerClient start(Duration timeout) {
        try {
            return TrackerClient.start(
                    TrackerClientConfig.builder("x")
                            .timeout(timeout)
                            .concurrency(1)
                            .waiting(100)
                            .build(),
                    new NameResolver(host -> host.equals("six") ? List.of(SIX) : List.of(FOUR, SIX)),
                    new TargetAddressPolicy(AddressScope::of),
                    Duration.ofSeconds(15));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
    }

    /** A tracker with the same port on an IPv4 and an IPv6 address. */
    private record Both(ScriptedServer four, ScriptedServer six) implements AutoCloseable {
        static Both of(Script four, Script six) throws IOException {
            for (int attempt = 0; ; attempt++) {
                ScriptedServer first = new ScriptedServer(four);
                try {
                    return new Both(
                            first,
                            new ScriptedServer(
                                    new InetSocketAddress("::1", first.address().getPort()), six));
                } catch (IOException taken) {
                    first.close();
                    if (attempt == 20) {
                        throw taken;
                    }
                }
            }
        }

        URI url(String host) {
            return URI.create("http://" + host + ":" + four.address().getPort() + "/announce");
        }

        List<Integer> asked() {
            return List.of(four.requests().size(), six.requests().size());
        }

        @Override
        public void close() throws IOException {
            four.close();
            six.close();
        }
    }

    private CompletableFuture<AnnounceResult> announce(Both tracker, AddressFamilies families) {
        return client.announce(
                tracker.url("both"),
                TrackerClientTest.params(AnnounceEvent.STARTED, 0, 6881),
                families,
                answer -> later.addAll(peers(answer)));
    }

    private static List<String> peers(AnnounceResult answer) {
        return answer.peers().stream().map(PeerEndpoint::toString).toList();
    }

    @Test
    void eachFamilyGivesAnAnswerOfItsOwn() throws IOException {
        try (Both tracker = Both.of(GOOD, OTHER)) {
            String first = peers(announce(tracker, AddressFamilies.BOTH).join()).get(0);
            await().until(() -> later.size() == 1);
            assertThat(List.of(first, later.element())).containsExactlyInAnyOrder("1.2.3.4:5", "1.2.3.4:6");
            assertThat(tracker.asked()).containsExactly(1, 1);
        }
    }

    @Test
    void onlyTheFamilyInWhichOthersReachUsIsAskedOver() throws IOException {
        try (Both tracker = Both.of(GOOD, OTHER)) {
            announce(tracker, AddressFamilies.of(new InetSocketAddress("0.0.0.0", 1).getAddress()))
                    .join();
            assertThat(tracker.asked()).containsExactly(1, 0);
            announce(tracker, AddressFamilies.of(SIX)).join();
            assertThat(tracker.asked()).containsExactly(1, 1);
            client.announce(
                            tracker.url("six"),
                            TrackerClientTest.params(AnnounceEvent.NONE, 1, 6881),
                            AddressFamilies.IPV4,
                            answer -> {})
                    .join();
            assertThat(tracker.asked()).containsExactly(1, 2);
            assertThat(later).isEmpty();
        }
    }

    @Test
    void aFamilyThatIsSilentOrRefusesHoldsUpNoAnswerOfTheOther() throws IOException {
        client.close();
        client = start(Duration.ofSeconds(2));
        try (Both silent = Both.of(GOOD, SILENT);
                Both dead = Both.of(SILENT, OTHER);
                Both refusing = Both.of(REFUSING, OTHER)) {
            assertThat(peers(announce(silent, AddressFamilies.BOTH).join())).containsExactly("1.2.3.4:5");
            assertThat(peers(announce(dead, AddressFamilies.BOTH).join())).containsExactly("1.2.3.4:6");
            assertThat(peers(announce(refusing, AddressFamilies.BOTH).join())).containsExactly("1.2.3.4:6");
            // The client skips the silent family for a while, but not the other one.
            assertThat(peers(announce(dead, AddressFamilies.BOTH).join())).containsExactly("1.2.3.4:6");
            assertThat(dead.asked()).containsExactly(1, 2);
        }
    }

    @Test
    void whenBothFailTheRefusalIsTold() throws IOException {
        client.close();
        client = start(Duration.ofSeconds(2));
        try (Both tracker = Both.of(SILENT, REFUSING);
                Both other = Both.of(REFUSING, SILENT)) {
            assertThatThrownBy(announce(tracker, AddressFamilies.BOTH)::join)
                    .hasMessageContaining("tracker refused: no");
            assertThatThrownBy(announce(other, AddressFamilies.BOTH)::join).hasMessageContaining("tracker refused: no");
        }
    }
}
