package io.s3torrent.seeder.prefix;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Selects keys below a prefix by the rules of the AWS CLI. All keys are selected by default, and the last matching pattern decides.
 * Immutable.
 */
public final class KeyFilter {
    /** Selects every key. */
    public static final KeyFilter ALL = new KeyFilter(List.of());

    private final List<Rule> rules;

    private record Rule(boolean include, Glob glob, String pattern) {}

    private KeyFilter(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Adds a rule that selects keys which match {@code pattern}. */
    public KeyFilter include(String pattern) {
        return and(new Rule(true, new Glob(pattern), pattern));
    }

    /** Adds a rule that rejects keys which match {@code pattern}. */
    public KeyFilter exclude(String pattern) {
        return and(new Rule(false, new Glob(pattern), pattern));
    }

    private KeyFilter and(Rule last) {
        List<Rule> all = new ArrayList<>(rules);
        all.add(last);
        return new KeyFilter(all);
    }

    /** True for a selected key; the key is given without the prefix. */
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
     * A pattern of the AWS CLI (Python's fnmatch): {@code *} matches any text including slashes, {@code ?} one character, {@code [a-z]} one
     * of these, {@code [!a-z]} any other. A special character can be escaped only as a class of its own.
     *
     * <p>It does not use regular expressions, so matching takes at most pattern length times text length.
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

        /**
         * The end of the class that opens at {@code open}, or -1 if it is not a class. A closing bracket in the first place is a member of
         * the class.
         */
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

        /** Backtracks only to the last {@code *}, which can match everything that an earlier one could match in addition. */
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
