package io.s3torrent.net.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GrowingBytesTest {
    private static final int LENGTH = 200_000;
    private static final byte[] CONTENT = ScriptedBody.bytes(0, LENGTH);

    /** A body that grows while it is read. */
    private static HttpBody growing(boolean toTheEnd) {
        byte[] bytes = new byte[LENGTH];
        GrowingBytes body = GrowingBytes.growing(bytes, 0);
        Thread writer = new Thread(() -> {
            for (int end = 0; end < LENGTH; end += 50_000) {
                System.arraycopy(CONTENT, end, bytes, end, 50_000);
                if (end > 0 && !toTheEnd) {
                    body.fail();
                    return;
                }
                body.grow(end + 50_000);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return body;
    }

    @Nested
    class Whole extends HttpBodyContract {
        @Override
        protected HttpBody body() {
            return GrowingBytes.whole(CONTENT);
        }

        @Override
        protected byte[] content() {
            return CONTENT;
        }

        @Override
        protected HttpBody breaking() {
            GrowingBytes body = GrowingBytes.growing(CONTENT, 10);
            body.fail();
            return body;
        }
    }

    @Nested
    class Growing extends HttpBodyContract {
        @Override
        protected HttpBody body() {
            return growing(true);
        }

        @Override
        protected byte[] content() {
            return CONTENT;
        }

        @Override
        protected HttpBody breaking() {
            return growing(false);
        }
    }

    @Test
    void itNeverShrinksAndNeverGrowsBeyondItsLength() {
        GrowingBytes body = GrowingBytes.growing(new byte[10], 4);
        assertThatThrownBy(() -> body.grow(3)).hasMessage("to: 3 (expected: 4 to 10)");
        assertThatThrownBy(() -> body.grow(11)).hasMessage("to: 11 (expected: 4 to 10)");
    }
}
