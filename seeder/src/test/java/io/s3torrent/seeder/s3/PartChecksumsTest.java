package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of stores to GetObjectAttributes, and which of them are used. */
@Timeout(60)
final class PartChecksumsTest {
    private static final S3Location LOCATION = new S3Location("bucket", "dir/key");
    private static final String BARE_ETAG = ScriptedS3.ETAG.replace("\"", "");

    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(new byte[30_000_000]);
        store = AwsObjectStore.open(s3.options(), new Ledger());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    @Test
    void pagesOfAThousandPartsBecomeOneList() {
        int last = 2500;
        s3.script(page(1, 1000, true, 10, last), page(1001, 2000, true, 10, last), page(2001, last, false, 10, last));

        PartChecksums parts = store.partChecksums(version(10L * last - 3)).orElseThrow();

        assertThat(parts.partLength()).isEqualTo(10);
        assertThat(parts.sha1()).hasSize(last);
        assertThat(parts.sha1().get(1776)).isEqualTo(sha1(1777));
        assertThat(s3.requests()).hasSize(3).allSatisfy(request -> {
            assertThat(request.target()).isEqualTo("/bucket/dir/key?attributes&versionId=v1");
            assertThat(request.header("x-amz-object-attributes")).contains("ObjectParts", "ETag");
            assertThat(request.header("x-amz-max-parts")).isEqualTo("1000");
        });
        assertThat(s3.requests().get(2).header("x-amz-part-number-marker")).isEqualTo("2000");
    }

    @Test
    void theChecksumOfThePartsChecksumsIsThatOfThoseTold() throws Exception {
        MessageDigest all = MessageDigest.getInstance("SHA-1");
        all.update(sha1(1));
        all.update(sha1(2));
        String composite = Base64.getEncoder().encodeToString(all.digest());
        for (String count : List.of("", "-2")) {
            s3.script(
                    xml(
                            parts(part(1, 20, 1), part(2, 10, 2))
                                    .replace(
                                            "<ObjectParts>",
                                            "<Checksum><ChecksumSHA1>" + composite + count
                                                    + "</ChecksumSHA1><ChecksumType>COMPOSITE</ChecksumType></Checksum><ObjectParts>")));

            assertThat(store.partChecksums(version(30)).orElseThrow().sha1()).containsExactly(sha1(1), sha1(2));
        }
    }

    @Test
    void anObjectPutInOneGoIsOnePart() {
        s3.script(xml(attributes(
                "<Checksum><ChecksumSHA1>" + base64(1)
                        + "</ChecksumSHA1><ChecksumType>FULL_OBJECT</ChecksumType></Checksum>",
                500)));

        PartChecksums parts = store.partChecksums(version(500)).orElseThrow();

        assertThat(parts.partLength()).isEqualTo(500);
        assertThat(parts.sha1()).containsExactly(sha1(1));
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("no parts", xml(attributes("", 30))),
                Arguments.of(
                        "the checksum of checksums",
                        xml(attributes(
                                "<Checksum><ChecksumSHA1>" + base64(1)
                                        + "-3</ChecksumSHA1><ChecksumType>COMPOSITE</ChecksumType></Checksum>",
                                30))),
                Arguments.of(
                        "a composite one that looks whole",
                        xml(attributes(
                                "<Checksum><ChecksumSHA1>" + base64(1)
                                        + "</ChecksumSHA1><ChecksumType>COMPOSITE</ChecksumType></Checksum>",
                                30))),
                Arguments.of("a part without SHA-1", xml(parts(part(1, 10, 1), part(2, 10, -1), part(3, 10, 3)))),
                Arguments.of(
                        "a spoilt part",
                        xml(parts(part(1, 10, 1), part(2, 10, 2), part(3, 10, 3))
                                .replace(
                                        "<ObjectParts>",
                                        "<Checksum><ChecksumSHA1>" + base64(7)
                                                + "-3</ChecksumSHA1><ChecksumType>COMPOSITE</ChecksumType></Checksum>"
                                                + "<ObjectParts>"))),
                Arguments.of("a longer last part", xml(parts(part(1, 10, 1), part(2, 20, 2)))),
                Arguments.of(
                        "a short part inside",
                        xml(parts(part(1, 10, 1), part(2, 8, 2), part(3, 10, 3), part(4, 2, 4)))),
                Arguments.of("too few bytes", xml(parts(part(1, 10, 1), part(2, 10, 2)))),
                Arguments.of("too many bytes", xml(parts(part(1, 16, 1), part(2, 16, 2)))),
                Arguments.of("parts of no bytes", xml(parts(part(1, 0, 1), part(2, 30, 2)))),
                Arguments.of("a number twice", xml(parts(part(1, 10, 1), part(1, 10, 2), part(2, 10, 3)))),
                Arguments.of(
                        "a short hash",
                        xml(parts("<Part><PartNumber>1</PartNumber><Size>30</Size>"
                                + "<ChecksumSHA1>AAAA</ChecksumSHA1></Part>"))),
                Arguments.of(
                        "a number that is none", xml(parts("<Part><PartNumber>x</PartNumber><Size>30</Size></Part>"))),
                Arguments.of("another ETag", xml(parts(part(1, 30, 1)).replace(BARE_ETAG, "other"))),
                Arguments.of("another size", xml(parts(part(1, 30, 1)).replace("<ObjectSize>30", "<ObjectSize>31"))),
                Arguments.of("another count", xml(parts(part(1, 30, 1)).replace("<PartsCount>1", "<PartsCount>2"))),
                Arguments.of(
                        "more parts, but no more",
                        xml(parts(part(1, 10, 1)).replace("<IsTruncated>false", "<IsTruncated>true"))),
                Arguments.of("another document", xml("<html><body>hello</body></html>")),
                Arguments.of("no XML", xml("hello")),
                Arguments.of("nothing", xml("")),
                Arguments.of("the object itself", ScriptedS3.honest()),
                Arguments.of("endless XML", xml("<GetObjectAttributesResponse>" + "<a>".repeat(3_000_000))),
                Arguments.of("400", ScriptedS3.error(400, "InvalidArgument", Map.of())),
                Arguments.of("403", ScriptedS3.error(403, "AccessDenied", Map.of())),
                Arguments.of("404", ScriptedS3.error(404, "NoSuchKey", Map.of())),
                Arguments.of("405", ScriptedS3.error(405, "MethodNotAllowed", Map.of())),
                Arguments.of("501", ScriptedS3.error(501, "NotImplemented", Map.of())),
                Arguments.of("a broken connection", (Fault) exchange -> {
                    throw new IOException("as scripted");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void whatDoesNotAddUpIsNothingKnown(String name, Fault answer) throws Exception {
        s3.script(answer, answer, answer, answer, answer);

        assertThat(store.partChecksums(version(30))).isEmpty();

        s3.beHonest();
        assertThat(store.stat(LOCATION).length()).as("the store can be used on").isEqualTo(30_000_000);
    }

    private static ObjectVersion version(long length) {
        return new ObjectVersion(LOCATION, length, ScriptedS3.ETAG, Optional.of("v1"));
    }

    /** Parts of the same length, except the very last one, which is three bytes shorter. */
    private static Fault page(int first, int last, boolean truncated, int length, int veryLast) {
        String parts = IntStream.rangeClosed(first, last)
                .mapToObj(number -> part(number, number == veryLast ? length - 3 : length, number))
                .collect(Collectors.joining());
        return xml(attributes(
                "<ObjectParts><PartsCount>" + veryLast + "</PartsCount><IsTruncated>" + truncated + "</IsTruncated>"
                        + parts + "</ObjectParts>",
                (long) length * veryLast - 3));
    }

    private static String parts(String... parts) {
        return attributes(
                "<ObjectParts><PartsCount>" + parts.length + "</PartsCount><IsTruncated>false</IsTruncated>"
                        + String.join("", parts) + "</ObjectParts>",
                30);
    }

    private static String part(int number, long size, int hash) {
        String checksum = hash < 0 ? "" : "<ChecksumSHA1>" + base64(hash) + "</ChecksumSHA1>";
        return "<Part><PartNumber>" + number + "</PartNumber><Size>" + size + "</Size>" + checksum + "</Part>";
    }

    private static String attributes(String inside, long size) {
        return "<GetObjectAttributesResponse><ETag>" + BARE_ETAG + "</ETag>" + inside + "<ObjectSize>" + size
                + "</ObjectSize></GetObjectAttributesResponse>";
    }

    private static String base64(int hash) {
        return Base64.getEncoder().encodeToString(sha1(hash));
    }

    private static byte[] sha1(int hash) {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) hash);
        bytes[0] = (byte) (hash >> 8);
        return bytes;
    }

    private static Fault xml(String document) {
        return exchange -> {
            byte[] bytes = document.getBytes(UTF_8);
            exchange.head(200, Map.of("ETag", "", "Content-Length", Integer.toString(bytes.length)));
            exchange.out().write(bytes);
            exchange.out().flush();
        };
    }
}
