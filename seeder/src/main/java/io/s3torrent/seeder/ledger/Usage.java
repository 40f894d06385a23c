package io.s3torrent.seeder.ledger;

/**
 * What a bill is made of: counted, or foreseen.
 *
 * @param gets requests of the cheap class: GET, HEAD
 * @param puts requests of the dear class: PUT, POST, LIST
 * @param bytesRead object bytes that left the store
 * @param bytesUploaded bytes that this machine sent to peers
 */
public record Usage(long gets, long puts, long bytesRead, long bytesUploaded) {

    /** Nothing at all. */
    public static final Usage NOTHING = new Usage(0, 0, 0, 0);

    /** Reading so many bytes by so many GETs and HEADs. */
    public static Usage reading(long bytes, long gets) {
        return new Usage(gets, 0, bytes, 0);
    }

    /** Requests of both classes. */
    public long requests() {
        return gets + puts;
    }

    /** Both together. */
    public Usage plus(Usage other) {
        return new Usage(
                gets + other.gets, puts + other.puts, bytesRead + other.bytesRead, bytesUploaded + other.bytesUploaded);
    }
}
