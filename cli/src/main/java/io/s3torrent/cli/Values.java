package io.s3torrent.cli;

import io.s3torrent.cli.S3OptionGroup.EndpointUrl;
import io.s3torrent.cli.S3OptionGroup.Payer;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.PriceProfile;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.origin.SidecarMode;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.tracker.transport.Cidr;
import io.s3torrent.tracker.transport.PlainUrl;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Makes the value types known to the parser. Each parses itself and throws a text that names the value and what was expected. */
final class Values {
    private Values() {}

    static void register(CommandLine line) {
        register(line, Size.class, Size::parse);
        register(line, PieceLength.class, PieceLength::parse);
        register(line, WebSeedUrl.class, WebSeedUrl::parse);
        register(line, CreationDate.class, CreationDate::parse);
        register(line, Budget.class, BudgetArgument::parse);
        register(line, PriceProfile.class, PriceArgument::parse);
        register(line, CopyPolicy.class, CopiesArgument::parse);
        register(line, EndTime.class, EndTime::parse);
        register(line, RevalidationConfig.class, RevalidateArgument::parse);
        register(line, HostPort.class, HostPort::parse);
        register(line, TrackerUrl.class, TrackerUrl::parse);
        register(line, EndpointUrl.class, EndpointUrl::parse);
        register(line, OutputFormat.class, OutputFormat::parse);
        register(line, SourceRef.class, SourceRef::parse);
        register(line, TorrentRef.class, TorrentRef::parse);
        register(line, Swarms.class, Swarms::parse);
        register(line, PutTarget.class, PutTarget::parse);
        register(line, Cidr.class, Cidr::parse);
        register(line, InetAddress.class, ProxyOptions::address);
        register(line, Encryption.class, text -> oneOf(Encryption.class, text));
        register(line, TrackerCommand.Access.class, text -> oneOf(TrackerCommand.Access.class, text));
        register(line, GatewayCommand.Auth.class, text -> oneOf(GatewayCommand.Auth.class, text));
        register(line, EngineKind.class, text -> oneOf(EngineKind.class, text));
        register(line, TorrentFormat.class, text -> oneOf(TorrentFormat.class, text));
        register(line, Payer.class, text -> oneOf(Payer.class, text));
        register(line, SidecarMode.class, text -> oneOf(SidecarMode.class, text));
    }

    private static <T> void register(CommandLine line, Class<T> type, Function<String, T> parse) {
        line.registerConverter(type, text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        });
    }

    /**
     * Parses the name of a constant, in any case.
     *
     * @throws IllegalArgumentException for anything else
     */
    static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
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

    /**
     * Parses a URL with one of the schemes and a host.
     *
     * @throws IllegalArgumentException for anything else
     */
    static URI uri(String text, String expected, String... schemes) {
        try {
            URI uri = PlainUrl.parse(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (PlainUrl.authority(uri).isPresent() && Arrays.asList(schemes).contains(scheme)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, with what was expected.
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }
}
