package io.s3torrent.cli.options;

import io.s3torrent.seeder.prefix.KeyFilter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Selects objects below a prefix, for one torrent or for many. */
public final class PrefixOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--as-one",
            description = "Make one torrent of all objects below the prefix instead of one for each.")
    private boolean asOne;

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Skip matching keys below the prefix, as in the AWS CLI; may be repeated.")
    private List<String> exclude = List.of();

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Do not skip matching keys; the last --exclude or --include that matches decides.")
    private List<String> include = List.of();

    /** True for one torrent of all objects. */
    public boolean isAsOne() {
        return asOne;
    }

    /** The patterns of both options in command-line order; those of variables come first, --exclude before --include. */
    public KeyFilter filter() {
        List<OptionSpec> given =
                new ArrayList<>(command.commandLine().getParseResult().matchedOptions());
        Iterator<String> excludes = exclude.iterator();
        Iterator<String> includes = include.iterator();
        KeyFilter filter = KeyFilter.ALL;
        if (given.stream().noneMatch(option -> is(option, "--exclude"))) {
            filter = all(filter, excludes, false);
        }
        if (given.stream().noneMatch(option -> is(option, "--include"))) {
            filter = all(filter, includes, true);
        }
        for (OptionSpec option : given) {
            if (is(option, "--exclude")) {
                filter = filter.exclude(excludes.next());
            } else if (is(option, "--include")) {
                filter = filter.include(includes.next());
            }
        }
        return filter;
    }

    private static KeyFilter all(KeyFilter filter, Iterator<String> patterns, boolean include) {
        KeyFilter result = filter;
        while (patterns.hasNext()) {
            result = include ? result.include(patterns.next()) : result.exclude(patterns.next());
        }
        return result;
    }

    private static boolean is(OptionSpec option, String name) {
        return option.longestName().equals(name);
    }

    /** Rejects these options when no source is a prefix. */
    public void check(List<SourceRef> sources) {
        boolean anyPrefix = sources.stream().anyMatch(SourceRef.Below.class::isInstance);
        if (!anyPrefix && (asOne || !exclude.isEmpty() || !include.isEmpty())) {
            throw new ParameterException(
                    command.commandLine(),
                    "--as-one, --exclude and --include need a prefix, which ends with a slash: " + sources.get(0)
                            + "/");
        }
    }
}
