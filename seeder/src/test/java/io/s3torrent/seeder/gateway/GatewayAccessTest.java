package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.Cidr;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.AccessKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which requests reach the store. The store finds nothing, so its error shows that it was asked. */
class GatewayAccessTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final InetSocketAddress PUBLIC = new InetSocketAddress("0.0.0.0", 0);
    private static final AccessKey OWN =
            new AccessKey("AKIDOWN", "own", Optional.of("token"), Optional.of(Instant.parse("2999-01-01T00:00:00Z")));
    private static final URI PUBLIC_URL = URI.create("https://127.0.0.1:8443");
    private static final String ASKED = "NoSuchKey";

    @TempDir
    private Path folder;

    private final Queue<S3Location> looked = new ConcurrentLinkedQueue<>();
    private final Queue<RequestTerms> terms = new ConcurrentLinkedQueue<>();
    private Clock clock = Clock.systemUTC();

    private Optional<AutoCloseable> opened = Optional.empty();

    private final class ScriptedService implements TorrentService {
        @Override
        public List<String> trackers() {
            return List.of("http://127.0.0.1:6969/announce");
        }

        @Override
        public ObservedObject look(S3Location object, RequestTerms asked) throws ObjectException {
            looked.add(object);
            terms.add(asked);
            throw new ObjectException.NotFound("nothing is here", null);
        }

        @Override
        public Seeded seed(S3Location object, HashingListener listener) throws IOException {
            throw new IOException("nobody may get so far");
        }
    }

    private InetSocketAddress gateway(InetSocketAddress listen) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.yaml"), """
                - {access-key: AKIDREADER, secret-key: reader, allow: [data/*, other/public/*, other/one]}
                - {access-key: AKIDNEW, secret-key: new, allow: [data/*], sigv2: false}
                - {access-key: AKIDNONE, secret-key: none, allow: []}
                - {access-key: anonymous, allow: [data/public/*]}
                """);
        GatewayConfig config = GatewayConfig.builder(listen)
                .accessKeys(AccessKeysFile.read(keys))
                .publicUrl(PUBLIC_URL)
                .build();
        Gateway gateway =
                new Gateway(config, new ScriptedService(), "https://store.example", () -> Optional.of(OWN), clock);
        TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("127.0.0.0/8")));
        HttpServer server = HttpServer.bind(
                new ListenerConfig("the gateway", LOCAL, HttpLimits.DEFAULT, proxies, Optional.empty()));
        server.serve(gateway);
        opened = Optional.of(() -> {
            server.close();
            gateway.close();
        });
        return server.address();
    }

    @AfterEach
    void stop() throws Exception {
        if (opened.isPresent()) {
            opened.get().close();
        }
    }

    private static Answer ask(InetSocketAddress server, Optional<AccessKey> key, String path, String... headers)
            throws IOException {
        return RawHttp.ask(server, Signing.get(server, path + "?torrent", key, headers));
    }

    private static String code(Answer answer) {
        return answer.text().replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "AKIDREADER, reader, /data/any, NoSuchKey",
        "AKIDREADER, reader, /other/public/x, NoSuchKey",
        "AKIDREADER, reader, /other/one, NoSuchKey",
        "AKIDREADER, reader, /other/one2, AccessDenied",
        "AKIDREADER, reader, /other/private/x, AccessDenied",
        "AKIDREADER, reader, /other/public/../private/x, AccessDenied",
        "AKIDREADER, reader, /data/%2E%2E/other/x, AccessDenied",
        "AKIDREADER, reader, /data/a/./b, AccessDenied",
        "AKIDREADER, reader, /data/a..b/...//c, NoSuchKey",
        "AKIDREADER, reader, /data2/any, AccessDenied",
        "AKIDREADER, reader, /data%2Fany/x, InvalidBucketName",
        "AKIDREADER, wrong, /data/any, SignatureDoesNotMatch",
        "AKIDNONE, none, /data/any, AccessDenied",
        "AKIDNOBODY, reader, /data/any, InvalidAccessKeyId",
        "anonymous, reader, /data/public/x, InvalidAccessKeyId",
        "'', '', /data/public/x, NoSuchKey",
        "'', '', /data/private/x, AccessDenied",
        "'', '', /other/public/x, AccessDenied",
    })
    void requestsThatAreNotAllowedDoNotReachTheStore(String id, String secret, String path, String code)
            throws Exception {
        Optional<AccessKey> key = id.isEmpty() ? Optional.empty() : Optional.of(AccessKey.lasting(id, secret));

        Answer answer = ask(gateway(LOCAL), key, path);

        assertThat(code(answer)).isEqualTo(code);
        assertThat(looked).hasSize(code.equals(ASKED) ? 1 : 0);
        assertThat(answer.text()).doesNotContain("reader").doesNotContain("nothing is here");
        if (key.isPresent()) {
            stop();
            looked.clear();
            InetSocketAddress server = gateway(LOCAL);
            Answer ofVersion2 = RawHttp.ask(server, Signing.presignedV2(server, path, key.get()));
            assertThat(code(ofVersion2)).as("presigned with Version 2").isEqualTo(code);
            assertThat(looked).hasSize(code.equals(ASKED) ? 1 : 0);
        }
    }

    @Test
    void aKeyThatIsKeptFromVersion2HasVersion4() throws Exception {
        InetSocketAddress server = gateway(LOCAL);
        AccessKey key = AccessKey.lasting("AKIDNEW", "new");

        Answer answer = RawHttp.ask(server, Signing.presignedV2(server, "/data/any", key));

        assertThat(code(answer)).isEqualTo("InvalidRequest");
        assertThat(answer.text()).contains("AWS4-HMAC-SHA256");
        assertThat(code(ask(server, Optional.of(key), "/data/any"))).isEqualTo(ASKED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/data/any.torrent?", "/data/any.magnet?", "/?", "/catalogue.json?", "/update?info_hash=00&"})
    void version2IsForTorrentsAsS3HasThemAlone(String target) throws Exception {
        InetSocketAddress server = gateway(LOCAL);

        Answer answer = RawHttp.ask(
                server,
                "GET " + target + "AWSAccessKeyId=AKIDREADER&Expires=1&Signature=x HTTP/1.1\r\nHost: 127.0.0.1");

        assertThat(code(answer)).isEqualTo("InvalidRequest");
        assertThat(answer.text()).contains("s3v4");
        assertThat(looked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8443",
                "127.0.0.1",
                "upstream:8080",
                "upstream\r\nX-Forwarded-Host: 127.0.0.1:8443",
                "127.0.0.1\r\nX-Forwarded-Host: 127.0.0.1",
            })
    void signaturesForThePublicUrlAreValidBehindAProxy(String host) throws Exception {
        assertThat(code(rewritten("127.0.0.1:8443", host, "/data/any"))).isEqualTo(ASKED);
        assertThat(looked).containsExactly(new S3Location("data", "any"));
    }

    @Test
    void signaturesForABucketsHostAreValidBehindAProxyThatForwardsIt() throws Exception {
        assertThat(code(rewritten("data.localhost:1", "upstream\r\nX-Forwarded-Host: data.localhost:1", "/any")))
                .isEqualTo(ASKED);
        assertThat(looked).containsExactly(new S3Location("data", "any"));
    }

    /** Otherwise a client with a URL for one object could request another one, from a bucket of the same owner. */
    @Test
    void aSignatureForOneBucketOpensNoOther() throws Exception {
        for (String host : List.of("other.localhost", "upstream\r\nX-Forwarded-Host: other.localhost")) {
            assertThat(code(rewritten("127.0.0.1:8443", host, "/public/x"))).isEqualTo("SignatureDoesNotMatch");
            assertThat(code(rewritten("other.localhost", "127.0.0.1", "/public/x")))
                    .isEqualTo("SignatureDoesNotMatch");
            String ofVersion2 = Signing.presignedV2(LOCAL, "/public/x", AccessKey.lasting("AKIDREADER", "reader"));
            stop();
            assertThat(code(RawHttp.ask(gateway(LOCAL), ofVersion2.replaceFirst("Host: .*", "Host: " + host))))
                    .isEqualTo("SignatureDoesNotMatch");
        }
        assertThat(looked).isEmpty();
    }

    /** Signs a request for one host name and sends it with another one. */
    private Answer rewritten(String signed, String sent, String path) throws Exception {
        stop();
        String head = Signing.get(signed, path + "?torrent", Optional.of(AccessKey.lasting("AKIDREADER", "reader")));
        return RawHttp.ask(gateway(LOCAL), head.replace("Host: " + signed, "Host: " + sent));
    }

    @Test
    void ourOwnKeyIsKnownOnThisMachineOnly() throws Exception {
        assertThat(code(ask(gateway(LOCAL), Optional.of(OWN), "/any/thing"))).isEqualTo(ASKED);
        AccessKey stolen = AccessKey.lasting(OWN.id(), OWN.secret());
        stop();
        assertThat(code(ask(gateway(LOCAL), Optional.of(stolen), "/any/thing"))).isEqualTo("InvalidToken");
        stop();
        InetSocketAddress server = gateway(LOCAL);
        assertThat(code(RawHttp.ask(server, Signing.presignedV2(server, "/any/thing", OWN))))
                .isEqualTo(ASKED);
        assertThat(code(RawHttp.ask(server, Signing.presignedV2(server, "/any/thing", stolen))))
                .isEqualTo("InvalidToken");
        stop();
        assertThat(code(ask(gateway(PUBLIC), Optional.of(OWN), "/any/thing"))).isEqualTo("InvalidAccessKeyId");
    }

    @Test
    void aClockThatIsOffIsTold() throws IOException {
        clock = Clock.fixed(Instant.now().plus(Duration.ofMinutes(16)), ZoneOffset.UTC);

        Answer answer = ask(gateway(LOCAL), Optional.of(AccessKey.lasting("AKIDREADER", "reader")), "/data/any");

        assertThat(code(answer)).isEqualTo("RequestTimeTooSkewed");
    }

    @Test
    void onlyWhoHasANameMakesUsPay() throws IOException {
        InetSocketAddress server = gateway(LOCAL);
        Optional<AccessKey> reader = Optional.of(AccessKey.lasting("AKIDREADER", "reader"));

        ask(server, reader, "/data/any", "x-amz-request-payer: requester", "x-amz-expected-bucket-owner: 1");
        ask(server, Optional.empty(), "/data/public/x", "x-amz-request-payer: requester");

        assertThat(terms)
                .containsExactly(new RequestTerms(true, Optional.of("1")), new RequestTerms(false, Optional.empty()));
    }

    @Test
    void manyUnsignedRequestsOfAnAddressDoNotReachTheStore() throws IOException {
        InetSocketAddress server = gateway(LOCAL);
        Optional<AccessKey> reader = Optional.of(AccessKey.lasting("AKIDREADER", "reader"));

        int answered = -1;
        Answer answer;
        try (RawHttp http = new RawHttp(server)) {
            do {
                answer = http.send("GET /data/public/x?torrent HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .answer(false);
                answered++;
            } while (answer.status() != 503 && answered < 5000);
        }

        assertThat(code(answer)).isEqualTo("SlowDown");
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(looked).hasSize(answered).hasSizeGreaterThanOrEqualTo(UnsignedQuota.BURST);
        assertThat(code(ask(server, reader, "/data/any"))).isEqualTo("NoSuchKey");
        assertThat(code(ask(server, Optional.empty(), "/data/public/x", "x-forwarded-for: 192.0.2.7")))
                .isEqualTo("NoSuchKey");
        assertThat(RawHttp.ask(server, "GET /catalogue.json HTTP/1.1\r\nHost: localhost")
                        .status())
                .isEqualTo(503);
    }
}
