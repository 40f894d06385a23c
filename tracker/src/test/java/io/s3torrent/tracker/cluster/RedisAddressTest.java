package io.s3torrent.tracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @Test
    void readsAllParts() {
        assertThat(RedisAddress.parse("rediss://tracker:p%40ss+%3a@redis.example:6380/3"))
                .isEqualTo(new RedisAddress(
                        true, "redis.example", 6380, Optional.of("tracker"), Optional.of("p@ss+:"), 3));
        assertThat(RedisAddress.parse("redis://:secret@[::1]/"))
                .isEqualTo(new RedisAddress(false, "::1", 6379, Optional.empty(), Optional.of("secret"), 0));
        assertThat(RedisAddress.parse("redis://secret@10.0.0.1").password()).contains("secret");
        assertThat(RedisAddress.parse("redis://10.0.0.1").password()).isEmpty();
        assertThat(RedisAddress.parse("redis://ann:secret@my_redis:6380/1"))
                .isEqualTo(new RedisAddress(false, "my_redis", 6380, Optional.of("ann"), Optional.of("secret"), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "http://:hunter2@a:1",
                "redis://:hunter2@",
                "redis://:hunter2@a:0",
                "redis://:hunter2@a:70000",
                "redis://:hunter2@a:1/x",
                "redis://:hunter2@a:1/99999",
                "redis://:hunter2@a:1/1/2",
                "redis://:hunter2@a:1?timeout=1",
                "redis://:hunter2@a:1#x",
                "redis://:hunter2%@a:1",
                "redis://:hunter2^@a:1",
                "redis-sentinel://:hunter2@a:1"
            })
    void refusesTheRestWithoutRepeatingASecret(String text) {
        assertThatThrownBy(() -> RedisAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void neverPrintsASecret() {
        assertThat(RedisAddress.parse("redis://user:hunter2@[::1]:1/2")).hasToString("redis://[::1]:1/2");
    }
}
