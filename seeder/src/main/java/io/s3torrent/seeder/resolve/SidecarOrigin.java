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
 * The torrent that lies beside its object, when its metadata says that it is of this very version. It costs one GET.
 *
 * <p>Its hashes are believed without reading the object: whoever may write beside it may mostly write the object, too. Wrong ones
 * make pieces that nobody gets, never wrong bytes. Bytes that do not have the checksum in the metadata were spoilt on the way, or at rest:
 * they are read once more, and else not used.
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
        } catch (ObjectException.Denied e) { // what a store without leave to list says of a key that is not there
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
        throw new MetainfoException("its bytes do not have the SHA-256 that it was put with");
    }

    private static boolean isOf(ObjectVersion object, StoredObject there) {
        return there.version().length() <= MetainfoCodec.MAX_BYTES && Sidecar.isOf(object, there.metadata());
    }

    /** Puts a torrent beside its object, unless there is one already, or something else that is not ours to replace. */
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
                plan.listener().note(beside + ": is something else, and stays as it is");
            }
        } catch (ObjectException e) {
            plan.listener().note("the torrent is not put beside its object: " + e.getMessage());
        }
    }
}
