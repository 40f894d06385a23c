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
 * Lists the seeded torrents, one for each object, and remembers for some time which objects former torrents belonged to. Its owner bounds
 * the number of entries. The monitor guards changes and look-ups by info-hash; other reads need no lock.
 */
public final class Catalogue {
    /** Former torrents that are remembered. */
    private static final int MAX_PAST = 100_000;
    /** Limits the total length of the names in a page. A page repeats each name, and one character may need nine. */
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

    /** Lists a torrent. Replaces another torrent of the same object. */
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

    /** Removes a torrent with all its objects. */
    public synchronized void remove(InfoHash infoHash) {
        List.copyOf(objects.getOrDefault(infoHash, Map.of()).keySet()).forEach(this::remove);
    }

    /** Removes an object, whatever its torrent is. */
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

    /** A visible object to which a torrent belongs, or belonged. */
    public synchronized Optional<S3Location> object(InfoHash infoHash, CatalogueView view) {
        return objects.getOrDefault(infoHash, Map.of()).values().stream()
                .filter(view::allow)
                .findFirst()
                .or(() -> Optional.ofNullable(past.get(infoHash)).filter(view::allow));
    }

    /**
     * The visible entries after a name, in the order of names.
     *
     * @param limit of entries; long names may reduce their number, but not below one
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
            // No name lies between a name and the same name with a NUL appended.
            found = view.from(at + "\0").map(byName::ceilingEntry).orElse(null);
            if (found == null) {
                return Optional.empty();
            }
            if (view.allow(found.getValue().entry().object())) {
                return Optional.of(found.getValue().entry());
            }
        }
    }

    /** The newest visible torrents, each once, latest first. */
    public List<CatalogueEntry> newest(CatalogueView view, int limit) {
        Set<InfoHash> seen = new HashSet<>();
        return byAge.descendingMap().values().stream()
                .filter(entry -> view.allow(entry.object()))
                .filter(entry -> seen.add(entry.metainfo().infoHash()))
                .limit(limit)
                .toList();
    }
}
