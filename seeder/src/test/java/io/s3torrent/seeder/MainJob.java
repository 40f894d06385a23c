package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Runs the main use once: an object in a real store, our seeder and tracker, and one client that downloads it. */
public final class MainJob {
    private static final int CACHE = 64 << 20;

    /** An address for documentation (RFC 5737), because transmission does not talk to loopback addresses. */
    private static final String OWN_ADDRESS = "192.0.2.1";

    private MainJob() {}

    static Seeder startSeeder(EmbeddedS3 store, InetAddress address, EngineKind engine) throws IOException {
        return startSeeder(store, address, engine, PeerConfig.DEFAULT);
    }

    static Seeder startSeeder(EmbeddedS3 store, InetAddress address, EngineKind engine, PeerConfig peers)
            throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(address, 0);
        return Seeder.start(config(store.options(), anyPort, TrackerConfig.on(anyPort), engine, peers));
    }

    /** Configures a seeder on this machine with a tracker, for any store. */
    public static SeederConfig config(S3Options store, TrackerConfig tracker) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return config(store, anyPort, tracker, EngineKind.NETTY, PeerConfig.DEFAULT);
    }

    private static SeederConfig config(
            S3Options store, InetSocketAddress listen, TrackerConfig tracker, EngineKind engine, PeerConfig peers) {
        return SeederConfig.builder(store, listen)
                .tracker(tracker)
                .cacheMemory(CACHE)
                .peers(peers)
                .engine(engine)
                .build();
    }

    /** Seeds {@code size} random bytes at {@code address}, and lets the client download them. */
    static void run(Client client, InetAddress address, int size, Path folder) throws Exception {
        Encryption encryption = client.isEncrypted() ? Encryption.REQUIRED : Encryption.PREFERRED;
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
                Seeder seeder = startSeeder(
                        store,
                        address,
                        EngineKind.NETTY,
                        PeerConfig.builder().encryption(encryption).build())) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            Path original = Files.write(folder.resolve("original"), bytes);
            store.createBucket("data");
            store.put("data", "dir/object.bin", original);
            SeedHandle seeded = seeder.seed(TorrentRequest.of(new S3Location("data", "dir/object.bin")));
            Path torrent = Files.write(folder.resolve("object.torrent"), MetainfoCodec.encode(seeded.metainfo()));
            Path copy = client.download(torrent, Files.createDirectory(folder.resolve("client")), "object.bin");
            assertThat(sha256(copy)).isEqualTo(sha256(original));
            SeederSnapshot cost = seeder.snapshot();
            assertThat(cost.uploadedBytes()).isGreaterThanOrEqualTo(size);
            assertThat(cost.s3Bytes())
                    .as("the object is read once, for hashing, as far as it fits into the cache")
                    .isLessThanOrEqualTo(size <= CACHE ? size : 2L * size);
        }
    }

    /** Runs it in a network with an address that is not a loopback address. */
    static void runInOwnNetwork(Client client, int size, Path folder) throws Exception {
        String job = Files.createDirectory(folder.resolve("job")).toString();
        OwnNetwork.run(MainJob.class, List.of(OWN_ADDRESS), folder, client.name(), String.valueOf(size), job);
    }

    /** Runs inside the namespace. Arguments: client, size, folder. */
    public static void main(String[] arguments) throws Exception {
        run(
                Client.valueOf(arguments[0]),
                InetAddress.getByName(OWN_ADDRESS),
                Integer.parseInt(arguments[1]),
                Path.of(arguments[2]));
    }

    static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
