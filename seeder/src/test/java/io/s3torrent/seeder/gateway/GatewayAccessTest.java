package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.http.HttpLimits;
import io.s3torrent.seeder.http.HttpServer;
import io.s3torrent.seeder.http.RawHttp;
import io.s3torrent.seeder.http.RawHttp.Answer;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.SeenObject;
import io.s3torrent.seeder.s3.Terms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Who gets how far: a store that would find nothing says that it was asked. */
class GatewayAccessTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final InetSocketAddress PUBLIC = new InetSocketAddress("0.0.0.0", 0);
    private static final AccessKey OWN =
            new AccessKey("AKIDOWN", "own", Optional.of("token"), Optional.of(Instant.parse("2999-01-01T00:00:00Z")));
    private static final String ASKED = "NoSuchKey";

    @TempDir
    private Path folder;

    private final Queue<S3Location> looked = new ConcurrentLinkedQueue<>();
    private final Queue<Terms> terms = new ConcurrentLinkedQueue<>();
    private Clock clock = Clock.systemUTC();

    private Optional<AutoCloseable> opened = Optional.empty();

    private final class Desk implements TorrentDesk {
        @Override
        public List<String> trackers() {
            return List.of("http://127.0.0.1:6969/announce");
        }

        @Override
        public SeenObject look(S3Location object, Terms asked) throws ObjectException {
            looked.add(object);
            terms.add(asked);
            throw new ObjectException.NotFound("nothing is here", null);
        }

        @Override
        public Seeded seed(S3Location object, MakingListener listener) throws IOException {
            throw new IOException("nobody may get so far");
        }
    }

    private InetSocketAddress gateway(InetSocketAddress listen) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.yaml"), """
                - {access-key: AKIDREADER, secret-key: reader, allow: [data/*, other/public/*, other/one]}
                - {access-key: AKIDNONE, secret-key: none, allow: []}
                - {access-key: anonymous, allow: [data/public/*]}
                """);
        GatewayConfig config = GatewayConfig.on(listen).withKeys(AccessKeysFile.read(keys));
        Gateway gateway = new Gateway(config, new Desk(), "https://store.example", () -> Optional.of(OWN), clock);
        HttpServer server = HttpServer.start("the gateway", LOCAL, HttpLimits.DEFAULT, gateway);
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
    void nobodyReachesTheStoreForWhatHeMayNotHave(String id, String secret, String path, String code)
            throws IOException {
        Optional<AccessKey> key = id.isEmpty() ? Optional.empty() : Optional.of(AccessKey.lasting(id, secret));

        Answer answer = ask(gateway(LOCAL), key, path);

        assertThat(code(answer)).isEqualTo(code);
        assertThat(looked).hasSize(code.equals(ASKED) ? 1 : 0);
        assertThat(answer.text()).doesNotContain("reader").doesNotContain("nothing is here");
    }

    @Test
    void ourOwnKeyIsKnownOnThisMachineOnly() throws Exception {
        assertThat(code(ask(gateway(LOCAL), Optional.of(OWN), "/any/thing"))).isEqualTo(ASKED);
        AccessKey stolen = AccessKey.lasting(OWN.id(), OWN.secret());
        stop();
        assertThat(code(ask(gateway(LOCAL), Optional.of(stolen), "/any/thing"))).isEqualTo("InvalidToken");
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

        assertThat(terms).containsExactly(new Terms(true, Optional.of("1")), new Terms(false, Optional.empty()));
    }
}
