package io.s3torrent.tracker.access;

/** Why a passkey opens nothing. */
public enum PasskeyProblem {
    /** The URL has none. */
    MISSING("missing"),
    /** It is no passkey, or one of a later version. */
    MALFORMED("malformed"),
    /** Its time is over. */
    EXPIRED("expired"),
    /** It was not made with the secret. */
    FORGED("not valid here"),
    /** It is for other torrents, or was not made with the secret: nobody can tell. */
    OTHER_TORRENT("not for this torrent"),
    /** Its user is no longer welcome. */
    REVOKED("revoked");

    private final String text;

    PasskeyProblem(String text) {
        this.text = text;
    }

    /** For the user of the client. */
    @Override
    public String toString() {
        return "passkey: " + text;
    }
}
