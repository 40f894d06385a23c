package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * A bucket name or access point ARN at the start of a text, split from what follows its slash.
 *
 * <p>As in the AWS CLI, the ARN of an access point can stand for a bucket: {@code arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME}, or with a
 * colon before the name. The bucket is then the whole ARN, up to the slash after the access point's name.
 *
 * @param bucket not empty
 * @param rest the text after the slash that ends the bucket; empty when there is no slash
 */
public record BucketPath(String bucket, Optional<String> rest) {
    private static final String ARN = "arn:";
    private static final String RESOURCE = "accesspoint";
    private static final String EXPECTED = " (expected: arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME)";

    /** An ARN has six parts: the scheme, partition, service, region, account and resource. */
    private static final int PARTS = 6;

    /**
     * Splits {@code BUCKET}, {@code BUCKET/REST}, or the same with an ARN as the bucket.
     *
     * @throws IllegalArgumentException when the bucket is missing or its ARN is not supported; the message is written for the user
     */
    public static BucketPath of(String text) {
        int start = isArn(text) ? startOfName(text) : 0;
        int slash = text.indexOf('/', start);
        String bucket = slash < 0 ? text : text.substring(0, slash);
        if (bucket.length() == start) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no bucket (expected: BUCKET/KEY, or the ARN of an access point)");
        }
        return new BucketPath(bucket, slash < 0 ? Optional.empty() : Optional.of(text.substring(slash + 1)));
    }

    static boolean isArn(String text) {
        return text.startsWith(ARN);
    }

    /** The name for a file or folder that stands for the bucket: an ARN gives the access point's name. */
    static String nameOf(String bucket) {
        return isArn(bucket) ? bucket.substring(startOfName(bucket)) : bucket;
    }

    /** The index at which the access point's name begins in its ARN. */
    private static int startOfName(String arn) {
        String[] parts = arn.split(":", PARTS);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException("\"" + arn + "\": not the ARN of an access point" + EXPECTED);
        }
        String service = parts[2];
        String region = parts[3];
        String resource = parts[5];
        switch (service) {
            case "s3" -> {}
            case "s3-outposts" ->
                throw refused(arn, "S3 on Outposts uses its own signing and routing, which are not supported");
            case "s3-object-lambda" ->
                throw refused(
                        arn,
                        "an Object Lambda access point may change the bytes of each answer, so a torrent of them cannot be verified;"
                                + " use the access point below it");
            default -> throw refused(arn, "the ARN is of service \"" + service + "\"");
        }
        if (!resource.startsWith(RESOURCE + "/") && !resource.startsWith(RESOURCE + ":")) {
            throw refused(arn, "the ARN does not name an access point; write s3://BUCKET/KEY for a bucket");
        }
        if (region.isEmpty()) {
            throw refused(
                    arn,
                    "a multi-region access point needs Signature Version 4A, which is not supported; use one of its buckets,"
                            + " or an access point of one region");
        }
        return arn.length() - resource.length() + RESOURCE.length() + 1;
    }

    private static IllegalArgumentException refused(String arn, String why) {
        return new IllegalArgumentException("\"" + arn + "\": " + why + EXPECTED);
    }
}
