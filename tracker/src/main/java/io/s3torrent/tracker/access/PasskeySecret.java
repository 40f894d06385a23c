package io.s3torrent.tracker.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that signs passkeys; all trackers of a cluster share it. Never appears in logs or messages. */
public final class PasskeySecret {
    private static final Logger log = LoggerFactory.getLogger(PasskeySecret.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 32;
    private static final int LONGEST = 4096;

    private final SecretKeySpec key;

    private PasskeySecret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Reads a secret from a file, without a line end that an editor may have added.
     *
     * @throws IOException when the file cannot be read, or does not have 32 to 4096 bytes
     */
    public static PasskeySecret read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length < SHORTEST || bytes.length > LONGEST) {
                throw new IOException(file + ": not a passkey secret (expected: " + SHORTEST + " to " + LONGEST
                        + " bytes)"); // without the actual length, which readers of logs must not learn
            }
            warnIfPublic(file);
            return new PasskeySecret(withoutLineEnd(bytes));
        }
    }

    /**
     * Writes a new secret, 256 random bits as text, to a file that only its owner can read.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the file exists: replacing a secret would invalidate all its passkeys
     */
    public static void create(Path file) throws IOException {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Set<StandardOpenOption> isNew = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var out = Files.newByteChannel(file, isNew, ownersOnly(file.getFileSystem()))) {
            out.write(StandardCharsets.US_ASCII.encode(text)); // one write takes these few bytes
        }
    }

    /** Creates a keyed hash, for one thread. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte[] withoutLineEnd(byte[] bytes) {
        int end = bytes.length;
        for (char c : new char[] {'\n', '\r'}) {
            end -= end > SHORTEST && bytes[end - 1] == c ? 1 : 0;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static FileAttribute<?>[] ownersOnly(FileSystem files) {
        return isPosix(files)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void warnIfPublic(Path file) throws IOException {
        if (isPosix(file.getFileSystem())
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            log.atWarn().addKeyValue("file", file).log("all users of this machine can read the passkey secret; restrict it with chmod 600");
        }
    }

    private static boolean isPosix(FileSystem files) {
        return files.supportedFileAttributeViews().contains("posix");
    }
}
