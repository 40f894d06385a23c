package io.s3torrent.seeder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceProfileTest {
    private static final String OWN =
            "# ours\nread-gb = 0.02\n\nget-1000=0.001 # each\nput-1000 = 0.01\nupload-gb = 0\n";

    @ParameterizedTest
    @CsvSource({
        // 1 TB read in 119,210 GETs, 10 lists, 3 TB sent to peers
        "aws-internet, 90.047734",
        "aws-region, 270.047734",
        "r2, 0.0429606",
        "b2, 10.047724",
    })
    void aTerabyteCostsWhatTheListsSay(String name, String dollars) {
        Usage usage = new Usage(119_210, 10, 1_000_000_000_000L, 3_000_000_000_000L);

        assertThat(PriceProfile.builtIn(name).orElseThrow().cost(usage).dollars())
                .isEqualByComparingTo(dollars);
    }

    @Test
    void unknownNamesAreNotBuiltIn() {
        assertThat(PriceProfile.builtIn("AWS-internet")).isEmpty();
    }

    @Test
    void onesOwnIsReadFromLines() {
        Money cost = PriceProfile.parse("ours", OWN).cost(new Usage(2000, 1000, 3_000_000_000L, 5));

        assertThat(cost.text()).isEqualTo("$0.07");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read-gb = 1; reed-gb = 2 | prices:2: key \"reed-gb\" (expected: read-gb, get-1000, put-1000, upload-gb)",
                "read-gb = 0.1; ; read-gb = 0.2 | prices:3: read-gb again (expected: once)",
                "read-gb 1 | prices:1: key \"read-gb 1\" (expected: read-gb, get-1000, put-1000, upload-gb)",
                "read-gb = $1 | prices:1: read-gb \"$1\" (expected: dollars, as in 0.09)",
                "read-gb = -1 | prices:1: read-gb \"-1\" (expected: dollars, as in 0.09)",
                "read-gb = 1e9 | prices:1: read-gb \"1e9\" (expected: dollars, as in 0.09)",
                "read-gb = | prices:1: read-gb \"\" (expected: dollars, as in 0.09)",
                "read-gb = 1; get-1000 = 1 | prices: no put-1000 (expected: all of read-gb, get-1000, put-1000, upload-gb)",
            })
    void mistakesAreNamedWithTheirLine(String lines, String message) {
        assertThatThrownBy(() -> PriceProfile.parse("prices", lines.replace("; ", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
