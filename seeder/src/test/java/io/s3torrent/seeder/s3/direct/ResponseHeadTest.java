package io.s3torrent.seeder.s3.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseHeadTest {
    @Test
    void headersAreFoundWhateverTheirCase() throws Exception {
        ResponseHead head = ResponseHead.parse("HTTP/1.1 206 Partial Content\r\ncontent-LENGTH:  5 \r\nETag: \"a:b\"");

        assertThat(head.status()).isEqualTo(206);
        assertThat(head.bodyLength()).hasValue(5);
        assertThat(head.header("etag")).contains("\"a:b\"");
        assertThat(head.header("Content-Range")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, , true",
        "HTTP/1.1, close, false",
        "HTTP/1.1, Close, false",
        "HTTP/1.0, , false",
        "HTTP/1.0, keep-alive, false"
    })
    void aConnectionIsKeptOnlyWhereBothSidesKnow(String version, String connection, boolean kept) throws Exception {
        String header = connection == null ? "" : "\r\nConnection: " + connection;

        assertThat(ResponseHead.parse(version + " 200 OK" + header).keepsConnection())
                .isEqualTo(kept);
    }

    @Test
    void aBodyInChunksHasNoLengthWhateverElseIsSaid() throws Exception {
        assertThat(ResponseHead.parse("HTTP/1.1 200\r\nContent-Length: 5\r\nTransfer-Encoding: chunked")
                        .bodyLength())
                .isEmpty();
        assertThat(ResponseHead.parse("HTTP/1.1 200").bodyLength()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/2 200",
                "HTTP/1.1 2000",
                "HTTP/1.1 20x OK",
                "HTTP/1.1  200",
                "HTTP/1.1 200\r\nno colon",
                "HTTP/1.1 200\r\n: no name",
                "HTTP/1.1 200\r\nContent-Length : 5",
                "HTTP/1.1 200\r\nA: b\r\n folded",
                "HTTP/1.1 200\r\nContent-Length: 5\r\ncontent-length: 6",
            })
    void whatCouldBeReadInTwoWaysIsRefused(String head) {
        assertThatThrownBy(() -> ResponseHead.parse(head)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+5", "5 5", "0x5", "9999999999999999999", "5,5"})
    void aLengthIsDigits(String length) throws Exception {
        ResponseHead head = ResponseHead.parse("HTTP/1.1 200\r\nContent-Length: " + length);

        assertThatThrownBy(head::bodyLength).isInstanceOf(ProtocolException.class);
    }
}
