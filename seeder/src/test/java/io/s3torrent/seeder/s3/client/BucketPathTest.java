package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketPathTest {
    private static final String ARN = "arn:aws:s3:us-east-1:123456789012:accesspoint";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3:us-east-1:123456789012:accesspoint/my-ap",
                "arn:aws:s3:us-east-1:123456789012:accesspoint:my-ap",
                "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/my-ap",
                "bucket"
            })
    void theNameOfTheBucketEndsAtTheNextSlash(String bucket) {
        S3Location location = S3Location.parse("s3://" + bucket + "/data/k");

        assertThat(location).isEqualTo(new S3Location(bucket, "data/k"));
        assertThat(location).hasToString("s3://" + bucket + "/data/k");
        assertThat(S3Location.parse("s3://" + bucket + "//k").key()).isEqualTo("/k");
        assertThat(S3Prefix.parse("s3://" + bucket)).isEqualTo(new S3Prefix(bucket, ""));
        assertThat(S3Prefix.parse("s3://" + bucket + "/")).isEqualTo(new S3Prefix(bucket, ""));
        assertThat(S3Prefix.parse("s3://" + bucket + "/data/")).isEqualTo(new S3Prefix(bucket, "data/"));
        assertThat(S3Prefix.looksLike("s3://" + bucket)).isTrue();
        assertThat(S3Prefix.looksLike("s3://" + bucket + "/k")).isFalse();
    }

    @Test
    void whatHasTheNameOfAnAccessPointHasNotThatOfItsArn() {
        assertThat(new S3Prefix(ARN + "/my-ap", "").name()).isEqualTo("my-ap");
        assertThat(new S3Prefix(ARN + ":my-ap", "../").name()).isEqualTo("my-ap");
    }

    @ParameterizedTest
    @ValueSource(strings = {ARN + "/my-ap", ARN + ":my-ap"})
    void anAccessPointIsAskedWhereItsArnSays(String bucket) throws ObjectException {
        S3Options elsewhere =
                S3Options.builder().region("eu-west-1").signRequest(false).build();
        try (AwsObjectStore store = AwsObjectStore.open(elsewhere, new Ledger())) {
            assertThat(store.calls
                            .client()
                            .s3()
                            .utilities()
                            .getUrl(get -> get.bucket(bucket).key("data/k")))
                    .hasToString("https://my-ap-123456789012.s3-accesspoint.us-east-1.amazonaws.com/data/k");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap              | Signature Version 4A
            arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/a | Outposts
            arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/a         | change the bytes
            arn:aws:s3:::bucket                                                   | s3://BUCKET/KEY
            arn:aws:iam::123456789012:role/r                                      | service "iam"
            arn:aws:s3:us-east-1:123456789012:accesspoint/                        | names no bucket
            arn:aws                                                               | not the ARN of an access point
            """)
    void whatCannotBeReadIsRefusedWithTheReason(String bucket, String why) {
        assertThatThrownBy(() -> S3Location.parse("s3://" + bucket + "/k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> S3Prefix.parse("s3://" + bucket + "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> new S3Location(bucket, "k")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBucketHasNoKeyInItsName() {
        assertThatThrownBy(() -> new S3Location(ARN + "/my-ap/data", "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S3Location("a/b", "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S3Prefix("", "k")).isInstanceOf(IllegalArgumentException.class);
    }
}
