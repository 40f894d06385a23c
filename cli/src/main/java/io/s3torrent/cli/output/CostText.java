package io.s3torrent.cli.output;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.ledger.PriceProfile;
import io.s3torrent.seeder.ledger.Usage;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Describes reads and their price.
 *
 * @param price empty without {@code --price}
 */
public record CostText(Optional<PriceProfile> price) {
    /** Without prices. */
    static final CostText UNPRICED = new CostText(Optional.empty());

    /** The user is warned before a longer read. */
    private static final long LONG_READ = 10_000_000_000L;

    private static final int MICRODOLLARS = 6;

    /** The warning before a long read; empty for a short one. */
    public Optional<String> warning(Usage reading) {
        return reading.bytesRead() > LONG_READ ? Optional.of("about to read " + foreseen(reading)) : Optional.empty();
    }

    /** {@code 130.0 GB in 15,500 requests, about $11.70 with --price aws-internet}. */
    public String foreseen(Usage usage) {
        return Size.text(usage.bytesRead()) + " in " + requests(usage.requests())
                + price(usage).map(", about "::concat).orElse("");
    }

    /** The same for requests that were made, with the kinds of requests. */
    public String text(LedgerSnapshot counts, long uploadedBytes) {
        return Size.text(counts.bytesRead()) + " in " + requests(counts.requests()) + kinds(counts)
                + price(counts.usage(uploadedBytes)).map(", about "::concat).orElse("");
    }

    private static String requests(long count) {
        return String.format(Locale.ROOT, "%,d request%s", count, count == 1 ? "" : "s");
    }

    private static String kinds(LedgerSnapshot counts) {
        List<String> kinds = new ArrayList<>();
        add(kinds, counts.heads(), "HEAD");
        add(kinds, counts.gets(), "GET");
        add(kinds, counts.lists(), "LIST");
        add(kinds, counts.puts(), "PUT");
        add(kinds, counts.retries(), counts.retries() == 1 ? "retry" : "retries");
        return kinds.isEmpty() ? "" : " (" + String.join(", ", kinds) + ")";
    }

    private static void add(List<String> kinds, long count, String kind) {
        if (count > 0) {
            kinds.add(String.format(Locale.ROOT, "%,d %s", count, kind));
        }
    }

    private Optional<String> price(Usage usage) {
        return price.map(prices -> prices.cost(usage).text() + " with --price " + prices.name());
    }

    /** Adds the requests that were made, and their price. */
    public JsonLine json(JsonLine line, LedgerSnapshot counts, long uploadedBytes) {
        line.put("s3Bytes", counts.bytesRead())
                .put("s3Requests", counts.requests())
                .put("s3Heads", counts.heads())
                .put("s3Gets", counts.gets())
                .put("s3Lists", counts.lists())
                .put("s3Puts", counts.puts())
                .put("s3Retries", counts.retries())
                .putSeconds("s3Wait", counts.waited().toMillis())
                .putSeconds("s3LongestWait", counts.longestWait().toMillis());
        return cost(line, counts.usage(uploadedBytes));
    }

    /** Adds the expected requests, and their price. */
    public JsonLine json(JsonLine line, Usage usage) {
        return cost(line.put("s3Bytes", usage.bytesRead()).put("s3Requests", usage.requests()), usage);
    }

    private JsonLine cost(JsonLine line, Usage usage) {
        price.ifPresent(prices -> line.put(
                        "cost", prices.cost(usage).dollars().setScale(MICRODOLLARS, RoundingMode.HALF_UP))
                .put("price", prices.name()));
        return line;
    }
}
