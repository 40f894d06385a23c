package io.s3torrent.cli.options;

import io.s3torrent.cli.output.CostText;
import io.s3torrent.seeder.ledger.PriceProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The prices of bytes and requests. */
public final class PriceOption {
    @Option(
            names = "--price",
            paramLabel = "NAME|FILE",
            order = 51,
            description = "Print costs with these prices: aws-internet, aws-region, r2, b2, or a file.")
    private @Nullable PriceProfile price;

    /** Describes costs. */
    public CostText costText() {
        return new CostText(Optional.ofNullable(price));
    }
}
