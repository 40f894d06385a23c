package io.s3torrent.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.Passkeys.Problem;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasskeysTest {
    private static final InfoHash ONE = Peers.swarm("one");
    private static final InfoHash TWO = Peers.swarm("two");
    private static final InfoHash THREE = Peers.swarm("three");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    @TempDir
    private Path folder;

    private Path file;
    private Passkeys passkeys;

    @BeforeEach
    void makeASecret() throws IOException {
        file = folder.resolve("secret");
        PasskeySecret.create(file);
        passkeys = at(NOW);
    }

    private Passkeys at(Instant now) throws IOException {
        return new Passkeys(PasskeySecret.read(file), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static byte[] bytes(String passkey) {
        return passkey.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable Problem fault(Passkeys passkeys, String passkey, InfoHash torrent) {
        return passkeys.fault(bytes(passkey), torrent);
    }

    @Test
    void isForAllTorrentsOrForOneUnderItsOneOrTwoNames() {
        String all = passkeys.make("ann", List.of(), LATER);
        assertThat(List.of(ONE, TWO)).allMatch(torrent -> fault(passkeys, all, torrent) == null);
        String one = passkeys.make("ann", List.of(ONE), LATER);
        assertThat(fault(passkeys, one, ONE)).isNull();
        assertThat(fault(passkeys, one, TWO)).isEqualTo(Problem.OTHER_TORRENT);
        String hybrid = passkeys.make("ann", List.of(ONE, TWO), LATER);
        assertThat(List.of(ONE, TWO)).allMatch(torrent -> fault(passkeys, hybrid, torrent) == null);
        assertThat(fault(passkeys, hybrid, THREE)).isEqualTo(Problem.OTHER_TORRENT);
    }

    @Test
    void endsWithItsTime() throws IOException {
        String passkey = passkeys.make("ann", List.of(), LATER);
        assertThat(fault(at(LATER.minusMillis(1)), passkey, ONE)).isNull();
        assertThat(fault(at(LATER), passkey, ONE)).isEqualTo(Problem.EXPIRED);
        String last = passkeys.make("ann", List.of(), Instant.ofEpochSecond(0xffff_ffffL));
        assertThat(fault(passkeys, last, ONE)).isNull();
    }

    @Test
    void anotherMachineWithTheSecretKnowsItAndOneWithAnotherDoesNot() throws IOException {
        String passkey = passkeys.make("ann", List.of(ONE), LATER);
        Path copy = Files.copy(file, folder.resolve("copy"));
        assertThat(fault(new Passkeys(PasskeySecret.read(copy), Clock.fixed(NOW, ZoneOffset.UTC)), passkey, ONE))
                .isNull();
        Files.delete(file);
        PasskeySecret.create(file);
        assertThat(fault(at(NOW), passkey, ONE)).isEqualTo(Problem.OTHER_TORRENT);
        assertThat(fault(at(NOW), passkeys.make("ann", List.of(), LATER), ONE)).isEqualTo(Problem.FORGED);
    }

    @Test
    void fitsIntoAUrlAndOneOptionOfUdpAndSaysWhoGotIt() {
        String longest = passkeys.make("a._@+-".repeat(5) + "zz", List.of(ONE, TWO), LATER);
        assertThat(longest).hasSize(92).matches("[A-Za-z0-9_-]+");
        assertThat(fault(passkeys, longest, TWO)).isNull();
        assertThat(passkeys.make("ann", List.of(), LATER)).hasSize(32);
        assertThat(new String(Base64.getUrlDecoder().decode(longest), StandardCharsets.ISO_8859_1))
                .contains("a._@+-")
                .doesNotContain(new String(ONE.bytes(), StandardCharsets.ISO_8859_1));
    }

    /** The hash covers all parts of a passkey. */
    @Test
    void noBitOfItCanBeChanged() {
        for (List<InfoHash> torrents : List.of(List.<InfoHash>of(), List.of(ONE))) {
            byte[] raw = Base64.getUrlDecoder().decode(passkeys.make("ann", torrents, LATER));
            for (int bit = 0; bit < raw.length * 8; bit++) {
                byte[] changed = raw.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                String passkey = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
                assertThat(fault(passkeys, passkey, ONE)).as("bit " + bit).isNotNull();
            }
        }
    }

    /** A passkey for one torrent cannot become one for all, and the hashes of a hybrid cannot be used separately. */
    @Test
    void itsScopeCannotBeChanged() {
        byte[] hybrid = Base64.getUrlDecoder().decode(passkeys.make("ann", List.of(ONE, TWO), LATER));
        for (int count = 0; count < 3; count++) {
            byte[] cut = Arrays.copyOf(hybrid, 5 + 3 + 16);
            cut[0] = (byte) (0x10 | count);
            String passkey = Base64.getUrlEncoder().withoutPadding().encodeToString(cut);
            assertThat(fault(passkeys, passkey, ONE)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "xx",
                "EAAAAAAAAAAA",
                "E===",
                "EAAA AAAA",
                "EAAA/AAA",
                "EAAA+AAA",
                "EAAA%41A",
                "\u00e4\u00f6\u00fc\u00df",
                "IIAAAAD//////////////////////////////////w"
            })
    void whatIsNoPasskeyIsMalformed(String text) {
        assertThat(fault(passkeys, text, ONE)).isEqualTo(Problem.MALFORMED);
        assertThat(fault(passkeys, text + "A".repeat(8000), ONE)).isEqualTo(Problem.MALFORMED);
    }

    @Test
    void whereThereIsNoneItIsMissing() {
        assertThat(passkeys.fault(null, ONE)).isEqualTo(Problem.MISSING);
        assertThat(fault(passkeys, "", ONE)).isEqualTo(Problem.MISSING).hasToString("passkey: missing");
    }

    @Test
    void anythingElseIsRefusedAndNothingElseHappens() {
        Random random = new Random(9);
        byte[] good = bytes(passkeys.make("ann", List.of(ONE), LATER));
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(120) : good.length);
            for (int n = random.nextInt(3); n >= 0 && bad.length > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            refused += passkeys.fault(bad, ONE) == null ? 0 : 1;
        }
        // A mutation may replace a byte by itself, and the last character has unused bits.
        assertThat(refused).isBetween(190_000, 200_000);
    }

    @Test
    void aRevokedUsersPasskeysAreInvalidUntilTheNameIsRemoved() throws IOException {
        String ann = passkeys.make("ann", List.of(), LATER);
        String bob = passkeys.make("bob", List.of(ONE), LATER);
        Path names = Files.writeString(folder.resolve("revoked"), "# who left\n\n carol\n");
        try (RevokedUsers revoked = RevokedUsers.follow(names)) {
            Passkeys known = new Passkeys(PasskeySecret.read(file), Clock.fixed(NOW, ZoneOffset.UTC), revoked);
            assertThat(fault(known, bob, ONE)).isNull();
            Files.writeString(names, "carol\nbob # too\n");
            await().until(() -> fault(known, bob, ONE) == Problem.REVOKED);
            assertThat(fault(known, bob, TWO)).isEqualTo(Problem.OTHER_TORRENT);
            assertThat(fault(known, ann, ONE)).isNull();
            Files.writeString(names, "no name\n");
            await().during(Duration.ofMillis(400)).until(() -> fault(known, bob, ONE) == Problem.REVOKED);
            Files.writeString(names, "carol\n");
            await().until(() -> fault(known, bob, ONE) == null);
        }
        Files.writeString(names, "carol\nno name\n");
        assertThatThrownBy(() -> RevokedUsers.follow(names).close())
                .hasMessage(names + ":2: not a user name (expected: 1 to 32 letters, digits, and . _ @ + -)");
    }

    @Test
    void isMadeForAUserAndATimeToCome() {
        for (String user : List.of("", "a b", "a/b", "\u00fc", "a".repeat(33), "a\n")) {
            assertThatThrownBy(() -> passkeys.make(user, List.of(), LATER))
                    .hasMessageContaining("(expected: 1 to 32 letters, digits, and . _ @ + -)");
        }
        for (Instant expiry : List.of(NOW, NOW.minusSeconds(1), Instant.ofEpochSecond(1L << 32))) {
            assertThatThrownBy(() -> passkeys.make("ann", List.of(), expiry))
                    .hasMessageContaining("(expected: in the future, before 2106)");
        }
        assertThatThrownBy(() -> passkeys.make("ann", List.of(ONE, TWO, THREE), LATER))
                .hasMessage("info-hashes: 3 (expected: 0 to 2)");
    }

    @Test
    void aSecretIsForItsOwnerAndNeverOverwritten() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> PasskeySecret.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(before);
        assertThat(before).hasSize(44);
        PasskeySecret.create(folder.resolve("other"));
        assertThat(Files.readAllBytes(folder.resolve("other"))).isNotEqualTo(before);
    }

    @Test
    void aLineEndIsNoPartOfASecretUnlessItWouldBeTooShortWithoutIt() throws IOException {
        String passkey = passkeys.make("ann", List.of(ONE), LATER);
        String secret = Files.readString(file).strip();
        for (String end : List.of("", "\n", "\r\n")) {
            Files.writeString(file, secret + end);
            assertThat(fault(at(NOW), passkey, ONE)).isNull();
        }
        Files.writeString(file, secret + "\n\n");
        assertThat(fault(at(NOW), passkey, ONE)).isNotNull();
        Files.writeString(file, "x".repeat(31) + "\n");
        assertThat(fault(at(NOW), at(NOW).make("ann", List.of(), LATER), ONE)).isNull();
    }

    @Test
    void aShortSecretIsNone() throws IOException {
        Files.writeString(file, "hunter2");
        assertThatThrownBy(() -> PasskeySecret.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": not a passkey secret (expected: 32 to 4096 bytes)");
    }
}
