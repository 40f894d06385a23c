package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.AccessKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the principals of an access key file: those with a key, and possibly the anonymous one. */
public final class AccessKeys {
    /** No principals. */
    public static final AccessKeys NONE = new AccessKeys(List.of(), Optional.empty());

    private final Map<String, Entry> entries;
    private final Optional<Principal> anonymous;

    /**
     * A key and its principal.
     *
     * @param sigv2 true if URLs presigned with Signature Version 2 are accepted for this key
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
