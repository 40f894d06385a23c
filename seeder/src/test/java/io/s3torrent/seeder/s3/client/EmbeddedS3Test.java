package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedS3Test {
    @TempDir
    Path folder;

    @Test
    void servesRangesOfWhatWasPut() throws Exception {
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder)) {
            s3.createBucket("bucket");
            s3.put("bucket", "dir/k", new byte[] {1, 2, 3, 4});

            HttpResponse<byte[]> answer = get(s3.endpoint().resolve("/bucket/dir/k"), "bytes=1-2");

            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(answer.body()).containsExactly(2, 3);
            assertThat(answer.headers().firstValue("etag")).isPresent();
        }
    }

    @Test
    void servesTheEndOfASparseObjectBeyondFiveGigabytes() throws Exception {
        long length = 5L << 30;
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder)) {
            s3.createBucket("bucket");
            Path file = s3.putSparse("bucket", "huge", length);
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.seek(length - 1);
                raw.write(7);
            }

            HttpResponse<byte[]> answer =
                    get(s3.endpoint().resolve("/bucket/huge"), "bytes=" + (length - 2) + "-" + (length - 1));

            assertThat(answer.body()).containsExactly(0, 7);
        }
    }

    private static HttpResponse<byte[]> get(URI uri, String range) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).header("Range", range).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
