package io.s3torrent.net.http;

/** The fake body fulfils the contract. */
class ScriptedBodyTest extends HttpBodyContract {
    private static final int LENGTH = 200_000;

    @Override
    protected HttpBody body() {
        ScriptedBody body = new ScriptedBody(LENGTH);
        body.give(LENGTH);
        return body;
    }

    @Override
    protected byte[] content() {
        return ScriptedBody.bytes(0, LENGTH);
    }

    @Override
    protected HttpBody breaking() {
        ScriptedBody body = new ScriptedBody(LENGTH);
        body.give(100_000);
        body.fail();
        return body;
    }
}
