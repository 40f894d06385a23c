package io.s3torrent.seeder.dispatch;

/** What the seeder has sent and has yet to send, against what its policy allows. */
final class SeedAccount {
    private static final long RATE_NANOS = 500_000_000L;

    /** So many pieces on offer keep the pipes full until it is known how fast they are. */
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

    /** A piece is on offer to a peer. */
    void offered() {
        owed += pieceLength;
    }

    /** The swarm is given a piece that it had not. */
    void first() {
        firsts++;
    }

    /** It had it after all. */
    void notFirst() {
        firsts--;
    }

    /** An offer has ended towards which so many bytes were sent. */
    void ended(long paid) {
        owed -= pieceLength - paid;
    }

    /** Bytes were sent, some of them towards an open offer. */
    void sent(long bytes, long towardsOffers) {
        sent += bytes;
        owed -= towardsOffers;
    }

    /** Measures how fast the seeder is. */
    void tick(long now) {
        if (measured == 0 || now - measured >= RATE_NANOS) {
            rate = measured == 0 ? 0 : (sent - sentThen) * 1_000_000_000L / (now - measured);
            measured = now;
            sentThen = sent;
        }
    }

    /** More is on offer than can be sent in half a second. */
    boolean isPlentyOnOffer() {
        return owed > rate / 2 + (long) LEAST_OFFERS * pieceLength;
    }

    /** An eighth of what may be on offer where upload is short, in pieces, and one at least. */
    int fewOffers() {
        return 1 + (int) (rate / 16 / pieceLength);
    }

    /** What may be sent in all: so many copies of what the swarm was given first. */
    private long allowed() {
        return policy.copies() * firsts * pieceLength;
    }

    /** What may be sent to those who still lack something, when they have received so much. */
    long allowedTo(long received) {
        return allowed() - sent + received;
    }

    /** Bytes of its open offers that a peer was not sent. */
    long lacking(Leecher<?> leecher) {
        return (long) leecher.openCount * pieceLength - leecher.paid;
    }

    /** True when one copy is all that is wanted. */
    boolean isStrict() {
        return policy.copies() == 1;
    }

    /** True when one piece more for one that cannot trade is no matter: where one copy is all that is wanted, it may cost a sixteenth more. */
    boolean isNearlyAllowed() {
        return !isStrict() || sent + owed + pieceLength <= allowed() + allowed() / 16;
    }

    /** True when one piece more stays within what the policy allows by now, less {@code reserve} bytes. */
    boolean allowsOneMore(long reserve) {
        return sent + owed + pieceLength <= allowed() - reserve;
    }
}
