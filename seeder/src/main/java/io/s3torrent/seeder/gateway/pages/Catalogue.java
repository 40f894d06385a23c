package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.s3.S3Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The torrents that are seeded, one of each object, and for some time what those were of that are not seeded any more. Its bound is that of
 * whoever fills it. Written, and asked by info-hash, under its monitor; read without.
 */
public final class Catalogue {
    /** Torrents that were, and are remembered. */
    private static final int MAX_PAST = 100_000;
    /** Of all names in a slice, each of at most 1024: a name is in a page several times, and some of its characters are nine there. */
    private static final int MAX_NAMES = 64 << 10;

    private final NavigableMap<String, Listed> byName = new ConcurrentSkipListMap<>();
    private final NavigableMap<Long, CatalogueEntry> byAge = new ConcurrentSkipListMap<>();
    private final Map<InfoHash, Map<String, S3Location>> objects = new HashMap<>();
    private final Map<InfoHash, S3Location> past = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InfoHash, S3Location> eldest) {
            return size() > MAX_PAST;
        }
    };
    private long count;

    private record Listed(long number, CatalogueEntry entry) {}

    /** Lists a torrent, instead of any other of the same object. */
    public synchronized void put(CatalogueEntry entry) {
        String name = entry.name();
        remove(name);
        Listed listed = new Listed(++count, entry);
        byName.put(name, listed);
        byAge.put(listed.number(), entry);
        for (InfoHash swarm : swarms(entry)) {
            objects.computeIfAbsent(swarm, any -> new TreeMap<>()).put(name, entry.object());
        }
    }

    /** Lists a torrent no longer, whatever objects it is of. */
    public synchronized void remove(InfoHash infoHash) {
        List.copyOf(objects.getOrDefault(infoHash, Map.of()).keySet()).forEach(this::remove);
    }

    /** Lists an object no longer, whatever its torrent is. */
    public synchronized void remove(S3Location object) {
        remove(CatalogueEntry.name(object));
    }

    private void remove(String name) {
        Listed old = byName.remove(name);
        if (old == null) {
            return;
        }
        byAge.remove(old.number());
        for (InfoHash swarm : swarms(old.entry())) {
            objects.computeIfPresent(swarm, (any, of) -> of.remove(name) != null && of.isEmpty() ? null : of);
            past.remove(swarm);
            past.put(swarm, old.entry().object());
        }
    }

    private static List<InfoHash> swarms(CatalogueEntry entry) {
        return entry.metainfo().info().swarms();
    }

    /** An object in view that a torrent is of, or was. */
    public synchronized Optional<S3Location> object(InfoHash infoHash, CatalogueView view) {
        return objects.getOrDefault(infoHash, Map.of()).values().stream()
                .filter(view::allow)
                .findFirst()
                .or(() -> Optional.ofNullable(past.get(infoHash)).filter(view::allow));
    }

    /**
     * What is in view behind a name, by name.
     *
     * @param limit of entries; there may be fewer when their names are long, yet always one if there is any
     */
    public CataloguePage after(String name, CatalogueView view, int limit) {
        List<CatalogueEntry> entries = new ArrayList<>();
        int length = 0;
        Optional<CatalogueEntry> next = next(name, view);
        while (next.isPresent() && entries.size() < limit && length < MAX_NAMES) {
            CatalogueEntry entry = next.get();
            entries.add(entry);
            length += entry.name().length();
            next = next(entry.name(), view);
        }
        Optional<String> last = next.map(more -> entries.get(entries.size() - 1).name());
        return new CataloguePage(entries, last);
    }

    private Optional<CatalogueEntry> next(String name, CatalogueView view) {
        Map.Entry<String, Listed> found;
        for (String at = name; ; at = found.getKey()) {
            // No name lies between one and the same with a NUL behind it.
            found = view.from(at + "\0").map(byName::ceilingEntry).orElse(null);
            if (found == null) {
                return Optional.empty();
            }
            if (view.allow(found.getValue().entry().object())) {
                return Optional.of(found.getValue().entry());
            }
        }
    }

    /** The last that came of those in view, each torrent once, latest first. */
    public List<CatalogueEntry> newest(CatalogueView view, int limit) {
        Set<InfoHash> seen = new HashSet<>();
        return byAge.descendingMap().values().stream()
                .filter(entry -> view.allow(entry.object()))
                .filter(entry -> seen.add(entry.metainfo().infoHash()))
                .limit(limit)
                .toList();
    }
}
