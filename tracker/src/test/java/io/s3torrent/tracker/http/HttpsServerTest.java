package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.AnnounceParams;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsServerTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final char[] PASSWORD = "password".toCharArray();
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void makeAKey() throws Exception {
        Path store = folder.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias us -keyalg EC -dname CN=us -ext SAN=IP:127.0.0.1 -storetype PKCS12"
                + " -storepass password -keystore";
        String[] command = (keytool + " " + options + " " + store).split(" ");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("us").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("us", PASSWORD).getEncoded());
    }

    private Path pem(String kind, byte[] der) throws IOException {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n",
                StandardCharsets.US_ASCII);
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
