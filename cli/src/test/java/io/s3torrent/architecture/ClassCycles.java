package io.s3torrent.architecture;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rule that top-level classes form no cycles, except for listed ones. A nested class counts as its top-level class.
 * Uses of constants are invisible, because the compiler copies their values.
 *
 * <p>A cycle is a strongly connected set of classes, found with Tarjan's algorithm (SIAM J. Comput. 1, 1972). A listed cycle that no longer
 * exists is a violation, so that the list stays short.
 */
final class ClassCycles extends ArchCondition<JavaClass> {
    private final String root;
    private final Map<Set<String>, String> known = new HashMap<>();
    private final Map<String, Set<String>> graph = new TreeMap<>();

    /**
     * An allowed cycle.
     *
     * @param reason why
     * @param classes their names below the root package
     */
    record Known(String reason, Set<String> classes) {
        static Known pair(String one, String other, String reason) {
            return new Known(reason, Set.of(one, other));
        }
    }

    ClassCycles(String root, List<Known> known) {
        super("make no cycles of top-level classes except for the %d that are listed", known.size());
        this.root = root;
        known.forEach(cycle -> this.known.put(cycle.classes(), cycle.reason()));
    }

    @Override
    public void init(Collection<JavaClass> classes) {
        graph.clear();
        classes.forEach(type -> graph.computeIfAbsent(name(type), name -> new TreeSet<>()));
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = name(dependency.getTargetClass());
                if (graph.containsKey(target)) {
                    graph.computeIfAbsent(name(type), name -> new TreeSet<>()).add(target);
                }
            }
        }
    }

    private String name(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        String top = nested < 0 ? name : name.substring(0, nested);
        return top.startsWith(root + ".") ? top.substring(root.length() + 1) : top;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        // a cycle is a property of all classes together: see finish
    }

    @Override
    public void finish(ConditionEvents events) {
        List<Set<String>> found = new Search().cycles();
        found.stream()
                .filter(cycle -> !known.containsKey(cycle))
                .forEach(cycle -> violated(cycle, cycle.size() + " classes make a cycle: " + text(cycle), events));
        known.keySet().stream()
                .filter(cycle -> !found.contains(cycle))
                .forEach(cycle -> violated(cycle, "listed, but no longer a cycle: " + text(cycle), events));
    }

    private static void violated(Set<String> cycle, String message, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(cycle, message));
    }

    private static String text(Set<String> cycle) {
        return cycle.stream().sorted().collect(joining(", "));
    }

    /** One run of the algorithm over the graph. */
    private final class Search {
        private final Map<String, Integer> order = new HashMap<>();
        private final Map<String, Integer> lowest = new HashMap<>();
        private final Deque<String> open = new ArrayDeque<>();
        private final List<Set<String>> cycles = new ArrayList<>();

        List<Set<String>> cycles() {
            graph.keySet().stream().filter(name -> !order.containsKey(name)).forEach(this::visit);
            return cycles;
        }

        private void visit(String name) {
            order.put(name, order.size());
            lowest.put(name, order.get(name));
            open.push(name);
            for (String next : graph.getOrDefault(name, Set.of())) {
                if (!order.containsKey(next)) {
                    visit(next);
                    lowest.merge(name, lowest.get(next), Math::min);
                } else if (open.contains(next)) {
                    lowest.merge(name, order.get(next), Math::min);
                }
            }
            if (lowest.get(name).equals(order.get(name))) {
                close(name);
            }
        }

        private void close(String first) {
            Set<String> connected = new TreeSet<>();
            String last;
            do {
                last = open.pop();
                connected.add(last);
            } while (!last.equals(first));
            if (connected.size() > 1) {
                cycles.add(connected);
            }
        }
    }
}
