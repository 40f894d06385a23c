package io.s3torrent.seeder.resolve;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The hash of all that a torrent follows from. Each text goes in with its length, so that no two lists of texts are alike. */
final class TorrentFingerprint {
    private final MessageDigest sha256 = Digests.sha256();

    private TorrentFingerprint() {}

    /** 64 hexadecimal digits. */
    static String of(String store, TorrentPlan wanted) {
        TorrentFingerprint print = new TorrentFingerprint();
        print.add(store);
        print.add(PieceLengthPolicy.PROFILE);
        print.add(wanted.spec());
        print.add(wanted.content().id().toString());
        print.add(wanted.files().size());
        wanted.files().forEach(print::add);
        wanted.spec().updateUrl().ifPresent(print::add); // last: torrents without one are found where they always were
        return HexFormat.of().formatHex(print.sha256.digest());
    }

    private void add(InfoOptions spec) {
        add(spec.name());
        add(spec.pieceLength());
        add(spec.format().name());
        add(spec.isPrivate() ? 1 : 0);
        add(spec.source().isPresent() ? 1 : 0);
        add(spec.source().orElse(""));
    }

    private void add(FileEntry file) {
        add(file.path().size());
        file.path().forEach(this::add);
        add(file.length());
        add(file.pad() ? 1 : 0);
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        sha256.update(bytes);
    }

    private void add(long number) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
