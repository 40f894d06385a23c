package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.S3Location;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowedKeysTest {
    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "", "..", "ü", "a\0", "\uffff");

    private static String key(Random random) {
        return String.join(
                "/",
                IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> SEGMENTS.get(random.nextInt(SEGMENTS.size())))
                        .toList());
    }

    private static S3Location object(Random random) {
        String key = key(random);
        return new S3Location(random.nextBoolean() ? "one" : "other", key.isEmpty() ? "x" : key);
    }

    private static String name(S3Location object) {
        return object.bucket() + "/" + object.key();
    }

    @Test
    void theArnOfAnAccessPointIsTheNameOfItsBucket() {
        String arn = "arn:aws:s3:us-east-1:123456789012:accesspoint/my-ap";
        AllowedKeys grants = new AllowedKeys(List.of(arn + "/data/*"));

        assertThat(grants.allow(new S3Location(arn, "data/k"))).isTrue();
        assertThat(grants.allow(new S3Location(arn, "k"))).isFalse();
        assertThat(grants.allow(new S3Location("my-ap", "data/k"))).isFalse();
        assertThat(grants.allow(new S3Location(arn + "2", "data/k"))).isFalse();
    }

    @Test
    void noAllowedNameIsSkipped() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            AllowedKeys grants = new AllowedKeys(IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> name(object(random)) + (random.nextBoolean() ? "*" : ""))
                    .toList());
            TreeSet<String> names = new TreeSet<>();
            TreeSet<String> allowed = new TreeSet<>();
            for (int i = 0; i < 50; i++) {
                S3Location object = object(random);
                names.add(name(object));
                if (grants.allow(object)) {
                    allowed.add(name(object));
                }
            }

            assertThat(walked(grants, names)).as(grants.toString()).containsAll(allowed);
        }
    }

    private static List<String> walked(AllowedKeys grants, NavigableSet<String> names) {
        List<String> walked = new ArrayList<>();
        Optional<String> at = grants.from("");
        while (at.isPresent()) {
            String name = names.ceiling(at.get());
            if (name == null) {
                return walked;
            }
            walked.add(name);
            at = grants.from(name + "\0");
        }
        return walked;
    }

    @Test
    void namesThatAreNotAllowedAreSkippedAtOnce() {
        AllowedKeys grants = new AllowedKeys(List.of("b/x", "d/pre*"));

        assertThat(grants.from("")).contains("b/x");
        assertThat(grants.from("b/x")).contains("b/x");
        assertThat(grants.from("b/x\0")).contains("d/pre");
        assertThat(grants.from("d/prefix")).contains("d/prefix");
        assertThat(grants.from("d/prf")).isEmpty();
        assertThat(AllowedKeys.ALL.from("z")).contains("z");
        assertThat(new AllowedKeys(List.of()).from("")).isEmpty();
    }
}
