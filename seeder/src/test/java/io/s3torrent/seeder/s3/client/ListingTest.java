package io.s3torrent.seeder.s3.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listings by a store whose answers the test decides. */
@Timeout(120)
@Tag("slow")
final class ListingTest {
    private static final S3Prefix PREFIX = new S3Prefix("bucket", "dir/");

    private final List<String> keys = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(new byte[1]);
        S3Options options = s3.options().toBuilder()
                .requestPayer(true)
                .expectedBucketOwner("123456789012")
                .build();
        store = AwsObjectStore.open(options, ledger);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    @Test
    void aHundredThousandKeysComeOnceEachAPageAtATime() throws Exception {
        script(100, request -> {
            int page = Integer.parseInt("0" + token(request));
            String next = page == 99 ? "" : Integer.toString(page + 1);
            return page(next, IntStream.range(page * 1000, page * 1000 + 1000).mapToObj(i -> "dir/" + i), "");
        });
        Set<S3Location> seen = new HashSet<>();
        AtomicInteger most = new AtomicInteger();

        store.list(PREFIX, object -> {
            seen.add(object.location());
            most.set(Math.max(most.get(), s3.requests().size() * 1000 - seen.size()));
        });

        assertThat(seen).hasSize(100_000);
        assertThat(most.get()).as("keys asked for and not yet handed on").isLessThan(1000);
        assertThat(ledger.snapshot().lists()).isEqualTo(100);
    }

    @Test
    void everyPageIsAskedForAsTheOptionsWantIt() throws Exception {
        script(2, request -> token(request).isEmpty() ? page("t+/=&", "dir/a") : page("", "dir/b"));

        list();

        assertThat(keys).containsExactly("dir/a", "dir/b");
        assertThat(s3.requests())
                .extracting(Request::target)
                .allMatch(target -> target.startsWith("/bucket?")
                        && target.contains("list-type=2")
                        && target.contains("encoding-type=url")
                        && target.contains("prefix=dir%2F"));
        assertThat(token(s3.requests().get(1))).isEqualTo("t+/=&");
        assertThat(s3.requests()).allSatisfy(request -> {
            assertThat(request.header("x-amz-request-payer")).isEqualTo("requester");
            assertThat(request.header("x-amz-expected-bucket-owner")).isEqualTo("123456789012");
        });
    }

    @Test
    void aKeyMayHaveAnyCharacter() throws Exception {
        List<String> odd =
                List.of("dir/", "dir/\u0001\n", "dir/+ %2F&<>\"'", "dir/../x", "dir/ü 日本 😀", "dir//", "dir/%zz");
        script(1, request -> page("", odd.stream().map(key -> URLEncoder.encode(key, UTF_8)), "url"));

        list();

        assertThat(keys).isEqualTo(odd);
    }

    @Test
    void keysThatTheStoreDidNotEncodeAreTakenAsTheyAre() throws Exception {
        script(1, request -> page("", "dir/a+b%2Fc d"));

        list();

        assertThat(keys).containsExactly("dir/a+b%2Fc d");
    }

    @Test
    void whatIsToldOfAnObjectIsHandedOn() throws Exception {
        script(1, request -> page("", "dir/a"));

        List<ListedObject> objects = new ArrayList<>();
        store.list(PREFIX, objects::add);

        ListedObject object = objects.get(0);
        assertThat(object.location()).isEqualTo(new S3Location("bucket", "dir/a"));
        assertThat(object.length()).isEqualTo(7);
        assertThat(object.etag()).isEqualTo("\"e\"");
        assertThat(object.storageClass()).contains("GLACIER");
    }

    @Test
    void aPageThatBeginsWithTheEndOfTheLastOneBringsNoKeyTwice() throws Exception {
        script(
                2,
                request ->
                        token(request).isEmpty() ? page("t", "dir/a", "dir/b") : page("", "dir/b", "dir/c", "dir/c"));

        list();

        assertThat(keys).containsExactly("dir/a", "dir/b", "dir/c");
    }

    @Test
    void aPageWithoutKeysIsNotTheEnd() throws Exception {
        script(2, request -> token(request).isEmpty() ? page("t") : page("", "dir/a"));

        list();

        assertThat(keys).containsExactly("dir/a");
    }

    @Test
    void aTokenThatComesAgainAndAgainEndsTheListing() {
        script(10, request -> page("same", "dir/a"));

        assertRefused("circles");
        assertThat(s3.requests()).hasSizeLessThan(5);
    }

    @Test
    void aCircleOfTokensEndsTheListing() {
        AtomicInteger page = new AtomicInteger();
        script(200, request -> page("t" + page.incrementAndGet() % 7, "dir/" + page.get()));

        assertRefused("circles");
        assertThat(s3.requests()).hasSizeLessThan(30);
    }

    @Test
    void pagesWithoutKeysDoNotGoOnForEver() {
        AtomicInteger page = new AtomicInteger();
        script(1100, request -> page("t" + page.incrementAndGet()));

        assertRefused("nowhere");
    }

    @Test
    void aCutListWithoutATokenIsRefused() {
        script(1, request -> page("", "dir/a").replace("<IsTruncated>false", "<IsTruncated>true"));

        assertRefused("no token");
    }

    @Test
    void aKeyOfAnotherPrefixIsRefused() {
        script(1, request -> page("", "other/a"));

        assertRefused("other/a");
    }

    @Test
    void anAnswerTooLongTooFullOrTooDeepIsGivenUpHoweverWellFormed() {
        List<String> inside =
                List.of("x".repeat(9_000_000), "<a/>".repeat(120_000), "<a>".repeat(100) + "</a>".repeat(100));
        for (String document : inside) {
            s3.beHonest();
            script(
                    10,
                    request -> "<ListBucketResult><IsTruncated>false</IsTruncated>" + document + "</ListBucketResult>");

            assertThatThrownBy(this::list).as(document.substring(0, 10)).isInstanceOf(ObjectException.class);
        }
    }

    @Test
    void whatTheListenerThrowsEndsTheListing() {
        script(2, request -> page("t", "dir/a"));

        assertThatThrownBy(() -> store.list(PREFIX, object -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
        assertThat(s3.requests()).hasSize(1);
    }

    @Test
    void aRefusalNamesThePrefixAndThePermission() {
        s3.script(ScriptedS3.error(403, "AccessDenied", Map.of()));

        assertThatThrownBy(this::list)
                .isInstanceOf(ObjectException.Denied.class)
                .hasMessageContainingAll("ListObjectsV2 s3://bucket/dir/*", "s3:ListBucket");
    }

    private void list() throws ObjectException {
        store.list(PREFIX, object -> keys.add(object.location().key()));
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::list)
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining(why);
    }

    private void script(int times, Function<Request, String> page) {
        Fault answer = exchange -> {
            byte[] xml = page.apply(exchange.request()).getBytes(UTF_8);
            exchange.head(
                    200, Map.of("Content-Length", Integer.toString(xml.length), "Content-Type", "application/xml"));
            exchange.out().write(xml);
            exchange.out().flush();
        };
        IntStream.range(0, times).forEach(i -> s3.script(answer));
    }

    private static String token(Request request) {
        Matcher token = Pattern.compile("continuation-token=([^&]*)").matcher(request.target());
        return token.find() ? URLDecoder.decode(token.group(1), UTF_8) : "";
    }

    private static String page(String next, String... keys) {
        return page(next, Stream.of(keys), "");
    }

    private static String page(String next, Stream<String> keys, String encoding) {
        String type = encoding.isEmpty() ? "" : "<EncodingType>" + encoding + "</EncodingType>";
        String token = next.isEmpty() ? "" : "<NextContinuationToken>" + xml(next) + "</NextContinuationToken>";
        return keys.map(ListingTest::entry)
                .collect(Collectors.joining(
                        "",
                        "<ListBucketResult><IsTruncated>" + !next.isEmpty() + "</IsTruncated>" + type + token,
                        "</ListBucketResult>"));
    }

    private static String entry(String key) {
        return "<Contents><Key>" + xml(key) + "</Key><ETag>\"e\"</ETag><Size>7</Size>"
                + "<StorageClass>GLACIER</StorageClass></Contents>";
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
