package io.s3torrent.seeder.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An exact amount of US dollars, at least 0. */
public record Money(BigDecimal dollars) {
    public static final Money ZERO = new Money(BigDecimal.ZERO);

    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final int CENTS = 2;
    private static final int FRACTIONS_OF_CENTS = 4;

    public Money {
        if (dollars.signum() < 0) {
            throw new IllegalArgumentException("dollars: " + dollars.toPlainString() + " (expected: >= 0)");
        }
    }

    /** An amount in dollars, such as {@code "0.09"}. */
    static Money of(String dollars) {
        return new Money(new BigDecimal(dollars));
    }

    Money plus(Money other) {
        return new Money(dollars.add(other.dollars));
    }

    /** The cost of {@code count} items if this is the price of {@code 10^powerOfTen} items. */
    Money times(long count, int powerOfTen) {
        return new Money(dollars.multiply(BigDecimal.valueOf(count)).movePointLeft(powerOfTen));
    }

    /** Rounded for people: {@code $1.23}, and below one cent {@code $0.0004}. */
    public String text() {
        if (dollars.signum() == 0 || dollars.compareTo(CENT) >= 0) {
            return "$" + dollars.setScale(CENTS, RoundingMode.HALF_UP);
        }
        BigDecimal rounded = dollars.setScale(FRACTIONS_OF_CENTS, RoundingMode.HALF_UP);
        return rounded.signum() == 0
                ? "under $0.0001"
                : "$" + rounded.stripTrailingZeros().toPlainString();
    }
}
