package io.s3torrent.seeder.ledger;

/**
 * The numbers that determine a bill, counted or estimated.
 *
 * @param gets requests of the cheap class: GET, HEAD
 * @param puts requests of the expensive class: PUT, POST, LIST
 * @param bytesRead object bytes that left the store
 * @param bytesUploaded bytes that this machine sent to peers
 */
public record Usage(long gets, long puts, long bytesRead, long bytesUploaded) {

    /** No requests and no bytes. */
    public static final Usage NOTHING = new Usage(0, 0, 0, 0);

    /** The usage of reading {@code bytes} with {@code gets} GETs and HEADs. */
    public static Usage reading(long bytes, long gets) {
        return new Usage(gets, 0, bytes, 0);
    }

    /** Requests of both classes. */
    public long requests() {
        return gets + puts;
    }

    /** The sum of both. */
    public Usage plus(Usage other) {
        return new Usage(
                gets + other.gets, puts + other.puts, bytesRead + other.bytesRead, bytesUploaded + other.bytesUploaded);
    }
}
