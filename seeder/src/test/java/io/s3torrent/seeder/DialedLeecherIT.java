package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.bt.TinyTracker;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests a seeder that no peer can connect to: a tracker names the leecher, and the seeder connects to it. */
class DialedLeecherIT {
    private static final TestTorrent TORRENT = TestTorrent.of("fetched.bin", 5_000_000, 1 << 16);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Pattern READY = Pattern.compile("ready ([0-9]+)\n");

    @TempDir
    private Path folder;

    static Stream<Arguments> leechers() {
        List<String> plainOnly = List.of("out_enc_policy=2", "in_enc_policy=2"); // pe_disabled
        return Stream.of(
                Arguments.of("plain only", plainOnly, Encryption.PREFERRED),
                Arguments.of("plain only", plainOnly, Encryption.OFF),
                Arguments.of("either", List.of(), Encryption.PREFERRED),
                Arguments.of("RC4 only", Client.LIBTORRENT_RC4, Encryption.PREFERRED),
                Arguments.of("RC4 only", Client.LIBTORRENT_RC4, Encryption.REQUIRED));
    }

    @ParameterizedTest(name = "{0}, ours {2}")
    @MethodSource("leechers")
    void libtorrentThatOnlyListensIsServed(String name, List<String> settings, Encryption ours) throws Exception {
        CompletableFuture<Path> leecher = leecher(settings);
        int port = await().atMost(Duration.ofSeconds(60)).until(this::leechersPort, found -> found > 0);
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
                TinyTracker tracker =
                        new TinyTracker(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
                Seeder seeder = Seeder.start(config(store, tracker, ours))) {
            store.createBucket("data");
            store.put("data", "fetched.bin", TORRENT.content());
            seeder.seed(TorrentRequest.of(new S3Location("data", "fetched.bin"))
                    .withTorrent(Optional.of(TORRENT.metainfo())));
            assertThat(leecher.join()).hasBinaryContent(TORRENT.content());
            assertThat(tracker.requests())
                    .first()
                    .asString()
                    .contains("numwant=50")
                    .contains("left=0");
        }
    }

    /** The port at which the leecher announces that it listens; 0 before, when it would close connections. */
    private int leechersPort() throws IOException {
        Path log = folder.resolve("client").resolve("client.log");
        Matcher ready = READY.matcher(Files.exists(log) ? Files.readString(log) : "");
        return ready.find() ? Integer.parseInt(ready.group(1)) : 0;
    }

    private CompletableFuture<Path> leecher(List<String> settings) throws IOException {
        Path torrent = Files.write(folder.resolve("fetched.torrent"), MetainfoCodec.encode(TORRENT.metainfo()));
        Path client = Files.createDirectory(folder.resolve("client"));
        return CompletableFuture.supplyAsync(() -> {
            try {
                Client.downloadWith(settings, torrent, client);
                return client.resolve("content").resolve("fetched.bin");
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private static SeederConfig config(EmbeddedS3 store, TinyTracker tracker, Encryption encryption) {
        return SeederConfig.builder(store.options(), ANY_PORT)
                .announce(List.of(tracker.url()))
                .cacheMemory(16 << 20)
                .peers(PeerConfig.builder().encryption(encryption).build())
                .build();
    }
}
