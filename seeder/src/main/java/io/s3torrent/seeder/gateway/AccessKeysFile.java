package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.AccessKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads access keys from YAML: a list of {@code access-key}, {@code secret-key}, {@code allow}, and optionally {@code sigv2: false}, which
 * rejects Signature Version 2 for the key. {@code access-key: anonymous} has no secret. Only the YAML node tree is read, so tags never
 * create objects. Error messages do not quote the file, because it holds secrets.
 */
public final class AccessKeysFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccessKeysFile.class);
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 8;
    private static final String KEY = "access-key";
    private static final String SECRET = "secret-key";
    private static final String ALLOW = "allow";
    private static final String SIGV2 = "sigv2";
    private static final List<String> FIELDS = List.of(KEY, SECRET, ALLOW, SIGV2);

    private final Path file;

    private AccessKeysFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is malformed; the message has line and column
     */
    public static AccessKeys read(Path file) throws IOException {
        AccessKeysFile reader = new AccessKeysFile(file);
        reader.warnOfReaders();
        return reader.keys(reader.text());
    }

    private void warnOfReaders() throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{}: every user of this machine can read these secret keys; run chmod o-r on the file", file);
        }
    }

    private String text() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException(file + ": more than " + MAX_BYTES + " bytes (expected: a list of access keys)");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8", e);
        }
    }

    private AccessKeys keys(String text) throws IOException {
        SequenceNode list = sequence(root(text), "a list of access keys");
        List<AccessKeys.Entry> entries = new ArrayList<>();
        Optional<Principal> anonymous = Optional.empty();
        Set<String> ids = new HashSet<>();
        for (Node item : list.getValue()) {
            Map<String, Node> fields = fields(item);
            String id = scalar(field(fields, KEY, item), KEY);
            if (!ids.add(id)) {
                throw wrong(item, "this " + KEY + " appears twice");
            }
            Principal principal = new Principal(id, grants(field(fields, ALLOW, item)));
            if (principal.isAnonymous()) {
                anonymous = Optional.of(anonymous(principal, fields, item));
            } else {
                String secret = scalar(field(fields, SECRET, item), SECRET);
                entries.add(new AccessKeys.Entry(AccessKey.lasting(id, secret), principal, sigv2(fields)));
            }
        }
        return new AccessKeys(entries, anonymous);
    }

    private Node root(String text) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(MAX_BYTES);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null) {
                throw new IOException(file + ": empty (expected: a list of access keys)");
            }
            return root;
        } catch (MarkedYAMLException e) { // its message quotes the file
            throw new IOException(file + at(e.getProblemMark()) + ": invalid YAML", null);
        } catch (YAMLException e) {
            throw new IOException(file + ": invalid YAML, or nested too deeply", null);
        }
    }

    private Principal anonymous(Principal principal, Map<String, Node> fields, Node item) throws IOException {
        if (fields.containsKey(SECRET)) {
            throw wrong(item, Principal.ANONYMOUS + " has no " + SECRET);
        }
        if (fields.containsKey(SIGV2)) {
            throw wrong(item, Principal.ANONYMOUS + " requests have no signature, so " + SIGV2 + " has no effect");
        }
        return principal;
    }

    private Map<String, Node> fields(Node item) throws IOException {
        if (!(item instanceof MappingNode mapping)) {
            throw wrong(item, "expected: " + KEY + ", " + SECRET + " and " + ALLOW);
        }
        Map<String, Node> fields = new HashMap<>();
        for (NodeTuple field : mapping.getValue()) {
            String name = scalar(field.getKeyNode(), "a field");
            if (!FIELDS.contains(name)) {
                throw wrong(field.getKeyNode(), "unknown field (expected: " + String.join(", ", FIELDS) + ")");
            }
            if (fields.put(name, field.getValueNode()) != null) {
                throw wrong(field.getKeyNode(), name + " appears twice");
            }
        }
        return fields;
    }

    private boolean sigv2(Map<String, Node> fields) throws IOException {
        Node value = fields.get(SIGV2);
        if (value == null) {
            return true;
        }
        String text = scalar(value, "true or false");
        if (!List.of("true", "false").contains(text)) {
            throw wrong(value, "expected: true or false");
        }
        return text.equals("true");
    }

    private Node field(Map<String, Node> fields, String name, Node item) throws IOException {
        Node value = fields.get(name);
        if (value == null) {
            throw wrong(item, name + " is missing");
        }
        return value;
    }

    private AllowedKeys grants(Node node) throws IOException {
        List<String> patterns = new ArrayList<>();
        for (Node pattern : sequence(node, "a list, as [bucket/prefix*]").getValue()) {
            patterns.add(scalar(pattern, "bucket/prefix*"));
        }
        try {
            return new AllowedKeys(patterns);
        } catch (IllegalArgumentException e) {
            throw wrong(node, String.valueOf(e.getMessage()));
        }
    }

    private SequenceNode sequence(Node node, String expected) throws IOException {
        if (node instanceof SequenceNode list) {
            return list;
        }
        throw wrong(node, "expected: " + expected);
    }

    private String scalar(Node node, String expected) throws IOException {
        if (node instanceof ScalarNode text && !text.getValue().isBlank()) {
            return text.getValue();
        }
        throw wrong(node, "expected: " + expected + ", not empty");
    }

    private IOException wrong(Node node, String what) {
        return new IOException(file + at(node.getStartMark()) + ": " + what);
    }

    private static String at(Mark mark) {
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
