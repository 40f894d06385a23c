package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.PemFiles;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.testing.TrustingTls;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.AnnounceOptions;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class HttpsServerTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void makeAKey() throws Exception {
        make("us", "EC");
    }

    private void make(String name, String algorithm) throws Exception {
        PemKeys made = PemKeys.make(folder, name, algorithm);
        certificate = made.certificate();
        key = made.key();
    }

    private static Tracker start(Path certificate, Path key) throws IOException {
        return Tracker.start(TrackerConfig.builder(ANY_PORT)
                .https(new HttpsConfig(ANY_PORT, new PemFiles(certificate, key), Duration.ofMillis(20)))
                .build());
    }

    @Test
    void announcesComeOverTls() throws IOException {
        TrackerClientConfig trusting = TrackerClientConfig.builder("x")
                .timeout(Duration.ofSeconds(20))
                .concurrency(1)
                .waiting(1)
                .caBundle(certificate)
                .build();
        try (Tracker tracker = start(certificate, key);
                TrackerClient client = TrackerClient.start(trusting)) {
            tracker.allow(SWARM);
            InetSocketAddress at = tracker.httpsAddress().orElseThrow();
            URI uri = URI.create("https://127.0.0.1:" + at.getPort() + "/announce");
            PeerId peer = PeerId.random("-XX0000-", new Random(1));
            client.announce(
                            uri,
                            AnnounceOptions.builder(SWARM, peer, 1001)
                                    .left(5)
                                    .event(AnnounceEvent.STARTED)
                                    .want(30)
                                    .key(7)
                                    .build())
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

    @Test
    void aStartThatFailsAtItsLastPortLeavesNothingBehind() throws IOException {
        Tracker before = start(certificate, key);
        before.close();
        TrackerConfig config = TrackerConfig.builder(before.address())
                .https(new HttpsConfig(ANY_PORT, new PemFiles(certificate, key)))
                .build();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            InetSocketAddress admin = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> Tracker.start(config.toBuilder()
                                    .admin(AdminConfig.on(admin))
                                    .build())
                            .close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the admin server cannot listen on 127.0.0.2:");
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("s3torrent-pem") || name.startsWith("s3torrent-tracker")));
        Tracker.start(config).close();
    }

    private static String shownBy(Tracker tracker) throws Exception {
        InetSocketAddress at = tracker.httpsAddress().orElseThrow();
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            socket.setSoTimeout(10_000);
            return TrustingTls.over(socket).getSession().getPeerPrincipal().getName();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void renewedCertificatesAreUsed(String algorithm) throws Exception {
        Path served = certificate;
        Path servedKey = key;
        try (Tracker tracker = start(served, servedKey)) {
            assertThat(shownBy(tracker)).isEqualTo("CN=us");
            make("new", algorithm);
            Files.copy(certificate, served, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(key, servedKey, StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> assertThat(shownBy(tracker)).isEqualTo("CN=new"));
        }
    }

    @Test
    void certificatesWithoutTheirKeyChangeNothing() throws Exception {
        Path served = certificate;
        Path servedKey = key;
        try (Tracker tracker = start(served, servedKey)) {
            make("new", "EC");
            Files.copy(certificate, served, StandardCopyOption.REPLACE_EXISTING);
            await().during(Duration.ofMillis(300)).until(() -> shownBy(tracker).equals("CN=us"));
            Files.delete(servedKey);
            await().during(Duration.ofMillis(300)).until(() -> shownBy(tracker).equals("CN=us"));
            Files.copy(key, servedKey);
            await().untilAsserted(() -> assertThat(shownBy(tracker)).isEqualTo("CN=new"));
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsAFailureAtStart() throws Exception {
        Path other = key;
        make("new", "EC");
        assertThatThrownBy(() -> start(certificate, other).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the key does not match the certificate");
    }
}
