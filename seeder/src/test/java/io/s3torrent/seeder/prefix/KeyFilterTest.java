package io.s3torrent.seeder.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFilterTest {

    /** The expected values are those of Python's fnmatch, which the AWS CLI uses. */
    @ParameterizedTest
    @CsvSource({
        "*, a/b/c, true",
        "*, '', true",
        "?*, '', false",
        "*.txt, a/b.txt, true",
        "a/*, a/b/c, true",
        "a/*, b/a/c, false",
        "a?c, a/c, true",
        "a?c, ac, false",
        "[ab]x, bx, true",
        "[!ab]x, bx, false",
        "[!ab]x, cx, true",
        "[a-c]x, bx, true",
        "[a-c]x, -x, false",
        "[]]x, ]x, true",
        "[!]]x, ]x, false",
        "[-a]x, -x, true",
        "[a-]x, -x, true",
        "[ab, [ab, true",
        "[!], [!], true",
        "[*]x, *x, true",
        "[*]x, yx, false",
        "a**b, ab, true",
        "*a*b*c*, xaxxbxxcx, true",
        "*a*b*c*, xaxxcxxbx, false",
        "日?, 日本, true",
        "?, \uD83D\uDE00, true",
        "A, a, false",
        "a\\*, a\\b, true"
    })
    void aPatternMatchesAsInTheAwsCli(String pattern, String key, boolean matches) {
        assertThat(new KeyFilter.Glob(pattern).matches(key)).isEqualTo(matches);
    }

    @Test
    void allAreWantedUntilAPatternSaysOtherwise() {
        assertThat(KeyFilter.ALL.wants("a")).isTrue();
        assertThat(KeyFilter.ALL.include("*.txt").wants("a.bin")).isTrue();
        assertThat(KeyFilter.ALL.exclude("*.txt").wants("a.txt")).isFalse();
        assertThat(KeyFilter.ALL.exclude("*.txt").wants("a.bin")).isTrue();
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        KeyFilter onlyText = KeyFilter.ALL.exclude("*").include("*.txt");
        assertThat(onlyText.wants("a.txt")).isTrue();
        assertThat(onlyText.wants("a.bin")).isFalse();
        KeyFilter nothing = KeyFilter.ALL.include("*.txt").exclude("*");
        assertThat(nothing.wants("a.txt")).isFalse();
        KeyFilter three = onlyText.exclude("secret/*");
        assertThat(three.wants("secret/a.txt")).isFalse();
        assertThat(three.wants("a.txt")).isTrue();
    }

    @Test
    void noPatternTakesLong() {
        KeyFilter.Glob glob = new KeyFilter.Glob("*a".repeat(500) + "b");
        Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> assertThat(glob.matches("a".repeat(1024))).isFalse());
    }
}
