package io.s3torrent.seeder.dispatch;

/** Compares the bytes that the seeder has sent and has offered with what its policy allows. */
final class SeedAccount {
    private static final long RATE_NANOS = 500_000_000L;

    /** This many open offers keep the connections busy until their speed is known. */
    private static final int LEAST_OFFERS = 4;

    private final CopyPolicy policy;
    private final int pieceLength;
    private long sent;
    private long owed;
    private long firsts;
    private long rate;
    private long measured;
    private long sentThen;

    SeedAccount(CopyPolicy policy, int pieceLength) {
        this.policy = policy;
        this.pieceLength = pieceLength;
    }

    int pieceLength() {
        return pieceLength;
    }

    /** Counts a piece that was offered to a peer. */
    void offered() {
        owed += pieceLength;
    }

    /** Counts a piece that no peer of the swarm had. */
    void first() {
        firsts++;
    }

    /** Takes back one {@link #first}: the peer did not receive the piece. */
    void notFirst() {
        firsts--;
    }

    /** Counts an offer that has ended; {@code paid} bytes were sent towards it. */
    void ended(long paid) {
        owed -= pieceLength - paid;
    }

    /** Counts sent bytes; {@code towardsOffers} of them belong to open offers. */
    void sent(long bytes, long towardsOffers) {
        sent += bytes;
        owed -= towardsOffers;
    }

    /** Measures the seeder's upload rate. */
    void tick(long now) {
        if (measured == 0 || now - measured >= RATE_NANOS) {
            rate = measured == 0 ? 0 : (sent - sentThen) * 1_000_000_000L / (now - measured);
            measured = now;
            sentThen = sent;
        }
    }

    /** True if more is on offer than can be sent in half a second. */
    boolean isPlentyOnOffer() {
        return owed > rate / 2 + (long) LEAST_OFFERS * pieceLength;
    }

    /** An eighth of the bytes that may be on offer when upload is short, in pieces; at least one. */
    int fewOffers() {
        return 1 + (int) (rate / 16 / pieceLength);
    }

    /** The bytes that may be sent in total: the policy's number of copies of each piece that was given to the swarm. */
    private long allowed() {
        return policy.copies() * firsts * pieceLength;
    }

    /** The bytes that peers with missing pieces may have received in total, given the bytes that they have {@code received}. */
    long allowedTo(long received) {
        return allowed() - sent + received;
    }

    /** Bytes of a peer's open offers that were not sent yet. */
    long lacking(Leecher<?> leecher) {
        return (long) leecher.openCount * pieceLength - leecher.paid;
    }

    /** True if the policy allows one copy. */
    boolean isStrict() {
        return policy.copies() == 1;
    }

    /** True if a peer that cannot trade may get one more piece. Under a policy of one copy, such pieces may cost a sixteenth more. */
    boolean isNearlyAllowed() {
        return !isStrict() || sent + owed + pieceLength <= allowed() + allowed() / 16;
    }

    /** True if one more piece stays within what the policy allows now, less {@code reserve} bytes. */
    boolean allowsOneMore(long reserve) {
        return sent + owed + pieceLength <= allowed() - reserve;
    }
}
