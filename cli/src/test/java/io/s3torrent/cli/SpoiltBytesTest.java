package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when a bit is damaged on the way from the store while a torrent is made. */
class SpoiltBytesTest {
    private static final byte[] OBJECT = new byte[3 << 20];
    private static final Map<String, String> CHECKSUM;

    static {
        new Random(1).nextBytes(OBJECT);
        Checksum crc = CrcAlgorithm.CRC64NVME.newChecksum();
        crc.update(OBJECT, 0, OBJECT.length);
        byte[] value = ByteBuffer.allocate(8).putLong(crc.getValue()).array();
        CHECKSUM = Map.of("x-amz-checksum-crc64nvme", Base64.getEncoder().encodeToString(value));
    }

    @TempDir
    Path folder;

    private static Fault spoilt() {
        return exchange -> {
            exchange.head(206, Map.of());
            byte[] bytes = exchange.object().clone();
            bytes[exchange.start()] ^= 1;
            exchange.out().write(bytes, exchange.start(), exchange.end() - exchange.start());
            exchange.out().flush();
        };
    }

    private Run create(ScriptedS3 s3) {
        return Run.of(
                "create",
                "s3://bucket/key",
                "-O",
                folder.resolve("f.torrent").toString(),
                "--state-dir",
                folder.resolve("state").toString(),
                "--sidecar",
                "none",
                "--no-sign-request",
                "--endpoint-url",
                s3.endpoint().toString());
    }

    @Test
    void whatStaysWrongIsNoTorrent() throws IOException {
        try (ScriptedS3 s3 = ScriptedS3.start(OBJECT)) {
            s3.always(spoilt());
            s3.when(request -> request.method().equals("HEAD"), ScriptedS3.head(200, CHECKSUM));

            Run run = create(s3);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.stdout()).isEmpty();
            assertThat(run.stderr())
                    .endsWith("s3torrent: s3://bucket/key: the bytes from the store do not match their CRC64NVME "
                            + hex()
                            + ", not even after they were read again. Check the object, and the"
                            + " network on the way to the store\n");
            assertThat(folder.resolve("f.torrent")).doesNotExist();
        }
    }

    @Test
    void whatIsSpoiltOnceMakesTheSameTorrent() throws IOException {
        try (ScriptedS3 s3 = ScriptedS3.start(OBJECT)) {
            String right = infoHash(create(s3));
            s3.when(request -> request.method().equals("HEAD"), ScriptedS3.head(200, CHECKSUM));
            s3.script(ScriptedS3.head(200, CHECKSUM), spoilt());

            Run run = create(s3);

            assertThat(run.exitCode()).as(run.stderr()).isZero();
            assertThat(infoHash(run)).isEqualTo(right);
            assertThat(s3.ranges()).hasSize(3);
        }
    }

    private static String hex() {
        byte[] value = Base64.getDecoder().decode(CHECKSUM.get("x-amz-checksum-crc64nvme"));
        return HexFormat.of().toHexDigits(ByteBuffer.wrap(value).getLong());
    }

    private static String infoHash(Run run) {
        return run.stdout().replaceAll("(?s).*info-hash +([0-9a-f]{40})\n.*", "$1");
    }
}
