package io.s3torrent.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.TreeMap;

/** The rule that a package has few files. It counts files with a top-level class, without package-info. */
final class PackageSizes extends ArchCondition<JavaClass> {
    private final String root;
    private final int limit;
    private final Map<String, Integer> larger;
    private final Map<String, Integer> files = new TreeMap<>();

    /**
     * The rule for the packages below a root.
     *
     * @param limit the most files of a package
     * @param larger packages that may have more files, with their limits
     */
    PackageSizes(String root, int limit, Map<String, Integer> larger) {
        super("have at most %d files in a package", limit);
        this.root = root;
        this.limit = limit;
        this.larger = larger;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
            files.merge(type.getPackageName(), 1, Integer::sum);
        }
    }

    @Override
    public void finish(ConditionEvents events) {
        files.forEach((name, count) -> {
            int most = larger.getOrDefault(name.substring(Math.min(name.length(), root.length() + 1)), limit);
            if (count > most) {
                events.add(SimpleConditionEvent.violated(
                        name, name + " has " + count + " files (expected: at most " + most + ")"));
            }
        });
        files.clear();
    }
}
