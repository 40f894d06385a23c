package io.s3torrent.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Names our option for an option of aria2, the AWS CLI, rclone, mktorrent, transmission-create or curl.
 *
 * <p>Only options that the command at hand does not have are looked up here.
 */
final class ForeignOptions {
    /** Ways to say it here, the best first: an option, or else a sentence. */
    private static final Map<String, List<String>> OURS = Map.ofEntries(
            // aria2
            Map.entry("--dir", List.of("-O")),
            Map.entry("--out", List.of("-O", "-d")),
            Map.entry("--seed-time", List.of("--until-time")),
            Map.entry("--seed-ratio", List.of("--until-copies")),
            Map.entry("--select-file", List.of("--include", "s3torrent download fetches all files of a torrent")),
            Map.entry("--max-overall-upload-limit", List.of("--upload-limit")),
            Map.entry("--max-upload-limit", List.of("--torrent-upload-limit")),
            Map.entry("--max-overall-download-limit", List.of("s3torrent does not limit downloads")),
            Map.entry("--max-download-limit", List.of("s3torrent does not limit downloads")),
            Map.entry("--bt-max-peers", List.of("--max-peers")),
            Map.entry("--bt-tracker", List.of("--announce")),
            Map.entry("--enable-dht", List.of("--dht")),
            Map.entry("--listen-port", List.of("--listen")),
            Map.entry("--check-integrity", List.of("the command for that is s3torrent verify")),
            Map.entry("--allow-overwrite", List.of("--force")),
            // AWS CLI
            Map.entry(
                    "--recursive",
                    List.of(
                            "end a source s3://bucket/prefix/ with a slash for all objects below it; put uploads one file")),
            Map.entry("--dryrun", List.of("--dry-run")),
            Map.entry("--sse-c-key", List.of("--sse-customer-key-file")),
            // rclone
            Map.entry("--bwlimit", List.of("--upload-limit")),
            Map.entry("--checksum", List.of("s3torrent always compares checksums")),
            Map.entry("--filter", List.of("--include")),
            // mktorrent and transmission-create
            Map.entry("-a", List.of("--announce")),
            Map.entry("-c", List.of("--comment")),
            Map.entry("-e", List.of("--exclude")),
            Map.entry("-l", List.of("--piece-length")),
            Map.entry("-n", List.of("--name")),
            Map.entry("-p", List.of("--private")),
            Map.entry("-s", List.of("--source")),
            Map.entry("-t", List.of("--announce")),
            Map.entry("-w", List.of("--web-seed")),
            Map.entry("--tracker", List.of("--announce")),
            Map.entry("--tracker-url", List.of("--announce")),
            Map.entry("--piecesize", List.of("--piece-length")),
            Map.entry("--webseed", List.of("--web-seed")),
            Map.entry("--anonymize", List.of("s3torrent writes no creation date unless --creation-date asks for it")),
            // curl and wget
            Map.entry("--limit-rate", List.of("--upload-limit")),
            Map.entry("--insecure", List.of("--no-verify-ssl")));

    /** Options whose value is written in another way than ours. */
    private static final Map<String, String> VALUES = Map.of(
            "-l", "a size such as 1MiB, not an exponent",
            "--seed-time", "24h or 30m, not a number of minutes",
            "--bwlimit", "a size for one second, such as 10MB",
            "--seed-ratio", "a whole number of copies");

    private ForeignOptions() {}

    /** True for an option of another program. */
    static boolean isKnown(String option) {
        return OURS.containsKey(option);
    }

    /**
     * Says what s3torrent calls an option of another program.
     *
     * @param known the options of the command
     * @param commandsWith the commands that have an option of ours
     * @return empty when there is nothing to say about the option in this command
     */
    static Optional<String> answer(String option, Set<String> known, Function<String, List<String>> commandsWith) {
        List<String> ways = OURS.getOrDefault(option, List.of());
        return ways.stream()
                .filter(ours -> !ours.startsWith("-") || known.contains(ours))
                .findFirst()
                .map(ours -> ours.startsWith("-") ? called(option, ours) : ours)
                .or(() -> ways.stream().findFirst().flatMap(ours -> elsewhere(option, ours, commandsWith.apply(ours))))
                .map(answer -> "unknown option " + option + "; " + answer);
    }

    /** Names the one or two commands that have the option; more would not help the user to find the right one. */
    private static Optional<String> elsewhere(String option, String ours, List<String> commands) {
        return switch (commands.size()) {
            case 1 -> Optional.of("only s3torrent " + commands.get(0) + " has it: " + ours + explained(option));
            case 2 ->
                Optional.of(
                        "only s3torrent " + String.join(" and ", commands) + " have it: " + ours + explained(option));
            default -> Optional.empty();
        };
    }

    private static String called(String option, String ours) {
        return "s3torrent calls it " + ours + explained(option);
    }

    private static String explained(String option) {
        String value = VALUES.get(option);
        return value == null ? "" : " (" + value + ")";
    }
}
