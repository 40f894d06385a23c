package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.InfoHash;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A magnet link (BEP 9).
 *
 * @param name suggested name ({@code dn})
 * @param length bytes ({@code xl})
 * @param trackers tracker URLs ({@code tr})
 * @param webSeeds web-seed URLs ({@code ws})
 */
public record Magnet(
        InfoHash infoHash, Optional<String> name, Optional<Long> length, List<String> trackers, List<String> webSeeds) {
    private static final String SCHEME = "magnet:?";
    private static final String BTIH = "urn:btih:";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int MAX_CHARS = 16_384;

    public Magnet {
        trackers = List.copyOf(trackers);
        webSeeds = List.copyOf(webSeeds);
    }

    /** True when the text claims to be a magnet link. */
    public static boolean looksLike(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Parses a magnet link; unknown parameters are ignored, as other clients do.
     *
     * @throws IllegalArgumentException when it has no v1 info-hash, or is malformed, with a text for the user
     */
    public static Magnet parse(String uri) {
        if (!looksLike(uri) || uri.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "magnet: expected magnet:?xt=urn:btih:… of at most " + MAX_CHARS + " characters");
        }
        Optional<InfoHash> hash = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<Long> length = Optional.empty();
        List<String> trackers = new ArrayList<>();
        List<String> webSeeds = new ArrayList<>();
        for (String parameter : uri.substring(SCHEME.length()).split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
            // Some programs number repeated parameters: tr.1, tr.2.
            switch (key.toLowerCase(Locale.ROOT).replaceFirst("\\.[0-9]+$", "")) {
                case "xt" -> hash = hash.or(() -> btih(value));
                case "dn" -> name = Optional.of(value);
                case "xl" -> length = digits(value);
                case "tr" -> trackers.add(value);
                case "ws" -> webSeeds.add(value);
                default -> {}
            }
        }
        InfoHash found = hash.orElseThrow(() ->
                new IllegalArgumentException("magnet: no xt=urn:btih: with 40 hexadecimal or 32 base32 characters"));
        return new Magnet(found, name, length, trackers, webSeeds);
    }

    private static Optional<InfoHash> btih(String urn) {
        if (!urn.regionMatches(true, 0, BTIH, 0, BTIH.length())) {
            return Optional.empty();
        }
        String digits = urn.substring(BTIH.length());
        return Optional.of(digits.length() == 32 ? base32(digits) : InfoHash.ofHex(digits));
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
        StringBuilder uri = new StringBuilder(SCHEME).append("xt=").append(BTIH).append(infoHash.hex());
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
