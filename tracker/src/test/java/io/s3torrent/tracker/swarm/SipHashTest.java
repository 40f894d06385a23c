package io.s3torrent.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipHashTest {

    /** The expected value is from {@code openssl mac -macopt hexkey:000102…0f -macopt size:8 SIPHASH} of the bytes 0 to 23. */
    @Test
    void isTheSipHashOfOthers() {
        SipHash sip = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(sip.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L))
                .isEqualTo(Long.reverseBytes(0x94AF49F6C650ADB8L));
    }
}
