package io.s3torrent.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BillTest {
    @Test
    void comparesWithPlainDownloads() {
        Bill bill = new Bill(1_000_000_000, 3, 1_500_000_000, 1_000_000_000, 1001, 10);

        assertThat(bill.lines())
                .containsExactly(
                        "  object           1,000,000,000 bytes",
                        "  delivered        3,000,000,000 bytes  to 3 downloads; 50.0 % by the seeder",
                        "  read from S3     1,000,000,000 bytes  in 1001 requests, hashing included",
                        "  saved            2,000,000,000 bytes  66.7 % of what plain downloads would read",
                        "  time                      10.0 s      300 MB/s delivered",
                        "  At AWS's $0.09 per GB of internet egress: $0.0900 instead of $0.2700");
    }
}
