package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.StoreCall;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists one prefix (ListObjectsV2), page by page, with at most two pages in memory. For use by one thread, once.
 *
 * <p>Requests URL-encoded keys, because XML 1.0 cannot represent all characters of a key. The SDK decodes the keys when the store confirms
 * that it encoded them.
 */
final class Listing {
    /** AWS sends some pages without keys while it skips deleted objects; more than this is an endless listing. */
    private static final int MAX_EMPTY_PAGES = 1000;

    private final StoreCalls calls;
    private final S3Prefix prefix;
    private final Consumer<ListedObject> each;
    private final TokenCycleDetector tokens = new TokenCycleDetector();
    private Set<String> lastPage = Set.of();
    private int emptyPages;

    Listing(StoreCalls calls, S3Prefix prefix, Consumer<ListedObject> each) {
        this.calls = calls;
        this.prefix = prefix;
        this.each = each;
    }

    void run() throws ObjectException {
        Optional<String> token = Optional.empty();
        do {
            ListObjectsV2Response page = page(token);
            emptyPages = page.contents().isEmpty() ? emptyPages + 1 : 0;
            pass(page);
            token = next(page);
        } while (token.isPresent());
    }

    private ListObjectsV2Response page(Optional<String> token) throws ObjectException {
        return calls.ask(
                call(),
                calls.limits().call(),
                s3 -> s3.listObjectsV2(calls.requests().list(prefix, token)));
    }

    /** Hands on new keys; some stores repeat the last key of a page on the next one. */
    private void pass(ListObjectsV2Response page) throws ObjectException {
        Set<String> thisPage = new HashSet<>();
        for (S3Object object : page.contents()) {
            ListedObject listed = listed(object);
            String key = listed.location().key();
            if (thisPage.add(key) && !lastPage.contains(key)) {
                each.accept(listed);
            }
        }
        lastPage = thisPage;
    }

    private ListedObject listed(S3Object object) throws ObjectException {
        String key = object.key();
        Long size = object.size();
        if (key == null || key.isEmpty() || !key.startsWith(prefix.prefix()) || size == null || size < 0) {
            throw refused("an entry has key \"" + ServiceError.oneLine(key) + "\" and size " + size
                    + " (expected: a key with this prefix, and its length)");
        }
        return new ListedObject(
                prefix.object(key.substring(prefix.prefix().length())),
                size,
                Optional.ofNullable(object.eTag()).orElse(""),
                Optional.ofNullable(object.storageClassAsString()));
    }

    private Optional<String> next(ListObjectsV2Response page) throws ObjectException {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return Optional.empty();
        }
        String token = page.nextContinuationToken();
        if (token == null || token.isEmpty()) {
            throw refused("the store has more keys, but sent no continuation token (it may not support ListObjectsV2)");
        }
        if (tokens.closes(token) || emptyPages >= MAX_EMPTY_PAGES) {
            throw refused("the listing does not end: the store repeats a page, or sends too many empty ones");
        }
        return Optional.of(token);
    }

    private ObjectException refused(String why) {
        return new ObjectException.Refused(call() + ": " + why, null);
    }

    private StoreCall call() {
        return new StoreCall("ListObjectsV2", prefix.object("*"), Optional.empty());
    }

    /** Detects a cycle of continuation tokens of any length, with memory for a single token (Brent's algorithm). */
    static final class TokenCycleDetector {
        private @Nullable String remembered;
        private long steps;
        private long stepsUntilNext = 1;

        /** True when {@code token} equals the remembered one. A cycle is detected in its third round at the latest. */
        boolean closes(String token) {
            if (token.equals(remembered)) {
                return true;
            }
            if (++steps == stepsUntilNext) {
                remembered = token;
                steps = 0;
                stepsUntilNext *= 2;
            }
            return false;
        }
    }
}
