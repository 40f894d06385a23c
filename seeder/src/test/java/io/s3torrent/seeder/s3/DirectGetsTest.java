package io.s3torrent.seeder.s3;

import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that is read over connections of our own, the SDK having shown the way. */
final class DirectGetsTest extends ReadFaults {
    private final List<AwsObjectStore> opened = new ArrayList<>();

    @Override
    AwsObjectStore prepared(StoreLimits limits) throws ObjectException {
        AwsObjectStore open = AwsObjectStore.open(s3.options(), limits, new Ledger());
        opened.add(open);
        open.stat(LOCATION);
        s3.forgetRequests();
        return open.countedIn(ledger);
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(AwsObjectStore::close);
    }

    @Test
    void theRequestIsTheSdksButForWhatIsOfTheSdk() throws Exception {
        read();

        Request get = s3.requests().get(0);
        assertThat(get.target()).isEqualTo("/bucket/dir/key");
        assertThat(get.header("range")).isEqualTo("bytes=1000-200999");
        assertThat(get.header("if-match")).isEqualTo(ScriptedS3.ETAG);
        assertThat(get.header("host")).isEqualTo("127.0.0.1:" + s3.endpoint().getPort());
        assertThat(get.header("user-agent")).startsWith("s3torrent");
        assertThat(isDirect(get)).isTrue();
    }

    @Test
    void aConnectionThatWasClosedWhileUnusedIsNoFailure() throws Exception {
        s3.script(exchange -> {
            ScriptedS3.honest().answer(exchange);
            throw new IOException("as scripted");
        });
        read();
        received.reset();

        read();

        assertRead();
        assertThat(ledger.snapshot().retries()).isZero();
        assertThat(ledger.snapshot().gets()).isEqualTo(2);
        assertThat(s3.requests()).extracting(Request::connection).doesNotHaveDuplicates();
    }

    @Test
    void whatIsRefusedIsAskedForByTheSdkForAWhile() throws Exception {
        s3.script(error(307, "TemporaryRedirect", Map.of()));

        read();
        received.reset();
        read();

        assertRead();
        assertThat(s3.requests()).extracting(DirectGetsTest::isDirect).containsExactly(true, false, false);
    }

    @Test
    void anAnswerWithoutALengthIsForTheSdk() throws Exception {
        s3.script(exchange -> {
            exchange.head(206, Map.of("Content-Length", "", "Transfer-Encoding", "chunked"));
            exchange.out().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            exchange.out().flush();
        });

        read();

        assertRead();
        assertThat(s3.requests()).extracting(DirectGetsTest::isDirect).containsExactly(true, false);
    }

    @Test
    void aHeadWithoutEndIsNotReadToIt() throws Exception {
        s3.script(exchange -> {
            exchange.out().write("HTTP/1.1 206 x\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] line = ("a: " + "b".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 10_000; i++) {
                exchange.out().write(line);
            }
        });

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n\r\n",
                "HTTP/1.1 206\r\nContent-Length: 200000\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 206\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
            })
    void whatIsNoAnswerIsAskedForAgainOnAnotherConnection(String answer) throws Exception {
        Fault fault = exchange -> {
            exchange.out().write(answer.getBytes(StandardCharsets.US_ASCII));
            throw new IOException("as scripted");
        };
        s3.script(fault);

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
        assertThat(ledger.snapshot().retries()).isEqualTo(1);
    }

    @Test
    void anInterimAnswerIsPassedOver() throws Exception {
        s3.script(exchange -> {
            exchange.out().write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            ScriptedS3.honest().answer(exchange);
        });

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(1);
    }

    private static boolean isDirect(Request request) {
        return request.header("amz-sdk-request").isEmpty();
    }
}
