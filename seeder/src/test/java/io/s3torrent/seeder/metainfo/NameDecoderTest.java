package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decodes the names of torrents from before UTF-8 was mandatory. */
class NameDecoderTest {
    private static final Charset GBK = Charset.forName("GBK");
    private static final String GRASS = "\u8349\u6cea.jpg";
    private static final String LYING = "\u793e\u5367.jpg";

    private final Map<String, Bencode> outer = new TreeMap<>();
    private final Map<String, Bencode> info = new TreeMap<>(Map.of(
            "name", new BString("\u56fe".getBytes(GBK)),
            "piece length", new BInteger(16384),
            "pieces", new BString(new byte[20])));

    private static BString gbk(String text) {
        return new BString(text.getBytes(GBK));
    }

    private static Map<String, Bencode> file(Bencode... path) {
        return new TreeMap<>(Map.of("length", new BInteger(5), "path", new BList(List.of(path))));
    }

    private Info read(List<Map<String, Bencode>> files) throws MetainfoException {
        info.put("files", new BList(files.stream().map(BDict::new).toList()));
        outer.put("info", new BDict(info));
        return MetainfoCodec.decode(BencodeEncoder.encode(new BDict(outer))).info();
    }

    private List<String> paths(List<Map<String, Bencode>> files) throws MetainfoException {
        return read(files).files().stream()
                .map(file -> String.join("/", file.path()))
                .toList();
    }

    @Test
    void theUtf8NameWins() throws MetainfoException {
        info.put("name.utf-8", new BString("\u56fe"));
        Map<String, Bencode> file = file(gbk(GRASS));
        file.put("path.utf-8", new BList(List.of(new BString("d"), new BString(GRASS))));
        Info read = read(List.of(file));
        assertThat(read.name()).isEqualTo("\u56fe");
        assertThat(read.files()).containsExactly(new FileEntry(List.of("d", GRASS), 5, false));
    }

    @Test
    void aUtf8NameThatIsNoneDoesNot() throws MetainfoException {
        info.put("name.utf-8", new BInteger(1));
        info.put("name", new BString("n"));
        for (Bencode path : List.of(
                new BString("x"),
                new BList(List.of()),
                new BList(List.of(new BInteger(1))),
                new BList(List.of(gbk(GRASS))))) {
            Map<String, Bencode> file = file(new BString("a"));
            file.put("path.utf-8", path);
            assertThat(paths(List.of(file))).containsExactly("a");
        }
        assertThat(read(List.of(file(new BString("a")))).name()).isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource({"GBK", "gb2312", "' GB18030 '", "cp936"})
    void theEncodingIsThatOfAllNamesThatAreNotUtf8(String encoding) throws MetainfoException {
        outer.put("encoding", new BString(encoding));
        assertThat(paths(List.of(file(new BString("a"), gbk(GRASS)), file(gbk(LYING)))))
                .containsExactly("a/" + GRASS, LYING);
        assertThat(read(List.of(file(gbk(GRASS)))).name()).isEqualTo("\u56fe");
    }

    @Test
    void anEncodingIsNotBelievedWhenAllNamesAreUtf8() throws MetainfoException {
        outer.put("encoding", new BString("GBK"));
        info.put("name", new BString("\u56fe"));
        assertThat(paths(List.of(file(new BString(GRASS))))).containsExactly(GRASS);
    }

    /** A single GBK name may be valid UTF-8 by chance; the other names decide. */
    @Test
    void oneNameThatIsNotUtf8SaysThatNoneIs() throws MetainfoException {
        outer.put("encoding", new BString("GBK"));
        byte[] chance = {(byte) 0xc2, (byte) 0xa1};
        assertThat(paths(List.of(file(new BString(chance)), file(gbk(GRASS)))))
                .containsExactly(new String(chance, GBK), GRASS);
    }

    @ParameterizedTest
    @CsvSource({"no such charset", "x-nothing", "''", "UTF-8", "US-ASCII"})
    void withoutAnEncodingTwoNamesStayTwoAndCanBePrinted(String encoding) throws MetainfoException {
        outer.put("encoding", new BString(encoding));
        byte[] first = {'a', (byte) 0xe9, (byte) 0x81, '.'};
        byte[] second = {'a', (byte) 0xe9, (byte) 0x8d, '.'};
        assertThat(paths(List.of(
                        file(new BString(first)), file(new BString(second)), file(new BString("\u00fc\ufffd")))))
                .containsExactly("a\u00e9%81.", "a\u00e9%8D.", "\u00fc\ufffd");
    }

    @Test
    void theCommentIsReadAsTheNamesAre() throws MetainfoException {
        outer.put("encoding", new BString("GBK"));
        outer.put("comment", gbk(GRASS));
        outer.put("created by", gbk(LYING));
        outer.put("created by.utf-8", new BString("x"));
        read(List.of(file(gbk(GRASS))));
        Metainfo metainfo = MetainfoCodec.decode(BencodeEncoder.encode(new BDict(outer)));
        assertThat(metainfo.comment()).contains(GRASS);
        assertThat(metainfo.createdBy()).contains("x");
    }
}
