package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@code file tree} of a v2 torrent (BEP 52): a folder is a dictionary of names, a file is a dictionary whose single key is empty.
 *
 * @param leaves the files, in the order of the tree
 */
public record FileTree(List<Leaf> leaves) {
    /** The deepest nesting of folders, counting the file, in torrents that we make. */
    public static final int MAX_DEPTH = 28;

    /** The most path segments of all files together. Deep nesting multiplies them, since each file repeats the names of its folders. */
    private static final int MAX_NAMES = 4_000_000;

    /** The key of a file's properties. */
    private static final String PROPERTIES = "";

    /**
     * A file.
     *
     * @param root of the Merkle tree over its bytes; empty when it has no bytes
     */
    public record Leaf(FileEntry file, Optional<BString> root) {}

    public FileTree {
        leaves = List.copyOf(leaves);
    }

    /** The files without their roots. */
    List<FileEntry> files() {
        return leaves.stream().map(Leaf::file).toList();
    }

    /** Reads a tree, whose depth and size the decoder has limited. */
    static FileTree read(BDict tree, NameDecoder names) throws MetainfoException {
        Reader reader = new Reader(names);
        reader.folder(tree, List.of());
        return new FileTree(reader.leaves);
    }

    /** Walks down a tree. */
    private static final class Reader {
        private final NameDecoder names;
        private final List<Leaf> leaves = new ArrayList<>();
        private int nameCount;

        Reader(NameDecoder names) {
            this.names = names;
        }

        void folder(BDict folder, List<String> path) throws MetainfoException {
            for (Map.Entry<String, Bencode> entry : folder.entries().entrySet()) {
                List<String> below = new ArrayList<>(path);
                below.add(names.text(bytes(entry.getKey())));
                if (entry.getKey().equals(PROPERTIES) || !(entry.getValue() instanceof BDict dict)) {
                    throw new MetainfoException("info.file tree: " + below + " is neither a file nor a folder");
                }
                BDict child = dict.opened();
                Optional<BDict> properties = child.dict(PROPERTIES);
                if (properties.isPresent() && child.entries().size() == 1) {
                    nameCount += below.size();
                    if (nameCount > MAX_NAMES) {
                        throw new MetainfoException(
                                "info.file tree: more than " + MAX_NAMES + " names in the paths of all files");
                    }
                    leaves.add(leaf(below, properties.get().opened(), names));
                } else {
                    folder(child, below);
                }
            }
        }
    }

    private static Leaf leaf(List<String> path, BDict properties, NameDecoder names) throws MetainfoException {
        if (FileEntry.hasAttribute(properties, 'l')) {
            List<String> target = names.path(properties, "symlink path").orElse(List.of());
            return new Leaf(FileEntry.link(path, target), Optional.empty());
        }
        if (FileEntry.hasAttribute(properties, 'p')) { // pads are implied in a tree (BEP 52)
            throw new MetainfoException("info.file tree: " + path + " is a pad file (expected: none)");
        }
        long length = properties.integer("length").orElse(-1L);
        Optional<BString> root = properties.string("pieces root");
        if (length < 0) {
            throw new MetainfoException("info.file tree: " + path + " of " + length + " bytes (expected: >= 0)");
        }
        if (length > 0 && root.map(BString::length).orElse(0) != MerkleTree.HASH_LENGTH) {
            throw new MetainfoException("info.file tree: " + path + " has no pieces root of 32 bytes");
        }
        // a copy, because the root outlives the bytes that it was read from
        return new Leaf(
                new FileEntry(path, length, false),
                length > 0 ? root.map(BString::bytes).map(BString::new) : Optional.empty());
    }

    /** The tree as the info dictionary has it. */
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

    /** Dictionary keys are bytes, with one char for each byte. */
    private static BString bytes(String key) {
        return new BString(key.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String key(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
