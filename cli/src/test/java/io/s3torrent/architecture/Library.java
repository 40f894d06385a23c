package io.s3torrent.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * A library, and the only packages that may use it.
 *
 * @param packages the packages of the library, as ArchUnit patterns
 * @param rooms our packages that may use it, below {@code io.s3torrent}
 */
record Library(String name, List<String> packages, List<String> rooms) {
    private static final List<String> SOCKETS =
            List.of("net..", "tracker.http", "tracker.udp", "tracker.client", "seeder.wire..");

    /** All libraries with restricted use. */
    static List<Library> table() {
        return List.of(
                new Library("AWS SDK", List.of("software.amazon.awssdk.."), List.of("seeder.s3", "seeder.s3.client")),
                new Library("bt", List.of("bt.."), List.of("seeder.bt")),
                new Library("mldht", List.of("lbms..", "the8472.."), List.of("seeder.bt")),
                new Library("Guice", List.of("com.google.."), List.of("seeder.bt")),
                new Library("SnakeYAML", List.of("org.yaml.."), List.of("seeder.gateway", "cli.config")),
                new Library("Jackson", List.of("tools.jackson.."), List.of("json")),
                new Library("Prometheus", List.of("io.prometheus.."), List.of("status")),
                new Library("picocli", List.of("picocli.."), List.of("cli..")),
                new Library("Lettuce", List.of("io.lettuce..", "reactor.."), List.of("tracker.cluster")),
                new Library("logback", List.of("ch.qos.logback.."), List.of("cli..")),
                new Library(
                        "Netty's sockets",
                        List.of("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.."),
                        SOCKETS),
                new Library(
                        "Netty's buffers",
                        List.of("io.netty.buffer..", "io.netty.util.."),
                        Stream.concat(
                                        SOCKETS.stream(),
                                        Stream.of("seeder.s3..", "seeder.piece..", "seeder.bt", "seeder.webseed"))
                                .toList()));
    }

    /** The rule that only the listed packages use the library. */
    ArchRule rule() {
        String[] allowed = Stream.concat(
                        rooms.stream().map(room -> "io.s3torrent." + room), Stream.of(Architecture.EXCEPTION))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new));
    }

    /** The same library without allowed packages, to check that the rule detects violations. */
    Library withoutRooms() {
        return new Library(name, packages, List.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
