package io.s3torrent.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.s3torrent.architecture.ClassCycles.Known;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.S3Torrent;
import io.s3torrent.seeder.SeederConfig;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final int FILES_IN_PACKAGE = 26;

    /** The bt library as a second engine and as the downloader: it becomes smaller as our own code replaces it. */
    private static final Map<String, Integer> LARGER_PACKAGES = Map.of("seeder.bt", 37);

    /** The class cycles that are allowed: pairs only, and at most six. */
    private static final List<Known> KNOWN_CYCLES = List.of();

    private static final Architecture HOUSE =
            new Architecture("io.s3torrent", FILES_IN_PACKAGE, LARGER_PACKAGES, KNOWN_CYCLES);

    /** The main classes of the three modules, from folders or jars of the class path. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrls(Stream.of(InfoHash.class, SeederConfig.class, S3Torrent.class)
                    .map(ArchitectureTest::origin)
                    .toList());

    private static final Architecture CROOKED_HOUSE = new Architecture("crooked", 3, Map.of(), List.of());
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

    /** The library calls agents by method handles. Without access it gives the download up, and says so only in its log. */
    @Test
    void theBtLibraryHasAccessToItsAgents() {
        methods()
                .that()
                .areAnnotatedWith("bt.torrent.annotation.Consumes")
                .or()
                .areAnnotatedWith("bt.torrent.annotation.Produces")
                .should()
                .bePublic()
                .andShould()
                .beDeclaredInClassesThat()
                .arePublic()
                .check(CLASSES);
    }

    @Test
    void onlyPairsMayStayACycleAndEachHasAReason() {
        assertThat(KNOWN_CYCLES).hasSizeLessThanOrEqualTo(6).allSatisfy(cycle -> {
            assertThat(cycle.classes()).hasSize(2);
            assertThat(cycle.reason()).isNotBlank();
        });
    }

    @Test
    void aCycleIsReportedWithAllItsClasses() {
        assertThat(crookedCycles(List.of()))
                .containsExactlyInAnyOrder(
                        "2 classes make a cycle: seeder.Seeder, seeder.s3.Store",
                        "3 classes make a cycle: tangle.First, tangle.Second, tangle.Third");
    }

    @Test
    void aListedCycleMayStayAndOneThatIsGoneMayNotBeListed() {
        List<Known> listed = List.of(
                Known.pair("seeder.Seeder", "seeder.s3.Store", "for this test"),
                new Known("for this test", Set.of("tangle.First", "tangle.Second", "tangle.Third")),
                Known.pair("net.Net", "tracker.Tracker", "it is none"));

        assertThat(crookedCycles(listed)).containsExactly("listed, but no longer a cycle: net.Net, tracker.Tracker");
    }

    private static List<String> crookedCycles(List<Known> listed) {
        return classes()
                .should(new ClassCycles("crooked", listed))
                .evaluate(CROOKED_CLASSES)
                .getFailureReport()
                .getDetails();
    }

    @Test
    void theTestsThemselvesAreNotJudged() {
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    private static URL origin(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
