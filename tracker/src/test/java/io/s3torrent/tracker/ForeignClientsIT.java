package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.PemFiles;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clients find each other through the tracker; all other ways to find peers are off. */
class ForeignClientsIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String LIBTORRENT = """
            import libtorrent as lt, sys, time
            s = lt.session({'listen_interfaces': sys.argv[3], 'enable_dht': False, 'enable_lsd': False,
                'enable_upnp': False, 'enable_natpmp': False, 'allow_multiple_connections_per_ip': True})
            p = lt.add_torrent_params()
            p.ti = lt.torrent_info(sys.argv[1])
            p.save_path = sys.argv[2]
            s.add_torrent(p)
            sys.stdin.read()
            """;

    private static PemKeys keys;

    @TempDir
    private Path folder;

    private final List<Process> clients = new ArrayList<>();
    private final byte[] content = new byte[300_000];
    private Tracker tracker;
    private BDict info;
    private InfoHash infoHash;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        keys = PemKeys.make(folder, "us", "RSA");
    }

    @BeforeEach
    void makeATorrent() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress("::", 0);
        HttpsConfig https = new HttpsConfig(anyPort, new PemFiles(keys.certificate(), keys.key()));
        tracker = Tracker.start(TrackerConfig.builder(anyPort).https(https).build());
        new Random(5).nextBytes(content);
        Files.write(Files.createDirectory(folder.resolve("seed")).resolve("file"), content);
        info = new BDict(Map.of(
                "length", new BInteger(content.length),
                "name", new BString("file"),
                "piece length", new BInteger(1 << 18),
                "pieces", new BString(concat(sha1(0, 1 << 18), sha1(1 << 18, content.length)))));
        infoHash = InfoHash.ofInfo(BencodeEncoder.encode(info));
        tracker.allow(infoHash);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process client : clients) {
            client.destroy();
            if (!client.waitFor(10, TimeUnit.SECONDS)) {
                client.destroyForcibly();
            }
        }
        tracker.close();
    }

    private void writeTorrent(String host, String file) throws IOException {
        writeTorrent("http", host, "/announce", file);
    }

    private void writeTorrent(String scheme, String host, String path, String file) throws IOException {
        InetSocketAddress at = scheme.equals("https") ? tracker.httpsAddress().orElseThrow() : tracker.address();
        String announce = scheme + "://" + host + ":" + at.getPort() + path;
        Map<String, Bencode> torrent = Map.of("announce", new BString(announce), "info", info);
        Files.write(folder.resolve(file), BencodeEncoder.encode(new BDict(torrent)));
    }

    private byte[] sha1(int from, int end) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(content, from, end - from);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = new byte[a.length + b.length];
        System.arraycopy(a, 0, both, 0, a.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private void run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log" + clients.size()).toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("SSL_CERT_FILE", keys.certificate().toString()); // the CAs that OpenSSL trusts
        clients.add(builder.start());
    }

    private void libtorrent(String torrent, String saveIn, String host) throws IOException {
        Files.createDirectories(folder.resolve(saveIn));
        run("/usr/bin/python3", "-c", LIBTORRENT, torrent, saveIn, host + ":0");
    }

    private void aria2(String torrent) throws IOException {
        run(
                "aria2c",
                "--enable-dht=false",
                "--enable-dht6=false",
                "--bt-enable-lpd=false",
                "--enable-peer-exchange=false",
                "--disable-ipv6=false",
                "--ca-certificate=" + keys.certificate(),
                "--listen-port=20000-29999", // aria2 tries these ports in order
                "--seed-time=10",
                "--dir=got",
                "--file-allocation=none",
                torrent);
    }

    private void awaitFile() {
        await().atMost(LONG).pollInterval(Duration.ofMillis(200)).until(() -> {
            Path got = folder.resolve("got").resolve("file");
            return Files.exists(got) && Arrays.equals(Files.readAllBytes(got), content);
        });
    }

    private void start(String client, String torrent, String host) throws IOException {
        if (client.equals("libtorrent")) {
            libtorrent(torrent, "got", host);
        } else {
            aria2(torrent);
        }
    }

    private void awaitCounts(int seeders, int leechers, int completed) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(tracker.counts(infoHash)).isEqualTo(new SwarmCounts(seeders, leechers, completed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"libtorrent", "aria2"})
    @Execution(ExecutionMode.CONCURRENT)
    void aClientDownloadsFromASeedItFoundHere(String client) throws IOException {
        String host = "127.0.0.1";
        writeTorrent(host, "torrent");
        libtorrent("torrent", "seed", host);
        awaitCounts(1, 0, 0);
        start(client, "torrent", host);
        awaitFile();
        awaitCounts(2, 0, 1);
        clients.get(0).getOutputStream().close(); // lets the seed shut down normally
        awaitCounts(1, 0, 1);
    }

    /** aria2 does not support UDP without its DHT. libtorrent 2.0.8 sends no {@code stopped} over UDP when its session ends. */
    @Test
    void clientsMeetOverUdp() throws IOException {
        String host = "127.0.0.1";
        writeTorrent("udp", host, "/announce", "torrent");
        libtorrent("torrent", "seed", host);
        awaitCounts(1, 0, 0);
        libtorrent("torrent", "got", host);
        awaitFile();
        awaitCounts(2, 0, 1);
    }

    /**
     * The seed announces over HTTP, the second client over the given transport. libtorrent's HTTPS to an IPv6 address is left out: it sends
     * the address as server name (SNI), which RFC 6066, section 3 forbids, and Java rejects it.
     */
    @ParameterizedTest
    @CsvSource({
        "libtorrent, https, 127.0.0.1",
        "aria2, https, 127.0.0.1",
        "libtorrent, http, [::1]",
        "libtorrent, udp, [::1]",
        "aria2, http, [::1]",
        "aria2, https, [::1]"
    })
    @Execution(ExecutionMode.CONCURRENT)
    void twoClientsMeet(String client, String scheme, String host) throws IOException {
        writeTorrent("http", host, "/announce", "seed.torrent");
        writeTorrent(scheme, host, "/announce", "torrent");
        libtorrent("seed.torrent", "seed", host);
        awaitCounts(1, 0, 0);
        start(client, "torrent", host);
        awaitFile();
        awaitCounts(2, 0, 1);
    }

    /** Two users of a private tracker; the first has a passkey for this torrent only. */
    @ParameterizedTest
    @CsvSource({"libtorrent, http", "libtorrent, udp", "aria2, http"})
    @Execution(ExecutionMode.CONCURRENT)
    void clientsMeetWithPasskeysInTheirUrls(String client, String scheme) throws IOException {
        String host = "127.0.0.1";
        PasskeyKit kit = new PasskeyKit();
        tracker.close();
        tracker = Tracker.start(TrackerConfig.builder(new InetSocketAddress("::", 0))
                .access(kit.admission())
                .build());
        tracker.allow(infoHash);
        writeTorrent(scheme, host, "/announce/" + kit.passkey(infoHash), "torrent");
        writeTorrent(scheme, host, "/announce/" + kit.passkey(), "torrent2");
        writeTorrent(scheme, host, "/announce", "torrent3");
        libtorrent("torrent3", "stranger", host);
        libtorrent("torrent", "seed", host);
        awaitCounts(1, 0, 0);
        start(client, "torrent2", host);
        awaitFile();
        awaitCounts(2, 0, 1);
        assertThat(folder.resolve("stranger")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"libtorrent, http", "libtorrent, udp", "aria2, http"})
    @Execution(ExecutionMode.CONCURRENT)
    void everyClientDialsThePinnedSeeder(String client, String scheme) throws IOException {
        String host = "127.0.0.1";
        writeTorrent(scheme, host, "/announce", "torrent");
        try (ServerSocket seeder = new ServerSocket(0, 10, InetAddress.getByName(host))) {
            PeerEndpoint anywhere = new PeerEndpoint(InetAddress.getByName("::"), seeder.getLocalPort());
            tracker.pin(infoHash, PeerId.random("-S30100-", TestSeed.random()), anywhere);
            start(client, "torrent", host);
            seeder.setSoTimeout((int) LONG.toMillis());
            try (Socket dialled = seeder.accept()) {
                dialled.setSoTimeout((int) LONG.toMillis());
                // A plain or an encrypted (MSE) handshake: either has at least 20 bytes.
                assertThat(dialled.getInputStream().readNBytes(20)).hasSize(20);
            }
            awaitCounts(1, 1, 0);
        }
    }
}
