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

/** What passkeys are made and checked with, by every tracker of a cluster. Never prints itself. */
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
     * Takes the bytes of a file, without the line end that an editor leaves behind them.
     *
     * @throws IOException when it cannot be read, or is shorter than 32 bytes
     */
    public static PasskeySecret read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length < SHORTEST || bytes.length > LONGEST) {
                throw new IOException(file + ": no secret for passkeys (expected: " + SHORTEST + " to " + LONGEST
                        + " bytes)"); // Not how many there are: that would be told to whoever reads logs.
            }
            warnIfPublic(file);
            return new PasskeySecret(withoutLineEnd(bytes));
        }
    }

    /**
     * Writes a new one, 256 random bits as text, for this user's eyes only.
     *
     * @throws java.nio.file.FileAlreadyExistsException rather than to make all passkeys of another one worthless
     */
    public static void create(Path file) throws IOException {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Set<StandardOpenOption> isNew = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var out = Files.newByteChannel(file, isNew, ownersOnly(file.getFileSystem()))) {
            out.write(StandardCharsets.US_ASCII.encode(text)); // A few bytes: one write takes them all.
        }
    }

    /** A keyed hash of its own for one thread. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ": every Java has it", e);
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
            log.atWarn().addKeyValue("file", file).log("every user of this machine can read the secret of passkeys");
        }
    }

    private static boolean isPosix(FileSystem files) {
        return files.supportedFileAttributeViews().contains("posix");
    }
}
