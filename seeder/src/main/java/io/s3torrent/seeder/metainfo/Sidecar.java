package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoredObject;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rules for the torrent that is stored next to its object: its key, its content type, and the metadata that names the object's version.
 */
public final class Sidecar {
    /** The media type of a .torrent file. */
    public static final String CONTENT_TYPE = "application/x-bittorrent";

    private static final String SUFFIX = ".torrent";
    private static final String ETAG = "s3torrent-etag";
    private static final String VERSION_ID = "s3torrent-version-id";
    private static final String SHA256 = "s3torrent-sha256";
    private static final String PROFILE = "s3torrent-profile";

    private Sidecar() {}

    /** The location of an object's torrent. */
    public static S3Location of(S3Location object) {
        return new S3Location(object.bucket(), object.key() + SUFFIX);
    }

    /** True for a key that could be the sidecar of another object. */
    public static boolean isNamedAsOne(S3Location location) {
        return location.key().endsWith(SUFFIX) && location.key().length() > SUFFIX.length();
    }

    /** The metadata by which a sidecar names the version that it belongs to. */
    public static Map<String, String> metadata(ObjectVersion version) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(ETAG, version.tag().text());
        version.versionId().ifPresent(id -> metadata.put(VERSION_ID, id));
        metadata.put(PROFILE, Integer.toString(PieceLengthPolicy.PROFILE));
        return metadata;
    }

    /** The options for putting the sidecar of a version; it replaces only the object that exists now. */
    private static PutOptions options(ObjectVersion version, byte[] file, Optional<StoredObject> there) {
        Map<String, String> metadata = new TreeMap<>(metadata(version));
        metadata.put(SHA256, sha256(file));
        Optional<String> etag = there.map(StoredObject::version)
                .filter(now -> !now.tag().weak() && !now.tag().isEmpty())
                .map(ObjectVersion::canonicalEtag);
        return new PutOptions(CONTENT_TYPE, metadata, there.isEmpty(), etag);
    }

    /**
     * False when these are not the bytes that were put with this metadata. Sidecars of earlier versions of the program have no checksum and
     * count as whole.
     */
    public static boolean isWhole(byte[] file, Map<String, String> metadata) {
        return metadata.getOrDefault(SHA256, sha256(file)).equals(sha256(file));
    }

    private static String sha256(byte[] file) {
        return HexFormat.of().formatHex(Digests.sha256().digest(file));
    }

    /** True when an object with this metadata is the torrent of exactly this version, made by the current rules. */
    public static boolean isOf(ObjectVersion version, Map<String, String> metadata) {
        return metadata.entrySet().containsAll(metadata(version).entrySet())
                && Optional.ofNullable(metadata.get(VERSION_ID)).equals(version.versionId());
    }

    /** True when an object with this metadata is this torrent of this version, byte for byte. */
    public static boolean isThis(ObjectVersion version, Metainfo torrent, Map<String, String> metadata) {
        return isOf(version, metadata) && sha256(MetainfoCodec.encode(torrent)).equals(metadata.get(SHA256));
    }

    /** True when an object with this metadata was put as a sidecar, of any version. A newer sidecar may replace it. */
    public static boolean isOfAny(Map<String, String> metadata) {
        return metadata.containsKey(ETAG);
    }

    /**
     * Puts the torrent of a version next to its object.
     *
     * @param there the existing object; an existing sidecar is replaced
     * @return false when an object that is not a sidecar exists there; it is kept
     */
    public static boolean put(
            ObjectWriter writer, ObjectVersion version, Metainfo torrent, Optional<StoredObject> there)
            throws ObjectException {
        if (there.isPresent() && !isOfAny(there.get().metadata())) {
            return false;
        }
        byte[] file = MetainfoCodec.encode(torrent);
        writer.put(of(version.location()), file, options(version, file, there));
        return true;
    }
}
