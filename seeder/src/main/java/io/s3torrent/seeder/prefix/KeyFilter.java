package io.s3torrent.seeder.prefix;

import java.util.ArrayList;
import java.util.List;

/**
 * Which keys below a prefix are wanted, by the rules of the AWS CLI: all are, until a pattern says otherwise, and of the patterns
 * that match the last one decides. Immutable.
 */
public final class KeyFilter {
    /** Wants every key. */
    public static final KeyFilter ALL = new KeyFilter(List.of());

    private final List<Rule> rules;

    private record Rule(boolean include, Glob glob, String pattern) {}

    private KeyFilter(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** These rules, and behind them one that wants what {@code pattern} matches. */
    public KeyFilter include(String pattern) {
        return and(new Rule(true, new Glob(pattern), pattern));
    }

    /** These rules, and behind them one that does not want what {@code pattern} matches. */
    public KeyFilter exclude(String pattern) {
        return and(new Rule(false, new Glob(pattern), pattern));
    }

    private KeyFilter and(Rule last) {
        List<Rule> all = new ArrayList<>(rules);
        all.add(last);
        return new KeyFilter(all);
    }

    /** True for a key that is wanted, given without the prefix. */
    public boolean wants(String relativeKey) {
        boolean wanted = true;
        for (Rule rule : rules) {
            if (rule.include() != wanted && rule.glob().matches(relativeKey)) {
                wanted = rule.include();
            }
        }
        return wanted;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rules.forEach(rule ->
                text.append(rule.include() ? " --include " : " --exclude ").append(rule.pattern()));
        return text.toString().strip();
    }
}
