package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.KeyName;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The paths that the files of a torrent have on disk. Safe names are kept. In others, dangerous characters are replaced, and long names are
 * shortened, so that every torrent can be written and no file is outside its folder.
 *
 * <p>Names depend only on the torrent and the {@link NameFolding}, so an interrupted download finds its files again. If several files have
 * the same path, the first keeps its name and the others are numbered.
 */
public final class DiskNames {
    /** Bytes of UTF-8 that one name may have on every common file system. */
    private static final int MAX_NAME = 255;

    /** The most bytes of UTF-8 of a whole path. Linux allows 4096 for this and the target folder together. */
    private static final int MAX_PATH = 2048;

    /** A shortened path keeps as many of its folders as fit into this many bytes. */
    private static final int MAX_FOLDERS = 1024;

    /** Bytes of the extension that a shortened name keeps, including its dot. */
    private static final int MAX_EXTENSION = 12;

    /** The names that a running download gives its own files. */
    private static final Pattern OURS = Pattern.compile("\\.[0-9a-f]{40}\\.part(\\..*)?", Pattern.CASE_INSENSITIVE);

    /** Windows treats these names as devices, whatever extension follows. */
    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|COM[0-9¹²³]|LPT[0-9¹²³])\\s*(\\..*)?", Pattern.CASE_INSENSITIVE);

    private static final String NOT_ON_WINDOWS = "<>:\"|?*";

    private final List<FileEntry> files;
    private final boolean windows;
    private final boolean singleFile;
    private final String root;
    private final Map<Integer, String> renamed;

    private DiskNames(Info info, NameFolding folding, boolean windows) {
        files = info.files();
        this.windows = windows;
        singleFile = info.isSingleFile();
        String name = name(info.name(), windows);
        root = OURS.matcher(name).matches() ? "_" + name.substring(1) : name;
        renamed = singleFile || !anyAreOne(folding) ? Map.of() : renamed(folding);
    }

    /** The names of a torrent's files on a file system. */
    static DiskNames of(Info info, NameFolding folding, boolean windows) {
        return new DiskNames(info, folding, windows);
    }

    /** The names under which a download keeps a torrent's files on a file system that tells all names apart. */
    public static DiskNames of(Info info) {
        return of(info, NameFolding.NONE, File.separatorChar == '\\');
    }

    /** The name of the file, or of the folder of several. */
    public String root() {
        return root;
    }

    /** The path of one file below the folder, with slashes; empty for the only file of a torrent without a folder. */
    public String path(int file) {
        if (singleFile) {
            return "";
        }
        String numbered = renamed.get(file);
        return numbered == null ? plainPath(file) : numbered;
    }

    /** True if a file was renamed because another one has its path. */
    boolean anyNumbered() {
        return !renamed.isEmpty();
    }

    /** True for a name that Windows treats as a device. Such a name cannot be replaced in an existing torrent. */
    static boolean isDevice(String name) {
        return DEVICE.matcher(name).matches();
    }

    private String plainPath(int file) {
        List<String> segments = files.get(file).path();
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append(path.length() == 0 ? "" : "/").append(name(segment, windows));
        }
        return path.length() > MAX_PATH / 4 && utf8(path.toString()) > MAX_PATH
                ? shortPath(segments, path.toString())
                : path.toString();
    }

    private static String shortPath(List<String> segments, String path) {
        List<String> names = List.of(path.split("/"));
        StringBuilder kept = new StringBuilder();
        for (String folder : names.subList(0, names.size() - 1)) {
            if (utf8(kept + folder) > MAX_FOLDERS) {
                break;
            }
            kept.append(folder).append('/');
        }
        return kept + shortened(names.get(names.size() - 1), String.join("/", segments));
    }

    /** Converts a name in a torrent to a name on disk. */
    static String name(String name, boolean windows) {
        StringBuilder safe = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> KeyName.isUnsafe(c) || (windows && NOT_ON_WINDOWS.indexOf(c) >= 0) ? '_' : c)
                .forEach(safe::appendCodePoint);
        if (name.equals(".") || name.equals("..") || name.isEmpty()) {
            return name.isEmpty() ? "_" : "_".repeat(name.length());
        }
        int end = safe.length() - 1;
        if (windows && (safe.charAt(end) == '.' || safe.charAt(end) == ' ')) {
            safe.setCharAt(end, '_');
        }
        String replaced = safe.toString();
        return replaced.length() > MAX_NAME / 3 && utf8(replaced) > MAX_NAME ? shortened(replaced, name) : replaced;
    }

    /** Shortens a name and adds a hash of the original, so that two long names stay different. Keeps the extension. */
    private static String shortened(String name, String original) {
        return fitting(name, hashOf(original));
    }

    private static String hashOf(String original) {
        return "-" + KeyName.digits(original);
    }

    /** Inserts {@code added} before a name's extension, and shortens the name so that the result fits. */
    private static String fitting(String name, String added) {
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && utf8(name.substring(dot)) <= MAX_EXTENSION ? name.substring(dot) : "";
        String stem = name.substring(0, name.length() - extension.length());
        int room = MAX_NAME - utf8(added) - utf8(extension);
        while (utf8(stem) > room) {
            int excess = Math.max(1, (utf8(stem) - room) / 4);
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -excess));
        }
        return stem + added + extension;
    }

    /**
     * True if two files may have the same path, or a file may be a folder as well. Compares 64-bit hashes, because a torrent may have
     * hundreds of thousands of files; a collision by chance only costs the slower way.
     */
    private boolean anyAreOne(NameFolding folding) {
        long[] hashes = new long[files.size()];
        Set<Long> folders = new HashSet<>();
        String lastFolder = "";
        int count = 0;
        for (int i = 0; i < files.size(); i++) {
            if (isStored(files.get(i))) {
                String key = folding.key(plainPath(i));
                String folder = key.substring(0, Math.max(0, key.lastIndexOf('/')));
                hashes[count++] = hash(key);
                for (String at = folder; !at.isEmpty() && !at.equals(lastFolder); at = parent(at)) {
                    folders.add(hash(at));
                }
                lastFolder = folder;
            }
        }
        Arrays.sort(hashes, 0, count);
        for (int i = 0; i < count; i++) {
            if ((i > 0 && hashes[i] == hashes[i - 1]) || folders.contains(hashes[i])) {
                return true;
            }
        }
        return false;
    }

    private static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private Map<Integer, String> renamed(NameFolding folding) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            if (isStored(files.get(i))) {
                String key = folding.key(plainPath(i));
                for (String at = parent(key); !at.isEmpty() && taken.add(at); at = parent(at)) {
                    // Folders above this one are added as well.
                }
            }
        }
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (isStored(files.get(i)) && !taken.add(folding.key(plainPath(i)))) {
                others.add(i);
            }
        }
        Map<Integer, String> renamed = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int file : others) {
            String path = plainPath(file);
            String key = folding.key(path);
            String free;
            do {
                free = numbered(path, numbers.merge(key, 1, Integer::sum));
            } while (!taken.add(folding.key(free)));
            renamed.put(file, free);
        }
        return renamed;
    }

    private static String numbered(String path, int number) {
        int slash = path.lastIndexOf('/') + 1;
        String name = path.substring(slash);
        String added = "." + number;
        return path.substring(0, slash)
                + fitting(name, utf8(name) + utf8(added) > MAX_NAME ? hashOf(name) + added : added);
    }

    private static boolean isStored(FileEntry file) {
        return !file.pad() && !file.link();
    }

    private static int utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
