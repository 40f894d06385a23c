package io.s3torrent.seeder.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ArchiveStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects that lie in an archive: HEAD finds them, but their bytes can only be read after hours of restoring. */
final class ArchivedObject {
    /** A copy for a while: what Glacier asks for. */
    static final String FOR_DAYS = "Days=7";

    private ArchivedObject() {}

    /** Why the object cannot be read now, and what to do about it; empty when it can. */
    static Optional<String> refusal(S3Location location, HeadObjectResponse head) {
        // x-amz-restore: ongoing-request="false", expiry-date="…" while a restored copy is there
        String restore = Optional.ofNullable(head.restore()).orElse("");
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

    private static boolean isArchived(HeadObjectResponse head) {
        StorageClass storageClass = head.storageClass();
        return storageClass == StorageClass.GLACIER
                || storageClass == StorageClass.DEEP_ARCHIVE
                || isArchivedByItself(head);
    }

    /** Intelligent-Tiering moves what nobody asks for into its archive tiers, and back for good, not for a number of days. */
    private static boolean isArchivedByItself(HeadObjectResponse head) {
        return head.archiveStatus() == ArchiveStatus.ARCHIVE_ACCESS
                || head.archiveStatus() == ArchiveStatus.DEEP_ARCHIVE_ACCESS;
    }

    private static String archive(HeadObjectResponse head) {
        return isArchivedByItself(head) ? head.archiveStatusAsString() : head.storageClassAsString();
    }

    /** The command that brings the bytes back, as it can be pasted into a shell. */
    static String restoreCommand(S3Location location, String request) {
        String key = location.key().replace("'", "'\\''");
        return "aws s3api restore-object --bucket " + location.bucket() + " --key '" + key + "' --restore-request "
                + request;
    }
}
