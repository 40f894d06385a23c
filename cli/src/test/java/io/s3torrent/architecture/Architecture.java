package io.s3torrent.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The dependency rules for the packages below one root. {@link Library} has the rules for libraries.
 *
 * @param filesInPackage the most files of a package
 * @param largerPackages packages that may have more files, with their limits
 * @param knownCycles the class cycles that are allowed
 */
record Architecture(
        String root, int filesInPackage, Map<String, Integer> largerPackages, List<ClassCycles.Known> knownCycles) {
    /** Our classes that need a package-private part of the bt library are in this package. */
    static final String EXCEPTION = "bt.torrent.data";

    List<ArchRule> rules() {
        return List.of(
                seesOnlyJava("bittorrent..").as("the vocabulary sees only java"),
                seesOnlyJava("seeder.dispatch..").as("the dispatch policy sees only java"),
                never("tracker..", "seeder..", "cli..").as("the tracker knows neither seeder nor command line"),
                never("seeder..", "cli..").as("the seeder knows no command line"),
                packagesMakeNoCycles().as("packages make no cycles"),
                never("net..", "status..", "tracker..", "seeder..", "cli..").as("networking knows no product"),
                never("lifecycle..", "net..", "status..", "tracker..", "seeder..", "cli..")
                        .as("lifecycle knows nothing else"),
                noClassLivesElsewhere().as("no class lives elsewhere"),
                classes().should(new ClassCycles(root, knownCycles)).as("classes make no cycles"),
                classes()
                        .should(new PackageSizes(root, filesInPackage, largerPackages))
                        .as("packages are small"),
                classes().should(new UniqueNames()).as("no simple name is there twice"));
    }

    private ArchRule seesOnlyJava(String room) {
        return classes()
                .that()
                .resideInAPackage(in(room))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in(room), "java..", "org.jspecify.annotations");
    }

    private ArchRule never(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(in(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(to).map(this::in).toArray(String[]::new));
    }

    private ArchRule packagesMakeNoCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private ArchRule noClassLivesElsewhere() {
        return classes().should().resideInAnyPackage(root + "..", EXCEPTION);
    }

    private String in(String part) {
        return root + "." + part;
    }
}
