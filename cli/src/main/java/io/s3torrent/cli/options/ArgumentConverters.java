package io.s3torrent.cli.options;

import static java.util.Map.entry;

import io.s3torrent.cli.options.S3OptionGroup.Payer;
import io.s3torrent.cli.options.TimeArguments.CreationDate;
import io.s3torrent.cli.options.TimeArguments.EndTime;
import io.s3torrent.cli.options.TimeArguments.PollInterval;
import io.s3torrent.cli.options.TimeArguments.RevalidateArgument;
import io.s3torrent.cli.options.TorrentFormatOptions.PieceLength;
import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.options.UrlArguments.EndpointUrl;
import io.s3torrent.cli.options.UrlArguments.WebSeedUrl;
import io.s3torrent.cli.output.OutputFormat;
import io.s3torrent.cli.output.Size;
import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.PriceProfile;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Registers the value types with the parser. Each type parses itself; its exception names the value and what was expected. */
public final class ArgumentConverters {
    /** The parser of each type. Its exception names the value and what was expected. */
    private static final Map<Class<?>, Function<String, ?>> PARSERS = Map.ofEntries(
            entry(Size.class, Size::parse),
            entry(PieceLength.class, PieceLength::parse),
            entry(WebSeedUrl.class, WebSeedUrl::parse),
            entry(CreationDate.class, CreationDate::parse),
            entry(Budget.class, BudgetArgument::parse),
            entry(PriceProfile.class, PriceArgument::parse),
            entry(CopyPolicy.class, CopiesArgument::parse),
            entry(EndTime.class, EndTime::parse),
            entry(RevalidationConfig.class, RevalidateArgument::parse),
            entry(HostPort.class, HostPort::parse),
            entry(AnnounceUrl.class, AnnounceUrl::parse),
            entry(EndpointUrl.class, EndpointUrl::parse),
            entry(OutputFormat.class, ArgumentConverters::outputFormat),
            entry(SaveTarget.class, SaveTarget::parse),
            entry(SourceRef.class, SourceRef::parse),
            entry(TorrentRef.class, TorrentRef::parse),
            entry(Cidr.class, Cidr::parse),
            entry(InetAddress.class, ProxyOptions::address),
            entry(PollInterval.class, PollInterval::parse),
            entry(Encryption.class, text -> oneOf(Encryption.class, text)),
            entry(EngineKind.class, text -> oneOf(EngineKind.class, text)),
            entry(TorrentFormat.class, text -> oneOf(TorrentFormat.class, text)),
            entry(Payer.class, text -> oneOf(Payer.class, text)),
            entry(SidecarMode.class, text -> oneOf(SidecarMode.class, text)));

    private ArgumentConverters() {}

    public static void register(CommandLine line) {
        PARSERS.forEach((type, parse) -> register(line, type, parse));
    }

    /**
     * Returns the parser of a type.
     *
     * @throws IllegalArgumentException if the type has no parser
     */
    public static Function<String, ?> parser(Class<?> type) {
        Function<String, ?> parser = PARSERS.get(type);
        if (parser == null) {
            throw new IllegalArgumentException(type + " has no parser");
        }
        return parser;
    }

    /** Registers an enum with the parser; case does not matter. */
    public static <E extends Enum<E>> void registerEnum(CommandLine line, Class<E> type) {
        register(line, type, text -> oneOf(type, text));
    }

    /** Parses the value of {@code -o}. When the value looks like a file name, the message suggests {@code -O}. */
    public static OutputFormat outputFormat(String text) {
        try {
            return oneOf(OutputFormat.class, text);
        } catch (IllegalArgumentException e) {
            boolean isPath = text.indexOf('.') >= 0 || text.indexOf('/') >= 0;
            throw isPath ? new IllegalArgumentException(e.getMessage() + "; did you mean -O " + text + "?", e) : e;
        }
    }

    /** Registers a type with the parser. The exception of {@code parse} names the value and what was expected. */
    public static <T> void register(CommandLine line, Class<T> type, Function<String, ?> parse) {
        line.registerConverter(type, text -> {
            try {
                return type.cast(parse.apply(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        });
    }

    /**
     * Parses the name of a constant; case does not matter.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        List<E> constants = List.of(type.getEnumConstants());
        return constants.stream()
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" (expected: "
                        + constants.stream()
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))
                        + ")"));
    }

    /** Parses budgets: {@code 100GB/month}, {@code 5GiB/day}, {@code 500MB/hour}, or {@code 100GB} without a period. */
    public static final class BudgetArgument {
        private static final String EXPECTED = "(expected: SIZE, SIZE/hour, SIZE/day or SIZE/month, as in 100GB/month)";

        private BudgetArgument() {}

        /**
         * Parses a budget.
         *
         * @throws IllegalArgumentException for anything else
         */
        public static Budget parse(String text) {
            int slash = text.indexOf('/');
            Period period = slash < 0 ? Period.TOTAL : period(text, text.substring(slash + 1));
            long bytes = Size.parse(slash < 0 ? text : text.substring(0, slash)).bytes();
            if (bytes == 0) {
                throw wrong(text);
            }
            return new Budget(bytes, period);
        }

        private static Period period(String text, String word) {
            for (Period period : Period.values()) {
                if (period != Period.TOTAL && period.word().equals(word)) {
                    return period;
                }
            }
            throw wrong(text);
        }

        private static IllegalArgumentException wrong(String text) {
            return new IllegalArgumentException("\"" + text + "\" " + EXPECTED);
        }
    }

    /** Parses {@code auto}, {@code unlimited} and whole numbers of copies. */
    static final class CopiesArgument {
        private static final int MOST = 1000;

        private CopiesArgument() {}

        /**
         * Parses a policy.
         *
         * @throws IllegalArgumentException for anything else
         */
        static CopyPolicy parse(String text) {
            return switch (text) {
                case "auto" -> CopyPolicy.AUTO;
                case "unlimited" -> CopyPolicy.UNLIMITED;
                default -> new CopyPolicy(number(text));
            };
        }

        private static int number(String text) {
            if (text.matches("[0-9]{1,4}")) {
                int copies = Integer.parseInt(text);
                if (copies >= 1 && copies <= MOST) {
                    return copies;
                }
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a whole number from 1 to " + MOST + ", auto or unlimited)");
        }
    }

    /** Parses prices: the name of a built-in profile, or a file. */
    public static final class PriceArgument {
        private static final int MAX_FILE_BYTES = 64 << 10;

        private PriceArgument() {}

        /**
         * Finds or reads a profile.
         *
         * @throws IllegalArgumentException when the profile does not exist or is malformed
         */
        public static PriceProfile parse(String text) {
            return PriceProfile.builtIn(text).orElseGet(() -> PriceProfile.parse(text, content(text)));
        }

        private static String content(String text) {
            try {
                Path file = Path.of(text);
                if (Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES) {
                    return Files.readString(file);
                }
            } catch (IOException | InvalidPathException e) {
                // Reported below, with what was expected.
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: aws-internet, aws-region, r2, b2, or a file of prices)");
        }
    }
}
