package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectChecksums.Crc;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers to HEAD say of an object's bytes, and which of it is used. */
@Timeout(60)
final class ObjectChecksumsTest {
    private static final S3Location LOCATION = new S3Location("bucket", "dir/key");
    private static final String HASH = "0123456789abcdef0123456789ABCDEF";

    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(new byte[1000]);
        store = AwsObjectStore.open(s3.options(), new Ledger());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    private ObjectChecksums described(Map<String, String> headers) throws ObjectException {
        s3.script(ScriptedS3.head(200, headers));
        return store.describe(LOCATION).checksums();
    }

    @Test
    void everyHeadAsksForChecksumsAndNothingElseDoes() throws Exception {
        ObjectVersion version = store.describe(LOCATION).version();
        store.describe(LOCATION);
        store.stat(LOCATION);
        store.read(version, new ByteRange(0, 10), (chunk, offset, length) -> {});

        assertThat(s3.requests())
                .extracting(request -> request.method() + " " + request.header("x-amz-checksum-mode"))
                .containsExactly("HEAD ENABLED", "HEAD ENABLED", "HEAD ", "GET ");
    }

    @ParameterizedTest
    @CsvSource({
        "crc32c, 4waSgw==, CRC32C, e3069283",
        "crc32, y/Q5Jg==, CRC32, cbf43926",
        "crc64nvme, rosUhgp5mIg=, CRC64NVME, ae8b14860a799888"
    })
    void aCrcOfAllBytesIsKnown(String header, String base64, CrcAlgorithm algorithm, String hex) throws Exception {
        Crc crc = new Crc(algorithm, HexFormat.fromHexDigitsToLong(hex));

        assertThat(described(Map.of("x-amz-checksum-" + header, base64)).crc()).contains(crc);
        assertThat(described(Map.of("x-amz-checksum-" + header, base64, "x-amz-checksum-type", "FULL_OBJECT"))
                        .crc())
                .contains(crc);
    }

    @Test
    void ofSeveralTheCheapestIsTaken() throws Exception {
        ObjectChecksums both =
                described(Map.of("x-amz-checksum-crc64nvme", "rosUhgp5mIg=", "x-amz-checksum-crc32c", "4waSgw=="));

        assertThat(both.crc()).map(Crc::algorithm).contains(CrcAlgorithm.CRC32C);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4waSgw==-3", "4waSgw==-", "", "AAAA", "no base64!", "4waSgwAAAAAA"})
    void whatIsNoCrcOfAllBytesIsNotOne(String value) throws Exception {
        assertThat(described(Map.of("x-amz-checksum-crc32c", value)).crc()).isEmpty();
    }

    @Test
    void theChecksumOfChecksumsIsNotOneOfTheBytes() throws Exception {
        ObjectChecksums composite = described(Map.of(
                "x-amz-checksum-crc32c",
                "4waSgw==",
                "x-amz-checksum-type",
                "COMPOSITE",
                "x-amz-checksum-sha1",
                "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=-3"));

        assertThat(composite.crc()).isEmpty();
        assertThat(composite.sha1()).isEmpty();
        assertThat(composite.partSha1()).isTrue();
    }

    @Test
    void theSha1OfAllBytesIsKnown() throws Exception {
        ObjectChecksums whole = described(Map.of("x-amz-checksum-sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="));

        assertThat(whole.sha1()).contains(HexFormat.of().parseHex("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assertThat(whole.partSha1()).isFalse();
    }

    @Test
    void anETagOfTheFormOfAnMd5MayBeOne() throws Exception {
        byte[] md5 = HexFormat.of().parseHex(HASH);
        assertThat(described(Map.of("ETag", "\"" + HASH + "\"")).md5()).contains(md5);
        assertThat(described(Map.of("ETag", HASH)).md5()).contains(md5);
        assertThat(described(Map.of("ETag", "\"" + HASH + "\"", "x-amz-server-side-encryption", "AES256"))
                        .md5())
                .contains(md5);
    }

    @ParameterizedTest
    @CsvSource({
        "ETag, '\"0123456789abcdef0123456789abcdef-2\"'",
        "ETag, 'W/\"0123456789abcdef0123456789abcdef\"'",
        "ETag, '\"0123456789abcdef\"'",
        "Content-Length, 67108865",
        "x-amz-server-side-encryption, aws:kms",
        "x-amz-server-side-encryption, aws:kms:dsse",
        "x-amz-server-side-encryption-customer-algorithm, AES256"
    })
    void whereItCannotBeTheMd5OfTheBytesTheETagSaysNothing(String header, String value) throws Exception {
        Map<String, String> headers = new TreeMap<>(Map.of("ETag", "\"" + HASH + "\""));
        headers.put(header, value);

        assertThat(described(headers).md5()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 501})
    void aStoreThatRefusesTheQuestionIsAskedWithoutIt(int status) throws Exception {
        s3.when(
                request -> request.method().equals("HEAD")
                        && !request.header("x-amz-checksum-mode").isEmpty(),
                ScriptedS3.error(status, "", Map.of()));

        DescribedObject described = store.describe(LOCATION);

        assertThat(described.version()).isEqualTo(new ObjectVersion(LOCATION, 1000, ScriptedS3.ETAG, Optional.empty()));
        assertThat(described.checksums()).isEqualTo(ObjectChecksums.NONE);
    }
}
