package io.s3torrent.seeder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "0, $0.00",
        "1.234, $1.23",
        "1.235, $1.24",
        "11.7, $11.70",
        "1234567.891, $1234567.89",
        "0.01, $0.01",
        "0.0099999, $0.01",
        "0.0004, $0.0004",
        "0.00123, $0.0012",
        "0.00004, under $0.0001",
    })
    void isShownToTheCentAndBelowThatToAHundredthOfOne(String dollars, String text) {
        assertThat(Money.of(dollars).text()).isEqualTo(text);
    }
}
