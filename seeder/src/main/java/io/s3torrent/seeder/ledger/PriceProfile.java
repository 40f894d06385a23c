package io.s3torrent.seeder.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The prices of a store and of its traffic. A GB is 10^9 bytes.
 *
 * <p>The built-in profiles are list prices in US dollars as published in 2026: without free tiers and discounts, for the first tier and
 * the standard storage class (AWS: us-east-1). They estimate a bill; the actual bill may be lower.
 *
 * @param name as the user gave it
 * @param perGbRead price of a GB that leaves the store
 * @param per1000Gets price of 1000 requests of the cheap class: GET, HEAD
 * @param per1000Puts price of 1000 requests of the expensive class: PUT, LIST
 * @param perGbUploaded price of a GB that this machine sends to peers
 */
public record PriceProfile(String name, Money perGbRead, Money per1000Gets, Money per1000Puts, Money perGbUploaded) {
    private static final List<String> KEYS = List.of("read-gb", "get-1000", "put-1000", "upload-gb");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,12})?");

    private static final Map<String, PriceProfile> BUILT_IN = Map.of(
            // The seeder is outside AWS: S3's egress to the internet. AWS does not bill what the seeder sends to peers.
            "aws-internet", of("aws-internet", "0.09", "0.0004", "0.005", "0"),
            // The seeder is on EC2 in the bucket's region: reading is free, and EC2 bills egress for what peers get.
            "aws-region", of("aws-region", "0", "0.0004", "0.005", "0.09"),
            // Class B and A requests; egress is free.
            "r2", of("r2", "0", "0.00036", "0.0045", "0"),
            // Class B and C requests (lists; uploads are free); egress beyond three times the stored amount.
            "b2", of("b2", "0.01", "0.0004", "0.004", "0"));

    private static PriceProfile of(String name, String read, String gets, String puts, String uploaded) {
        return new PriceProfile(name, Money.of(read), Money.of(gets), Money.of(puts), Money.of(uploaded));
    }

    /** The built-in profile of that name. */
    public static Optional<PriceProfile> builtIn(String name) {
        return Optional.ofNullable(BUILT_IN.get(name));
    }

    /**
     * Reads a user's profile: four lines {@code key = dollars} in any order, empty lines, and comments after {@code #}.
     *
     * @param name of the profile, also used in error messages
     * @throws IllegalArgumentException if a line is invalid; the message names the line
     */
    public static PriceProfile parse(String name, String text) {
        Map<String, Money> amounts = new HashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                parseLine(name + ":" + (i + 1), line, amounts);
            }
        }
        Function<String, Money> amount = key -> Optional.ofNullable(amounts.get(key))
                .orElseThrow(() -> wrong(name, "no " + key, "all of " + String.join(", ", KEYS)));
        return new PriceProfile(
                name,
                amount.apply("read-gb"),
                amount.apply("get-1000"),
                amount.apply("put-1000"),
                amount.apply("upload-gb"));
    }

    private static void parseLine(String where, String line, Map<String, Money> amounts) {
        int sign = line.indexOf('=');
        String key = (sign < 0 ? line : line.substring(0, sign)).strip();
        String amount = sign < 0 ? "" : line.substring(sign + 1).strip();
        if (!KEYS.contains(key)) {
            throw wrong(where, "key \"" + key + "\"", String.join(", ", KEYS));
        }
        if (!AMOUNT.matcher(amount).matches()) {
            throw wrong(where, key + " \"" + amount + "\"", "dollars, as in 0.09");
        }
        if (amounts.put(key, Money.of(amount)) != null) {
            throw wrong(where, key + " again", "once");
        }
    }

    private static IllegalArgumentException wrong(String where, String what, String expected) {
        return new IllegalArgumentException(where + ": " + what + " (expected: " + expected + ")");
    }

    /** The cost of this usage. */
    public Money cost(Usage usage) {
        return perGbRead
                .times(usage.bytesRead(), 9)
                .plus(perGbUploaded.times(usage.bytesUploaded(), 9))
                .plus(per1000Gets.times(usage.gets(), 3))
                .plus(per1000Puts.times(usage.puts(), 3));
    }
}
