package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A magnet link (BEP 9, 52).
 *
 * @param infoHashV1 {@code xt=urn:btih:}; at least one of the two hashes is present
 * @param infoHashV2 {@code xt=urn:btmh:}
 * @param name suggested name ({@code dn})
 * @param length bytes ({@code xl})
 * @param trackers tracker URLs ({@code tr})
 * @param webSeeds web-seed URLs ({@code ws})
 */
public record Magnet(
        Optional<InfoHash> infoHashV1,
        Optional<InfoHashV2> infoHashV2,
        Optional<String> name,
        Optional<Long> length,
        List<String> trackers,
        List<String> webSeeds) {
    private static final String SCHEME = "magnet:?";
    private static final String BTIH = "urn:btih:";
    /** The prefix of a multihash: 12 is SHA-256, 20 its length. */
    private static final String BTMH = "urn:btmh:1220";

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int MAX_CHARS = 65_536;
    private static final int MAX_URLS = 100;

    /** The separator of parameters; links copied from the source of a web page have the longer one. */
    private static final Pattern SEPARATOR = Pattern.compile("&(amp;)?");

    /** Some programs number repeated parameters: tr.1, tr.2. */
    private static final Pattern NUMBER = Pattern.compile("\\.[0-9]+$");

    public Magnet {
        if (infoHashV1.isEmpty() && infoHashV2.isEmpty()) {
            throw new IllegalArgumentException("magnet: no xt=urn:btih: with 40 hexadecimal or 32 base32 characters,"
                    + " and no xt=urn:btmh:1220 with 64 hexadecimal ones");
        }
        trackers = List.copyOf(trackers);
        webSeeds = List.copyOf(webSeeds);
    }

    /** The info-hash of the swarm: of the v1 swarm, if the link has its hash. */
    public InfoHash infoHash() {
        return infoHashV1.orElseGet(() -> infoHashV2.orElseThrow().truncated());
    }

    /** True when the text begins like a magnet link. */
    public static boolean looksLike(String text) {
        return text.stripLeading().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Parses a magnet link. Unknown and malformed parameters are ignored, as in other clients.
     *
     * @throws IllegalArgumentException when it has no info-hash or is too long; the message is written for the user
     */
    public static Magnet parse(String uri) {
        String link = uri.strip();
        if (!looksLike(link) || link.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "magnet: expected magnet:?xt=urn:btih:… of at most " + MAX_CHARS + " characters");
        }
        Optional<InfoHash> v1 = Optional.empty();
        Optional<InfoHashV2> v2 = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<Long> length = Optional.empty();
        List<String> trackers = new ArrayList<>();
        List<String> webSeeds = new ArrayList<>();
        for (String parameter : SEPARATOR.split(link.substring(SCHEME.length()), -1)) {
            int equals = parameter.indexOf('=');
            String key = parameter.substring(0, Math.max(equals, 0)).toLowerCase(Locale.ROOT);
            String value = decode(parameter.substring(equals + 1)).strip();
            switch (value.isEmpty() ? "" : NUMBER.matcher(key).replaceFirst("")) {
                case "xt" -> {
                    v1 = v1.or(() -> btih(value));
                    v2 = v2.or(() -> btmh(value));
                }
                case "dn" -> name = Optional.of(value);
                case "xl" -> length = digits(value);
                case "tr" -> add(trackers, value);
                case "ws" -> add(webSeeds, value);
                default -> {}
            }
        }
        return new Magnet(v1, v2, name, length, trackers, webSeeds);
    }

    /** The decoded value; empty when it is not URL-encoded correctly. */
    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static void add(List<String> urls, String url) {
        if (urls.size() < MAX_URLS && !urls.contains(url)) {
            urls.add(url);
        }
    }

    private static Optional<InfoHash> btih(String urn) {
        return hash(urn, BTIH, digits -> digits.length() == 32 ? base32(digits) : InfoHash.ofHex(digits));
    }

    /** Parses a v2 hash; multihashes other than SHA-256 are ignored. */
    private static Optional<InfoHashV2> btmh(String urn) {
        return hash(urn, BTMH, InfoHashV2::ofHex);
    }

    private static <T> Optional<T> hash(String urn, String prefix, Function<String, T> parser) {
        if (!urn.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(urn.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> digits(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static InfoHash base32(String digits) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        long bits = 0;
        int count = 0;
        int out = 0;
        for (char c : digits.toUpperCase(Locale.ROOT).toCharArray()) {
            int value = BASE32.indexOf(c);
            if (value < 0) {
                throw new IllegalArgumentException("magnet: '" + c + "' in a base32 info-hash");
            }
            bits = (bits << 5) | value;
            count += 5;
            if (count >= 8) {
                count -= 8;
                bytes[out++] = (byte) (bits >> count);
            }
        }
        return InfoHash.of(bytes);
    }

    /** The link. */
    @Override
    public String toString() {
        StringBuilder uri = new StringBuilder(SCHEME);
        infoHashV1.ifPresent(hash -> uri.append("xt=").append(BTIH).append(hash.hex()));
        infoHashV2.ifPresent(hash ->
                uri.append(infoHashV1.isPresent() ? "&xt=" : "xt=").append(BTMH).append(hash.hex()));
        name.ifPresent(text -> uri.append("&dn=").append(encode(text)));
        length.ifPresent(bytes -> uri.append("&xl=").append(bytes));
        trackers.forEach(url -> uri.append("&tr=").append(encode(url)));
        webSeeds.forEach(url -> uri.append("&ws=").append(encode(url)));
        return uri.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
