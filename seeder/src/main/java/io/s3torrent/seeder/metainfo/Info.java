package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.bittorrent.TorrentDict;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code info} dictionary of a torrent (BEP 3, 52), kept as the bytes it was read from, because unknown keys are part of the info-hash.
 *
 * <p>Immutable, and valid by construction: the piece length is 1 to 512 MiB, there is one hash for each piece, the piece layers lead to the
 * given roots, the lengths add up, and there is at least one byte.
 *
 * <p>A hybrid has the same content for v1 and v2 clients. Here it is treated as a v1 torrent: SHA-1 verifies its pieces, and pads are part
 * of them.
 */
public final class Info implements PieceHashes {
    /** Length in bytes of one SHA-1 in {@code pieces}. */
    public static final int HASH_LENGTH = Sha1Pieces.HASH_LENGTH;

    private final RawInfo raw;
    private final InfoOptions spec;
    private final InfoHash infoHash;
    private final Optional<InfoHashV2> infoHashV2;
    private final List<FileEntry> files;
    private final boolean singleFile;
    private final PieceLayout layout;
    private final Optional<Sha1Pieces> sha1;
    private final Optional<PieceRoots> roots;

    /** {@code dict} is the decoded {@code raw}, which must not be changed afterwards. */
    private Info(byte[] raw, BDict dict, Optional<BDict> layers, NameDecoder names) throws MetainfoException {
        this.raw = RawInfo.of(raw);
        InfoReader reader = new InfoReader(dict, names);
        spec = reader.spec();
        boolean v1 = spec.format().hasV1();
        Optional<FileTree> tree = spec.format().hasV2() ? Optional.of(reader.tree()) : Optional.empty();
        files = v1
                ? reader.filesV1(spec.name())
                : TorrentFiles.padded(tree.orElseThrow().files(), spec.pieceLength());
        singleFile = v1 ? reader.isSingleFileV1() : TorrentFiles.isSingle(spec.name(), files);
        layout = InfoReader.layout(files, spec);
        sha1 = v1 ? Optional.of(Sha1Pieces.of(dict, this.raw, layout.pieceCount())) : Optional.empty();
        roots = tree.isPresent() ? roots(tree.get(), layers) : Optional.empty();
        infoHashV2 = tree.map(any -> InfoHashV2.ofInfo(raw));
        infoHash = v1 ? InfoHash.ofInfo(raw) : infoHashV2.orElseThrow().truncated();
    }

    private Info(Info same, RawInfo raw) {
        this.raw = raw;
        spec = same.spec;
        infoHash = same.infoHash;
        infoHashV2 = same.infoHashV2;
        files = same.files;
        singleFile = same.singleFile;
        layout = same.layout;
        sha1 = same.sha1.map(pieces -> pieces.in(raw));
        roots = same.roots;
    }

    /** The same info with its bytes in another place. */
    Info withRaw(RawInfo elsewhere) {
        return new Info(this, elsewhere);
    }

    private Optional<PieceRoots> roots(FileTree tree, Optional<BDict> layers) throws MetainfoException {
        if (spec.format().hasV1()) {
            InfoReader.checkSame(files, tree, layout);
        }
        return spec.format().hasV1() && layers.isEmpty()
                ? Optional.empty()
                : Optional.of(new PieceRoots(tree, spec.pieceLength(), layers.orElse(new BDict(Map.of()))));
    }

    private static BDict decode(byte[] raw) throws MetainfoException {
        try {
            return BencodeDecoder.decodeInfo(raw);
        } catch (BencodeException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    /**
     * Parses a bencoded {@code info} dictionary as peers send it, without the piece layers of v2. A v2-only torrent of larger files needs
     * the layers; a hybrid does not.
     *
     * @throws MetainfoException when it is malformed, inconsistent or beyond the limits
     */
    public static Info parse(byte[] raw) throws MetainfoException {
        return parse(raw.clone(), Optional.empty());
    }

    /** Parses an info dictionary together with its {@code piece layers}. */
    public static Info parse(byte[] raw, BDict layers) throws MetainfoException {
        return parse(raw.clone(), Optional.of(layers));
    }

    private static Info parse(byte[] own, Optional<BDict> layers) throws MetainfoException {
        BDict dict = decode(own);
        return new Info(own, dict, layers, NameDecoder.of(dict, Optional.empty()));
    }

    /**
     * Reads the info dictionary of a torrent file together with its {@code piece layers}. These must be complete and right; only a hybrid
     * may lack them.
     */
    static Info parse(TorrentDict torrent, NameDecoder names) throws MetainfoException {
        return new Info(torrent.rawInfo(), torrent.info(), torrent.outer().dict("piece layers"), names);
    }

    /**
     * Makes the info of a v1 torrent of a single file from known hashes.
     *
     * @param hashes the SHA-1s of all pieces, concatenated
     */
    public static Info ofFile(InfoOptions spec, long length, byte[] hashes) {
        try {
            return parse(new InfoWriter(spec, TorrentFiles.single(spec, length)).v1(hashes));
        } catch (MetainfoException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** True when {@link #ofFile} would make the same dictionary from the same hashes: a v1 torrent of one file without other keys. */
    public boolean isOfFile() {
        byte[] same = new InfoWriter(spec, TorrentFiles.single(spec, layout.objectLength())).v1(pieceHashes());
        return Arrays.equals(same, raw());
    }

    /** Makes the info of a single file with only the keys that every torrent has. */
    public static Info ofFile(String name, PieceLayout layout, byte[] hashes) {
        return ofFile(InfoOptions.v1(name, layout.pieceLength()), layout.objectLength(), hashes);
    }

    /** A copy of the bencoded dictionary, as it was read or made. */
    public byte[] raw() {
        return raw.range(0, raw.length());
    }

    /** A copy of the bytes from {@code start} (inclusive) to {@code end} (exclusive) of the bencoded dictionary. */
    public byte[] raw(int start, int end) {
        return raw.range(start, end);
    }

    /** Length of the bencoded dictionary in bytes. */
    public int rawLength() {
        return raw.length();
    }

    /** The options that, together with the files, determine the info dictionary. */
    public InfoOptions spec() {
        return spec;
    }

    /** The info-hash of its swarm: the SHA-1 of the dictionary, or for a v2-only torrent the first 20 bytes of the SHA-256 (BEP 52). */
    @Override
    public InfoHash infoHash() {
        return infoHash;
    }

    /** The info-hashes of its swarms; a hybrid has two (BEP 52). */
    public List<InfoHash> swarms() {
        return Stream.concat(Stream.of(infoHash), infoHashV2.map(InfoHashV2::truncated).stream())
                .distinct()
                .toList();
    }

    /** The SHA-256 of the dictionary of a v2 or hybrid torrent. */
    public Optional<InfoHashV2> infoHashV2() {
        return infoHashV2;
    }

    /** The suggested name of the file or folder, untrusted until a writer has checked it. */
    public String name() {
        return spec.name();
    }

    /** How all bytes of the torrent, pads included, are cut into pieces. */
    @Override
    public PieceLayout layout() {
        return layout;
    }

    /**
     * The files in the order of their bytes, pads included. A single-file torrent has one file, whose path is the name. The pads of a
     * v2-only torrent are not part of its dictionary; they are added to fill the pieces, as libtorrent does.
     */
    public List<FileEntry> files() {
        return files;
    }

    /** The length of all files in bytes, without pads. */
    public long size() {
        return files.stream()
                .filter(file -> !file.pad())
                .mapToLong(FileEntry::length)
                .sum();
    }

    /** True for a torrent of one file without a folder. */
    public boolean isSingleFile() {
        return singleFile;
    }

    /** True when peers must come only from the trackers (BEP 27). */
    public boolean isPrivate() {
        return spec.isPrivate();
    }

    /** A copy of the SHA-1 of one piece of a v1 or hybrid torrent. */
    public byte[] pieceHash(int piece) {
        return sha1.orElseThrow().hash(piece);
    }

    /** The offset of the piece hashes in the dictionary of a v1 or hybrid torrent. */
    public int pieceHashesStart() {
        return sha1.orElseThrow().start();
    }

    /** A copy of the hashes of all pieces, concatenated. */
    public byte[] pieceHashes() {
        return sha1.orElseThrow().all(layout.pieceCount());
    }

    @Override
    public PieceDigest newDigest() {
        return sha1.isPresent() ? PieceDigest.sha1() : PieceDigest.merkle();
    }

    @Override
    public boolean matches(int piece, byte[] hash) {
        return sha1.isPresent()
                ? sha1.get().matches(piece, hash)
                : roots.orElseThrow().matches(piece, hash);
    }

    /**
     * The piece hashes of each format of this torrent: SHA-1 and Merkle trees of a hybrid with piece layers, otherwise only this.
     */
    public List<PieceHashes> hashesOfAllFormats() {
        return sha1.isPresent() && roots.isPresent() ? List.of(this, new TreeHashes(this, roots.get())) : List.of(this);
    }

    /** The hashes that v2 clients see in a hybrid. */
    private record TreeHashes(Info info, PieceRoots roots) implements PieceHashes {
        @Override
        public InfoHash infoHash() {
            return info.infoHash();
        }

        @Override
        public PieceLayout layout() {
            return TorrentFiles.layoutV2(info.files(), info.layout().pieceLength());
        }

        @Override
        public PieceDigest newDigest() {
            return PieceDigest.merkle();
        }

        @Override
        public boolean matches(int piece, byte[] hash) {
            return roots.matches(piece, hash);
        }
    }

    /** A copy of the piece nodes of the file with {@code root} (BEP 52); empty for a file of one piece, whose only node is the root. */
    public Optional<byte[]> pieceLayer(byte[] root) {
        return roots.flatMap(known -> known.layer(root));
    }

    /** The {@code piece layers} of a v2 or hybrid dictionary, if they are known. */
    Optional<BDict> pieceLayers() {
        return roots.map(PieceRoots::layers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Info that && infoHash.equals(that.infoHash) && infoHashV2.equals(that.infoHashV2);
    }

    @Override
    public int hashCode() {
        return infoHash.hashCode();
    }

    @Override
    public String toString() {
        return name() + " (" + infoHash + ")";
    }
}
