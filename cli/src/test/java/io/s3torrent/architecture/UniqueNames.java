package io.s3torrent.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rule that no two top-level classes have the same simple name. */
final class UniqueNames extends ArchCondition<JavaClass> {
    private final Map<String, List<String>> packages = new TreeMap<>();

    UniqueNames() {
        super("have a simple name of their own");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
            packages.merge(
                    type.getSimpleName(),
                    List.of(type.getPackageName()),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        }
    }

    @Override
    public void finish(ConditionEvents events) {
        packages.forEach((name, where) -> {
            if (where.size() > 1) {
                events.add(SimpleConditionEvent.violated(name, name + " is in " + String.join(" and in ", where)));
            }
        });
        packages.clear();
    }
}
