package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final FakeTorrentService service = new FakeTorrentService();
    private Gateway gateway = gateway(GatewayConfig.builder(ANY)
            .domains(List.of("gate.example"))
            .unauthenticated(true)
            .build());
    private HttpServer server = server();

    private Gateway gateway(GatewayConfig config) {
        return new Gateway(config, service, "https://store.example", Optional::empty, Clock.systemUTC());
    }

    private HttpServer server() {
        try {
            return HttpServer.start("the gateway", ANY, HttpLimits.DEFAULT, gateway);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(GatewayConfig config) {
        stop();
        gateway = gateway(config);
        server = server();
    }

    @AfterEach
    void stop() {
        service.open.countDown();
        server.close();
        gateway.close();
    }

    private Answer ask(String line, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
        return RawHttp.ask(server.address(), line + " HTTP/1.1\r\nHost: 127.0.0.1" + more);
    }

    private static byte[] torrentOf(String key) {
        return MetainfoCodec.encode(FakeTorrentService.torrent(new S3Location("bucket", key)));
    }

    private static String etagOf(String key) {
        return "\""
                + FakeTorrentService.torrent(new S3Location("bucket", key))
                        .infoHash()
                        .hex() + "\"";
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/xml");
        assertThat(answer.text())
                .contains("<Code>" + code + "</Code>")
                .containsPattern("<Message>[^<]+</Message>")
                .containsPattern("<Resource>/[^<]*</Resource>")
                .contains("<RequestId>" + answer.header("x-amz-request-id") + "</RequestId>");
    }

    @Test
    void aTorrentIsAnsweredAsS3Did() throws IOException {
        Answer answer = ask("GET /bucket/dir/data.bin?torrent");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(torrentOf("dir/data.bin"));
        assertThat(answer.headers())
                .containsEntry("content-type", "application/x-bittorrent")
                .containsEntry("etag", etagOf("dir/data.bin"))
                .containsEntry("accept-ranges", "bytes")
                .containsEntry(
                        "content-disposition",
                        "attachment; filename=\"data.bin.torrent\"; filename*=UTF-8''data.bin.torrent")
                .doesNotContainKey("x-amz-request-charged");
        assertThat(answer.header("x-amz-request-id")).matches("[0-9A-F]{16}");
        assertThat(service.seeded).containsExactly(new S3Location("bucket", "dir/data.bin"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "127.0.0.1:80, /bucket/a/b?torrent, bucket, a/b",
                "localhost, /bucket/a?torrent, bucket, a",
                "bucket.localhost:8080, /a/b?torrent, bucket, a/b",
                "BUCKET.LocalHost, /A?torrent, bucket, A",
                "my.bucket.gate.example, /a?torrent=, my.bucket, a",
                "gate.example, /bucket/a?torrent, bucket, a",
                "[::1]:8080, /bucket/a?torrent, bucket, a",
                "127.0.0.1, /bucket/a+b?torrent, bucket, a+b",
                "127.0.0.1, /bucket/a%2Bb%20c?torrent, bucket, a+b c",
                "127.0.0.1, /bucket/a%2Fb?torrent, bucket, a/b",
                "127.0.0.1, /bucket/a%252Fb?torrent, bucket, a%2Fb",
                "127.0.0.1, /bucket/%C3%BC?torrent, bucket, ü",
                "127.0.0.1, /bucket//lead?torrent, bucket, /lead",
                "bucket.localhost, //lead?torrent, bucket, /lead",
                "127.0.0.1, /bucket/..%2F./../x/?torrent, bucket, .././../x/",
                "127.0.0.1, /arn:aws:s3:r:1:accesspoint/ap/a/b?torrent, arn:aws:s3:r:1:accesspoint/ap, a/b",
                "127.0.0.1, /arn%3Aaws%3As3%3Ar%3A1%3Aaccesspoint%2Fap/a?torrent, arn:aws:s3:r:1:accesspoint/ap, a",
                "127.0.0.1, /arn:aws:s3:r:1:accesspoint:ap/a?torrent, arn:aws:s3:r:1:accesspoint:ap, a",
                "127.0.0.1, /bucket/a?x=y&torrent&x-id=GetObjectTorrent, bucket, a",
            })
    void bucketAndKeyAreWhatS3Reads(String host, String target, String bucket, String key) throws IOException {
        Answer answer = RawHttp.ask(server.address(), "GET " + target + " HTTP/1.1\r\nHost: " + host);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(service.looked).containsExactly(new S3Location(bucket, key));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT /bucket/key, 405, MethodNotAllowed",
        "DELETE /bucket/key?torrent, 405, MethodNotAllowed",
        "POST /bucket?delete, 405, MethodNotAllowed",
        "GET /bucket/key, 501, NotImplemented",
        "GET /bucket?list-type=2, 501, NotImplemented",
        "GET /bucket/?torrent, 501, NotImplemented",
        "GET /?torrent, 501, NotImplemented",
        "GET /bucket, 501, NotImplemented",
        "GET /bucket/key?acl, 501, NotImplemented",
        "GET /bucket/key?torrent&versionId=1, 400, InvalidArgument",
        "GET /bucket/%ff?torrent, 400, InvalidURI",
        "GET /bucket/%c0%af?torrent, 400, InvalidURI",
        "GET /bucket/%zz?torrent, 400, InvalidURI",
        "GET /bucket/%?torrent, 400, InvalidURI",
        "GET /bucket/a?torrent&x=%zz, 400, InvalidURI",
        "GET /.bad/a?torrent, 400, InvalidBucketName",
        "GET /b%2Fc/a?torrent, 400, InvalidBucketName",
        "GET /arn:aws:s3::123456789012:accesspoint/x.mrap/k?torrent, 400, InvalidBucketName",
        "GET /arn:aws:s3-outposts:r:1:outpost%2Fop%2Faccesspoint%2Fa/k?torrent, 400, InvalidBucketName",
    })
    void otherRequestsAreRejectedWithoutAskingTheStore(String line, int status, String code) throws IOException {
        Answer answer = ask(line);

        assertError(answer, status, code);
        if (status == 405 || status == 501) {
            assertThat(answer.text()).contains("https://store.example");
        }
        assertThat(service.looked).isEmpty();
    }

    @Test
    void aKeyIsAtMost1024Bytes() throws IOException {
        assertThat(ask("GET /bucket/" + "%C3%BC".repeat(512) + "?torrent").status())
                .isEqualTo(200);
        assertError(ask("GET /bucket/x" + "%C3%BC".repeat(512) + "?torrent"), 400, "KeyTooLongError");
    }

    @Test
    void markupInAKeyIsText() throws IOException {
        service.failures.put("look <&>\u0001", new ObjectException.NotFound("no", null));

        Answer answer = ask("GET /bucket/%3C%26%3E%01?torrent");
        assertError(answer, 404, "NoSuchKey");

        Answer named = ask("GET /bucket/a%22%0D%0Ab%C3%BC?torrent");
        assertThat(named.header("content-disposition"))
                .isEqualTo(
                        "attachment; filename=\"a___b_-5e76741e.torrent\"; filename*=UTF-8''a%22__b%C3%BC-5e76741e.torrent");
    }

    @Test
    void aHeadIsAGetWithoutTheBody() throws IOException {
        Answer answer = ask("HEAD /bucket/key?torrent");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo(String.valueOf(torrentOf("key").length));
        assertThat(answer.header("etag")).isEqualTo(etagOf("key"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=10-, 10, 250",
        "bytes=-5, 245, 250",
        "bytes=-9999, 0, 250",
        "bytes=5-99999, 5, 250",
        "bytes=5-999999999999999999, 5, 250",
        "bytes=249-249, 249, 250"
    })
    void aRangeIsThatPart(String range, int from, int to) throws IOException {
        byte[] torrent = torrentOf("key");
        int end = to == 250 ? torrent.length : to;
        int start = from > 240 ? torrent.length - (250 - from) : from;

        Answer answer = ask("GET /bucket/key?torrent", "Range: " + range.replace("249", "" + (torrent.length - 1)));

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("content-range")).isEqualTo("bytes " + start + "-" + (end - 1) + "/" + torrent.length);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(torrent, start, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=", "bytes=a-b", "bytes=5-4", "bytes=0-1,3-4", "lines=1-2", "bytes=--1"})
    void requestsWithoutASingleRangeGetTheWholeTorrent(String range) throws IOException {
        assertThat(ask("GET /bucket/key?torrent", "Range: " + range).body()).isEqualTo(torrentOf("key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=99999-", "bytes=-0", "bytes=99999-100000"})
    void aRangeBeyondTheEndIsNone(String range) throws IOException {
        assertError(ask("GET /bucket/key?torrent", "Range: " + range), 416, "InvalidRange");
    }

    @Test
    void conditionsAreAboutTheInfoHash() throws IOException {
        String etag = etagOf("key");

        Answer unchanged = ask("GET /bucket/key?torrent", "If-None-Match: \"x\", " + etag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("etag")).isEqualTo(etag);
        assertThat(ask("GET /bucket/key?torrent", "If-None-Match: *").status()).isEqualTo(304);
        assertThat(ask("GET /bucket/key?torrent", "If-None-Match: \"x\"").status())
                .isEqualTo(200);
        assertThat(ask("GET /bucket/key?torrent", "If-Match: " + etag).status()).isEqualTo(200);
        assertError(ask("GET /bucket/key?torrent", "If-Match: \"x\""), 412, "PreconditionFailed");
        assertThat(ask("GET /bucket/key?torrent", "Range: bytes=0-0", "If-Range: " + etag)
                        .status())
                .isEqualTo(206);
        assertThat(ask("GET /bucket/key?torrent", "Range: bytes=0-0", "If-Range: \"x\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void manyWhoAskForOneObjectWaitForOneMaking() throws Exception {
        service.slow = true;
        List<RawHttp> open = new java.util.ArrayList<>();
        for (int i = 0; i < 64; i++) {
            open.add(new RawHttp(server.address()).send("GET /bucket/key?torrent HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        }
        await().until(() -> service.looked.size() == 64);
        service.open.countDown();
        for (RawHttp http : open) {
            assertThat(http.answer(false).body()).isEqualTo(torrentOf("key"));
            http.close();
        }
        assertThat(service.seeded).hasSize(1);
    }

    @Test
    void anotherVersionIsAnotherMaking() throws IOException {
        ask("GET /bucket/key?torrent");
        ask("GET /bucket/key?torrent");
        assertThat(service.seeded).hasSize(1);
        service.etags.put("key", "\"other\"");
        ask("GET /bucket/key?torrent");
        assertThat(service.seeded).hasSize(2);
    }

    @Test
    void aTorrentThatIsNotSeededAnyMoreIsSeededAgainForTheNextRequest() throws IOException {
        ask("GET /bucket/key?torrent");
        InfoHash infoHash =
                FakeTorrentService.torrent(new S3Location("bucket", "key")).infoHash();
        gateway.gone(infoHash);
        ask("GET /bucket/key?torrent");
        assertThat(service.seeded).hasSize(2);
    }

    @Test
    void aMakingThatFailedIsTriedAgainForTheNext() throws IOException {
        service.failures.put("seed key", new MetainfoException("it is empty: a torrent needs at least one byte"));
        assertError(ask("GET /bucket/key?torrent"), 400, "InvalidRequest");
        service.failures.clear();
        assertThat(ask("GET /bucket/key?torrent").status()).isEqualTo(200);
    }

    @Test
    void storeErrorsAreTranslatedWithoutOurSecrets() throws IOException {
        Map<ObjectException, String> said = Map.of(
                new ObjectException.NotFound("secret", null), "404 NoSuchKey",
                new ObjectException.Denied("secret", null), "403 AccessDenied",
                new ObjectException.Misconfigured("secret", null), "503 ServiceUnavailable",
                new ObjectException.Unavailable("secret", null), "503 ServiceUnavailable",
                new ObjectException.OverBudget("secret", null), "503 ServiceUnavailable",
                new ObjectException.Changed("secret", null), "503 SlowDown");
        for (Map.Entry<ObjectException, String> row : said.entrySet()) {
            String[] expected = row.getValue().split(" ", -1);
            for (String step : List.of("look key", "seed key")) {
                service.failures.clear();
                service.failures.put(step, row.getKey());

                Answer answer = ask("GET /bucket/key?torrent");
                assertError(answer, Integer.parseInt(expected[0]), expected[1]);
                assertThat(answer.text()).doesNotContain("secret");
            }
        }
    }

    @Test
    void payerAndOwnerGoToTheStoreAndTheChargeComesBack() throws IOException {
        restart(GatewayConfig.builder(ANY).unauthenticated(true).build());
        service.charged = true;

        Answer answer = ask(
                "GET /bucket/key?torrent",
                "x-amz-expected-bucket-owner: 123456789012",
                "x-amz-request-payer: requester");

        assertThat(answer.header("x-amz-request-charged")).isEqualTo("requester");
        assertThat(service.terms).containsExactly(new RequestTerms(true, Optional.of("123456789012")));
    }

    @Test
    void theOldLimitsHoldOnlyForThoseWhoWantThem() throws IOException {
        service.length = (5L << 30) + 1;
        assertThat(ask("GET /bucket/key?torrent").status()).isEqualTo(200);

        restart(GatewayConfig.builder(ANY).unauthenticated(true).strictAws(true).build());
        assertError(ask("GET /bucket/key?torrent"), 400, "InvalidRequest");
        service.length = FakeTorrentService.LENGTH;
        assertThat(ask("GET /bucket/key?torrent").status()).isEqualTo(200);
        assertError(
                ask("GET /bucket/key?torrent", "x-amz-server-side-encryption-customer-algorithm: AES256"),
                400,
                "InvalidRequest");
    }

    @Test
    void aForeignNameForThisMachineIsRefused() throws IOException {
        for (String host :
                List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evillocalhost")) {
            assertError(
                    RawHttp.ask(server.address(), "GET /bucket/key?torrent HTTP/1.1\r\nHost: " + host),
                    403,
                    "AccessDenied");
        }
        assertThat(service.looked).isEmpty();
    }

    @Test
    void withoutAuthenticationItListensToThisMachineOnly() {
        InetSocketAddress all = new InetSocketAddress("0.0.0.0", 0);

        assertThatThrownBy(
                        () -> GatewayConfig.builder(all).unauthenticated(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback");
    }
}
