package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class Md5EtagBucketsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows soon

    @Test
    void onlyTheBucketThatWasFoundOutIsRemembered() {
        Md5EtagBuckets buckets = new Md5EtagBuckets();
        buckets.hasNoMd5s("encrypted");

        assertThat(buckets.mayHaveMd5s("encrypted")).isFalse();
        assertThat(buckets.mayHaveMd5s("plain")).isTrue();
    }

    @Test
    void aBucketIsForgottenAfterItsTime() {
        Md5EtagBuckets buckets = new Md5EtagBuckets(Duration.ofSeconds(1), nanos::get);
        buckets.hasNoMd5s("encrypted");

        nanos.addAndGet(999_999_999);
        assertThat(buckets.mayHaveMd5s("encrypted")).isFalse();
        nanos.addAndGet(1);
        assertThat(buckets.mayHaveMd5s("encrypted")).isTrue();
    }

    @Test
    void theOldestOfTooManyBucketsIsForgotten() {
        Md5EtagBuckets buckets = new Md5EtagBuckets();
        for (int i = 0; i <= 1000; i++) {
            buckets.hasNoMd5s("b" + i);
        }

        assertThat(buckets.mayHaveMd5s("b0")).isTrue();
        assertThat(buckets.mayHaveMd5s("b1")).isFalse();
    }
}
