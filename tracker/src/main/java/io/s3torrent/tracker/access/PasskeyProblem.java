package io.s3torrent.tracker.access;

/** The reasons to reject a passkey. */
public enum PasskeyProblem {
    /** The URL has no passkey. */
    MISSING("missing"),
    /** The text is not a passkey, or a passkey of a later version. */
    MALFORMED("malformed"),
    /** The passkey has expired. */
    EXPIRED("expired"),
    /** The passkey was not made with this secret. */
    FORGED("not valid here"),
    /** The passkey is for another torrent, or was not made with this secret: the hash cannot tell which. */
    OTHER_TORRENT("not for this torrent"),
    /** The passkeys of this user are revoked. */
    REVOKED("revoked");

    private final String text;

    PasskeyProblem(String text) {
        this.text = text;
    }

    /** The reason as text for the client's user. */
    @Override
    public String toString() {
        return "passkey: " + text;
    }
}
