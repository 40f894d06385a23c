package io.s3torrent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.S3Torrent;
import io.s3torrent.seeder.SeederConfig;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final Architecture HOUSE = new Architecture("io.s3torrent");

    /** What the three modules ship, wherever in the class path it lies. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrls(Stream.of(InfoHash.class, SeederConfig.class, S3Torrent.class)
                    .map(ArchitectureTest::origin)
                    .toList());

    private static final Architecture CROOKED_HOUSE = new Architecture("crooked");
    private static final JavaClasses CROOKED_CLASSES = new ClassFileImporter().importPackages("crooked", "astray");

    static List<ArchRule> rules() {
        return HOUSE.rules();
    }

    static List<ArchRule> rulesOfTheCrookedHouse() {
        return CROOKED_HOUSE.rules();
    }

    static List<Library> libraries() {
        return Library.table();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theHouseKeeps(ArchRule rule) {
        rule.check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rulesOfTheCrookedHouse")
    void theCrookedHouseBreaks(ArchRule rule) {
        assertThat(rule.evaluate(CROOKED_CLASSES).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryStaysInItsRooms(Library library) {
        library.rule().check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryWithoutRoomsWouldBeSeen(Library library) {
        assertThat(library.withoutRooms().rule().evaluate(CLASSES).hasViolation())
                .isTrue();
    }

    @Test
    void theTestsThemselvesAreNotJudged() {
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    private static URL origin(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
