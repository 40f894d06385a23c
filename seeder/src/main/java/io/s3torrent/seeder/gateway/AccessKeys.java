package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.AccessKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The principals that a file names: those with an access key, and perhaps the anonymous one. */
public final class AccessKeys {
    /** Nobody. */
    public static final AccessKeys NONE = new AccessKeys(List.of(), Optional.empty());

    private final Map<String, Entry> entries;
    private final Optional<Principal> anonymous;

    /**
     * A key and whose it is.
     *
     * @param sigv2 whether presigned URLs of Signature Version 2 are accepted of it
     */
    record Entry(AccessKey key, Principal principal, boolean sigv2) {}

    AccessKeys(List<Entry> entries, Optional<Principal> anonymous) {
        Map<String, Entry> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.key().id(), entry));
        this.entries = Map.copyOf(byId);
        this.anonymous = anonymous;
    }

    Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** True when no key is named, and no anonymous principal. */
    boolean isEmpty() {
        return entries.isEmpty() && anonymous.isEmpty();
    }

    Optional<Principal> anonymous() {
        return anonymous;
    }
}
