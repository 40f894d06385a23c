package io.s3torrent.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowListTest {
    private static final InfoHash ONE = Peers.swarm("one");
    private static final InfoHash TWO = Peers.swarm("two");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("allowed");
    }

    private static byte[] torrent(Map<String, Bencode> info) {
        return BencodeEncoder.encode(new BDict(Map.of("info", new BDict(info))));
    }

    @Test
    void aFileHasOneHashInEachLine() throws IOException {
        InfoHashV2 v2 = InfoHashV2.ofInfo(new byte[3]);
        Files.writeString(file, "# ours\n\n" + ONE.hex().toUpperCase(Locale.ROOT) + " # the first\r\n  " + v2.hex());
        try (AllowList list = AllowList.follow(file)) {
            assertThat(list).accepts(ONE, v2.truncated()).rejects(TWO);
            assertThat(list.size()).isEqualTo(2);
        }
    }

    @Test
    void aFileSaysWhatIsPrivate() throws IOException {
        InfoHashV2 v2 = InfoHashV2.ofInfo(new byte[3]);
        Files.writeString(file, ONE + "\n" + TWO + " \t private # not for all\n" + v2.hex() + " private\n");
        try (AllowList list = AllowList.follow(file)) {
            assertThat(list).accepts(ONE, TWO, v2.truncated());
            assertThat(list.isPublic(ONE)).isTrue();
            assertThat(list.isPublic(TWO) || list.isPublic(v2.truncated()) || list.isPublic(Peers.swarm("none")))
                    .isFalse();
        }
        for (String word : List.of(" public", "private", " private private", " Private")) {
            Files.writeString(file, ONE + word);
            assertThatThrownBy(() -> AllowList.follow(file).close()).hasMessageContaining("then optionally private");
        }
    }

    @Test
    void aTorrentSaysThatItIsPrivate() throws IOException {
        Map<String, Bencode> info = Map.of(
                "pieces", new BString(new byte[20]), "meta version", new BInteger(2), "private", new BInteger(1));
        Files.write(folder.resolve("p.torrent"), torrent(info));
        byte[] raw = BencodeEncoder.encode(new BDict(info));
        try (AllowList list = AllowList.follow(folder)) {
            InfoHash first = InfoHash.ofInfo(raw);
            InfoHash second = InfoHashV2.ofInfo(raw).truncated();
            assertThat(list).accepts(first, second);
            assertThat(list.isPublic(first) || list.isPublic(second)).isFalse();
        }
    }

    @Test
    void aLineThatIsNoHashIsAFailureAtStart() throws IOException {
        Files.writeString(file, ONE + "\n" + TWO + "0\n");
        assertThatThrownBy(() -> AllowList.follow(file).close())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ":2: \"" + TWO + "0\" (expected: 40 or 64 hexadecimal digits, then optionally private)");
        Files.delete(file);
        assertThatThrownBy(() -> AllowList.follow(file).close()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void changesAreFollowedAndWrongOnesPassedOver() throws IOException {
        Files.writeString(file, ONE + "\n");
        try (AllowList list = AllowList.follow(file)) {
            Path next = Files.writeString(folder.resolve("next"), TWO + "\n");
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> list.test(TWO) && !list.test(ONE));
            Files.writeString(file, "nonsense\n");
            await().during(Duration.ofMillis(500)).until(() -> list.test(TWO));
            Files.writeString(file, ONE + "\n" + TWO + "\n");
            await().until(() -> list.test(ONE) && list.test(TWO));
        }
    }

    @Test
    void aFolderHasTorrentsOfAllFormats() throws IOException {
        Map<String, Bencode> v1 = Map.of("pieces", new BString(new byte[20]), "name", new BString("v1"));
        Map<String, Bencode> hybrid =
                Map.of("pieces", new BString(new byte[20]), "meta version", new BInteger(2), "name", new BString("h"));
        Files.write(folder.resolve("v1.torrent"), torrent(v1));
        Files.writeString(folder.resolve("bad.torrent"), "d4:infod5:piecesi1ee");
        Files.writeString(folder.resolve("readme"), "not looked at");
        InfoHash first = InfoHash.ofInfo(BencodeEncoder.encode(new BDict(v1)));
        byte[] info = BencodeEncoder.encode(new BDict(hybrid));
        try (AllowList list = AllowList.follow(folder)) {
            assertThat(list).accepts(first);
            assertThat(list.size()).isOne();
            Files.write(folder.resolve("h.torrent"), torrent(hybrid));
            await().until(() -> list.size() == 3);
            assertThat(list)
                    .accepts(
                            first,
                            InfoHash.ofInfo(info),
                            InfoHashV2.ofInfo(info).truncated());
            Files.delete(folder.resolve("v1.torrent"));
            await().until(() -> list.size() == 2 && !list.test(first));
        }
    }

    @Test
    void aSetHasWhatWasPutInAndNothingElse() {
        Random random = new Random(3);
        List<InfoHash> in = IntStream.range(0, 10_000)
                .mapToObj(i -> InfoHash.ofWords(random.nextLong(), random.nextLong(), i % 7 == 0 ? 0 : i))
                .toList();
        List<TorrentFolder.ListedSwarm> listed = in.stream()
                .map(one -> new TorrentFolder.ListedSwarm(one, one.head() % 2 == 0))
                .toList();
        AllowList.InfoHashSet set = new AllowList.InfoHashSet(listed, random);
        assertThat(in).allMatch(one -> set.hasPublic(one) == (one.head() % 2 != 0));
        assertThat(in).allMatch(set::contains);
        assertThat(set.size()).isEqualTo(10_000);
        for (InfoHash one : in) {
            assertThat(set.contains(InfoHash.ofWords(one.head(), one.middle(), ~one.tail())))
                    .isFalse();
            assertThat(set.contains(InfoHash.ofWords(one.head(), ~one.middle(), one.tail())))
                    .isFalse();
        }
        AllowList.InfoHashSet twice = new AllowList.InfoHashSet(
                List.of(new TorrentFolder.ListedSwarm(ONE, true), new TorrentFolder.ListedSwarm(ONE, false)), random);
        assertThat(twice.size()).isOne();
        assertThat(twice.hasPublic(ONE)).isFalse();
        assertThat(new AllowList.InfoHashSet(List.of(), random).contains(InfoHash.ofWords(0, 0, 0)))
                .isFalse();
    }
}
