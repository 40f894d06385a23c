package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.AnnounceParams;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsServerTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void makeAKey() throws Exception {
        PemKeys made = PemKeys.make(folder);
        certificate = made.certificate();
        key = made.key();
    }

    private static Tracker start(Path certificate, Path key) throws IOException {
        return Tracker.start(TrackerConfig.on(ANY_PORT).withHttps(new Https(ANY_PORT, certificate, key)));
    }

    @Test
    void announcesComeOverTls() throws IOException {
        TrackerClientConfig trusting =
                new TrackerClientConfig("x", Duration.ofSeconds(20), 1, 1, Optional.of(certificate));
        try (Tracker tracker = start(certificate, key);
                TrackerClient client = TrackerClient.start(trusting)) {
            tracker.allow(SWARM);
            InetSocketAddress at = tracker.httpsAddress().orElseThrow();
            URI uri = URI.create("https://127.0.0.1:" + at.getPort() + "/announce");
            PeerId peer = PeerId.random("-XX0000-", new Random(1));
            client.announce(uri, new AnnounceParams(SWARM, peer, 1001, 0, 0, 5, AnnounceEvent.STARTED, 30, 7))
                    .join();
            assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
        }
    }

    @Test
    void plainRequestsToTheTlsPortGetNoAnswer() throws IOException {
        try (Tracker tracker = start(certificate, key);
                RawClient plain = new RawClient(tracker.httpsAddress().orElseThrow())) {
            assertThatThrownBy(() ->
                            plain.send("GET /announce HTTP/1.1\r\n\r\n\r\n").answer())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void keysThatCannotBeReadAreAFailureAtStartWhichLeavesNoPortTaken() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.pem"), "no key");
        assertThatThrownBy(() -> start(certificate, wrong).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wrong.pem");
        assertThatThrownBy(() -> start(folder.resolve("missing.pem"), key).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing.pem");
    }
}
