package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.announce.AccessPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A secret for a test, and passkeys made with it. */
public final class PasskeyKit {
    private final Passkeys passkeys;

    public PasskeyKit() {
        try {
            Path folder = Files.createTempDirectory("passkeys");
            Path file = folder.resolve("secret");
            PasskeySecret.create(file);
            passkeys = new Passkeys(PasskeySecret.read(file), Clock.systemUTC());
            Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The policy that requires one of these passkeys. */
    public AccessPolicy admission() {
        return new AccessPolicy(passkeys, null);
    }

    /** A passkey that is valid for an hour. */
    public String passkey(InfoHash... torrents) {
        return passkeys.make("ann", List.of(torrents), Instant.now().plus(Duration.ofHours(1)));
    }
}
