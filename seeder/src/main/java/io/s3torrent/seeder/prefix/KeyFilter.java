package io.s3torrent.seeder.prefix;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

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
        boolean included = true;
        for (Rule rule : rules) {
            if (rule.include() != included && rule.glob().matches(relativeKey)) {
                included = rule.include();
            }
        }
        return included;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rules.forEach(rule ->
                text.append(rule.include() ? " --include " : " --exclude ").append(rule.pattern()));
        return text.toString().strip();
    }

    /**
     * A pattern as the AWS CLI takes it (Python's fnmatch): {@code *} is any text, slashes included, {@code ?} one character, {@code
     * [a-z]} one of these, {@code [!a-z]} one other; there is no way to escape but a class of one.
     *
     * <p>Matched without a regular expression: the time is at most pattern times text, whatever both are.
     */
    static final class Glob {
        private final List<Token> tokens = new ArrayList<>();

        /** One character of a kind, or {@code *}. */
        private record Token(boolean isStar, IntPredicate one) {
            boolean takes(int c) {
                return !isStar && one.test(c);
            }
        }

        Glob(String pattern) {
            int[] chars = pattern.codePoints().toArray();
            for (int at = 0; at < chars.length; ) {
                int close = chars[at] == '[' ? closing(chars, at) : -1;
                tokens.add(close > 0 ? oneOf(chars, at + 1, close) : token(chars[at]));
                at = close > 0 ? close + 1 : at + 1;
            }
        }

        private static Token token(int c) {
            return switch (c) {
                case '*' -> new Token(true, any -> true);
                case '?' -> new Token(false, any -> true);
                default -> new Token(false, other -> other == c);
            };
        }

        /** Where the class that opens at {@code open} ends; a bracket in the first place is a member. -1: it is no class. */
        private static int closing(int[] chars, int open) {
            int at = open + 1;
            if (at < chars.length && chars[at] == '!') {
                at++;
            }
            for (at++; at < chars.length; at++) {
                if (chars[at] == ']') {
                    return at;
                }
            }
            return -1;
        }

        private static Token oneOf(int[] chars, int start, int end) {
            boolean negated = chars[start] == '!';
            IntPredicate found = c -> false;
            for (int at = negated ? start + 1 : start; at < end; at++) {
                int first = chars[at];
                boolean isRange = at + 2 < end && chars[at + 1] == '-';
                int last = isRange ? chars[at + 2] : first;
                at += isRange ? 2 : 0;
                found = found.or(c -> first <= c && c <= last);
            }
            return new Token(false, negated ? found.negate() : found);
        }

        /** Goes back to the last {@code *} only: what an earlier one could take more of, the last one can take as well. */
        boolean matches(String text) {
            int[] chars = text.codePoints().toArray();
            int token = 0;
            int star = -1;
            int resume = 0;
            for (int at = 0; at < chars.length; ) {
                if (token < tokens.size() && tokens.get(token).isStar()) {
                    star = token++;
                    resume = at;
                } else if (token < tokens.size() && tokens.get(token).takes(chars[at])) {
                    token++;
                    at++;
                } else if (star >= 0) {
                    token = star + 1;
                    at = ++resume;
                } else {
                    return false;
                }
            }
            return tokens.subList(token, tokens.size()).stream().allMatch(Token::isStar);
        }
    }
}
