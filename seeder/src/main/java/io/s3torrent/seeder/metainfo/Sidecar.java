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

/** The rules for the torrent that lies beside its object: its name, its type, and how it tells which version it is of. */
public final class Sidecar {
    /** The media type of a .torrent file. */
    public static final String CONTENT_TYPE = "application/x-bittorrent";

    private static final String SUFFIX = ".torrent";
    private static final String ETAG = "s3torrent-etag";
    private static final String VERSION_ID = "s3torrent-version-id";
    private static final String SHA256 = "s3torrent-sha256";
    private static final String PROFILE = "s3torrent-profile";

    private Sidecar() {}

    /** Where the torrent of an object lies. */
    public static S3Location of(S3Location object) {
        return new S3Location(object.bucket(), object.key() + SUFFIX);
    }

    /** True for a key that the torrent of another object could have. */
    public static boolean isNamedAsOne(S3Location location) {
        return location.key().endsWith(SUFFIX) && location.key().length() > SUFFIX.length();
    }

    /** What a sidecar says of the version that it is the torrent of. */
    public static Map<String, String> metadata(ObjectVersion version) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(ETAG, version.tag().text());
        version.versionId().ifPresent(id -> metadata.put(VERSION_ID, id));
        metadata.put(PROFILE, Integer.toString(PieceLengthPolicy.PROFILE));
        return metadata;
    }

    /** How the sidecar of a version is put; it replaces nothing but what is there now. */
    private static PutOptions options(ObjectVersion version, byte[] file, Optional<StoredObject> there) {
        Map<String, String> metadata = new TreeMap<>(metadata(version));
        metadata.put(SHA256, sha256(file));
        Optional<String> etag = there.map(StoredObject::version)
                .filter(now -> !now.tag().weak() && !now.tag().isEmpty())
                .map(ObjectVersion::canonicalEtag);
        return new PutOptions(CONTENT_TYPE, metadata, there.isEmpty(), etag);
    }

    /** False when these are not the bytes that an object with this metadata was put with; those of earlier versions do not tell. */
    public static boolean isWhole(byte[] file, Map<String, String> metadata) {
        return metadata.getOrDefault(SHA256, sha256(file)).equals(sha256(file));
    }

    private static String sha256(byte[] file) {
        return HexFormat.of().formatHex(Digests.sha256().digest(file));
    }

    /** True when an object with this metadata is the torrent of this very version, made by the rules that hold now. */
    public static boolean isOf(ObjectVersion version, Map<String, String> metadata) {
        return metadata.entrySet().containsAll(metadata(version).entrySet())
                && Optional.ofNullable(metadata.get(VERSION_ID)).equals(version.versionId());
    }

    /** True when an object with this metadata is this torrent of this version, byte for byte. */
    public static boolean isThis(ObjectVersion version, Metainfo torrent, Map<String, String> metadata) {
        return isOf(version, metadata) && sha256(MetainfoCodec.encode(torrent)).equals(metadata.get(SHA256));
    }

    /** True when an object with this metadata was put as a sidecar, of whatever version: a newer one may take its place. */
    public static boolean isOfAny(Map<String, String> metadata) {
        return metadata.containsKey(ETAG);
    }

    /**
     * Puts the torrent of a version beside it.
     *
     * @param there what is there now; another sidecar makes room
     * @return false when something that was not put as a sidecar is there, and stays
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
