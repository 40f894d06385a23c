package io.s3torrent.bittorrent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The name and version of this program, as it reports them to users, peers and trackers. */
public final class SoftwareName {
    /** The version of this build, such as {@code 0.1.0}. */
    public static final String VERSION = version();

    /** Name and version: the user agent, {@code created by} of torrents, and client name in extended handshakes. */
    public static final String NAME = "s3torrent/" + VERSION;

    /** Prefix of this program's peer ids: {@code -S3}, major, minor and patch version, a zero, a dash (BEP 20). */
    public static final String PEER_ID_PREFIX =
            "-S3" + VERSION.replaceAll("[^0-9]", "").substring(0, 3) + "0-";

    private SoftwareName() {}

    private static String version() {
        Properties built = new Properties();
        try (InputStream in = SoftwareName.class.getResourceAsStream("agent.properties")) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return built.getProperty("version");
    }
}
