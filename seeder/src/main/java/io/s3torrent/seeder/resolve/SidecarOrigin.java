package io.s3torrent.seeder.resolve;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoredObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Uses the sidecar next to an object, if its metadata names exactly this version of the object. This costs one GET.
 *
 * <p>Its hashes are used without reading the object, because a principal that may write the sidecar may usually write the object as well.
 * Wrong hashes make pieces unavailable, but never deliver wrong bytes. A sidecar that does not match the checksum in its metadata was
 * corrupted on the network or in the store. It is read once more, and ignored if it is still wrong.
 */
final class SidecarOrigin implements TorrentOrigin {
    private static final int READINGS = 2;

    private final ObjectStore store;

    SidecarOrigin(ObjectStore store) {
        this.store = store;
    }

    @Override
    public OriginKind origin() {
        return OriginKind.SIDECAR;
    }

    @Override
    public Optional<Info> find(TorrentPlan plan) {
        Optional<ObjectVersion> object = plan.object();
        if (object.isEmpty()) {
            return Optional.empty();
        }
        S3Location beside = Sidecar.of(object.get().location());
        try {
            Optional<byte[]> file = read(beside, object.get());
            return file.isPresent() ? Optional.of(TorrentCache.fitting(plan, file.get())) : Optional.empty();
        } catch (ObjectException.Denied e) { // without the permission to list, S3 answers 403 for a missing key
            return Optional.empty();
        } catch (IOException e) {
            plan.listener().note(beside + " is not used: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<byte[]> read(S3Location beside, ObjectVersion object) throws IOException {
        for (int reading = 1; reading <= READINGS; reading++) {
            Map<String, String> metadata = new HashMap<>();
            Optional<byte[]> file = store.whole(beside, there -> {
                metadata.clear();
                metadata.putAll(there.metadata());
                return isOf(object, there);
            });
            if (file.isEmpty() || Sidecar.isWhole(file.get(), metadata)) {
                return file;
            }
        }
        throw new MetainfoException("its bytes do not match the SHA-256 in its metadata");
    }

    private static boolean isOf(ObjectVersion object, StoredObject there) {
        return there.version().length() <= MetainfoCodec.MAX_BYTES && Sidecar.isOf(object, there.metadata());
    }

    /** Puts a torrent next to its object, unless a current sidecar or a foreign object is already there. */
    void put(ObjectWriter writer, TorrentPlan plan, Info info) {
        Optional<ObjectVersion> object = plan.object();
        if (object.isEmpty()) {
            return;
        }
        S3Location beside = Sidecar.of(object.get().location());
        try {
            Optional<StoredObject> there = store.metadata(beside);
            boolean isThere = there.isPresent() && isOf(object.get(), there.get());
            if (!isThere
                    && !Sidecar.put(writer, object.get(), Metainfo.of(info, List.of(), SoftwareName.NAME), there)) {
                plan.listener().note(beside + ": the existing object is not a sidecar and was not replaced");
            }
        } catch (ObjectException e) {
            plan.listener().note("the torrent could not be stored next to its object: " + e.getMessage());
        }
    }
}
