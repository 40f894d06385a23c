package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.seeder.piece.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@code file tree} of a v2 torrent (BEP 52): folders as dictionaries of names, files as dictionaries whose one key is empty.
 *
 * @param leaves the files, as one meets them walking down the tree
 */
record FileTree(List<Leaf> leaves) {
    /** Folders in each other, the file included: with what stands around a tree, as deep as torrents are read. */
    static final int MAX_DEPTH = Limits.METAINFO.depth() - 4;

    /** The key under which a file's properties are. */
    private static final String PROPERTIES = "";

    /**
     * A file.
     *
     * @param root of the Merkle tree over its bytes; empty when it has none
     */
    record Leaf(FileEntry file, Optional<BString> root) {}

    FileTree {
        leaves = List.copyOf(leaves);
    }

    /** The files without what names their bytes. */
    List<FileEntry> files() {
        return leaves.stream().map(Leaf::file).toList();
    }

    /** Reads a tree; the decoder has bounded its depth and size. */
    static FileTree read(BDict tree) throws MetainfoException {
        List<Leaf> leaves = new ArrayList<>();
        readFolder(tree, List.of(), leaves);
        return new FileTree(leaves);
    }

    private static void readFolder(BDict folder, List<String> path, List<Leaf> leaves) throws MetainfoException {
        for (Map.Entry<String, Bencode> entry : folder.entries().entrySet()) {
            List<String> below = new ArrayList<>(path);
            below.add(text(entry.getKey()));
            if (entry.getKey().equals(PROPERTIES) || !(entry.getValue() instanceof BDict child)) {
                throw new MetainfoException("info.file tree: " + below + " is neither a file nor a folder");
            }
            Optional<BDict> properties = child.dict(PROPERTIES);
            if (properties.isPresent() && child.entries().size() == 1) {
                leaves.add(leaf(below, properties.get()));
            } else {
                readFolder(child, below, leaves);
            }
        }
    }

    private static Leaf leaf(List<String> path, BDict properties) throws MetainfoException {
        boolean link = FileEntry.isLink(properties);
        long length = link ? 0 : properties.integer("length").orElse(-1L);
        Optional<BString> root = properties.string("pieces root");
        if (length < 0) {
            throw new MetainfoException("info.file tree: " + path + " of " + length + " bytes (expected: >= 0)");
        }
        if (length > 0 && root.map(BString::length).orElse(0) != MerkleTree.HASH_LENGTH) {
            throw new MetainfoException("info.file tree: " + path + " has no pieces root of 32 bytes");
        }
        return new Leaf(new FileEntry(path, length, false, link), length > 0 ? root : Optional.empty());
    }

    /** As it stands in the info dictionary. */
    BDict bencode() {
        return bencode(leaves, 0);
    }

    private static BDict bencode(List<Leaf> leaves, int depth) {
        TreeMap<String, List<Leaf>> children = leaves.stream()
                .collect(Collectors.groupingBy(
                        leaf -> key(leaf.file().path().get(depth)), TreeMap::new, Collectors.toList()));
        Map<String, Bencode> folder = new TreeMap<>();
        children.forEach((name, below) -> {
            boolean isFile = below.get(0).file().path().size() == depth + 1;
            folder.put(name, isFile ? properties(below.get(0)) : bencode(below, depth + 1));
        });
        return new BDict(folder);
    }

    private static BDict properties(Leaf leaf) {
        Map<String, Bencode> keys = new TreeMap<>();
        keys.put("length", new BInteger(leaf.file().length()));
        leaf.root().ifPresent(root -> keys.put("pieces root", root));
        return new BDict(Map.of(PROPERTIES, new BDict(keys)));
    }

    /** Keys of a dictionary are bytes, one char for each. */
    private static String text(String key) {
        return new String(key.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String key(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
