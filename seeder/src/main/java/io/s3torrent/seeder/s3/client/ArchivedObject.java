package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;
import java.util.Set;

/** Objects that lie in an archive: HEAD finds them, but their bytes can only be read after hours of restoring. */
final class ArchivedObject {
    /** A copy for a while: what Glacier asks for. */
    static final String FOR_DAYS = "Days=7";

    private static final String STORAGE_CLASS = "x-amz-storage-class";
    private static final String ARCHIVE_STATUS = "x-amz-archive-status";
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final Set<String> TIERS = Set.of("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS");

    private ArchivedObject() {}

    /** Why the object cannot be read now, and what to do about it; empty when it can. */
    static Optional<String> refusal(S3Location location, ObjectHead head) {
        // x-amz-restore: ongoing-request="false", expiry-date="…" while a restored copy is there
        String restore = head.header("x-amz-restore").orElse("");
        if (!isArchived(head) || restore.contains("ongoing-request=\"false\"")) {
            return Optional.empty();
        }
        String where = "the object is archived (" + archive(head) + ")";
        return Optional.of(
                restore.contains("ongoing-request=\"true\"")
                        ? where + " and being restored; try again later"
                        : where + "; to restore it: "
                                + restoreCommand(location, isArchivedByItself(head) ? "'{}'" : FOR_DAYS));
    }

    private static boolean isArchived(ObjectHead head) {
        return ARCHIVES.contains(head.header(STORAGE_CLASS).orElse("")) || isArchivedByItself(head);
    }

    /** Intelligent-Tiering moves what nobody asks for into its archive tiers, and back for good, not for a number of days. */
    private static boolean isArchivedByItself(ObjectHead head) {
        return TIERS.contains(head.header(ARCHIVE_STATUS).orElse(""));
    }

    private static String archive(ObjectHead head) {
        return head.header(isArchivedByItself(head) ? ARCHIVE_STATUS : STORAGE_CLASS)
                .orElse("");
    }

    /** The command that brings the bytes back, as it can be pasted into a shell. */
    static String restoreCommand(S3Location location, String request) {
        String key = location.key().replace("'", "'\\''");
        return "aws s3api restore-object --bucket " + location.bucket() + " --key '" + key + "' --restore-request "
                + request;
    }
}
