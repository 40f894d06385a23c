package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;

/** Answers who has a torrent and asks whether there is a newer one of the same object (BEP 39). */
record Successors(Principals principals, Catalogue catalogue, TorrentHandler giving) {

    /** A torrent that is not known, and one that is not for who asks, are the same to him. */
    void answer(GatewayExchange call) throws RefusedException, ObjectException {
        Principal principal = principals.of(call.request(), call.query());
        InfoHash old = infoHash(call.query().value("info_hash").orElse(""));
        S3Location object = catalogue.object(old, principal.grants()).orElseThrow(TorrentForm::noSuccessor);
        giving.give(call, principal, object, TorrentForm.successorOf(old));
    }

    private static InfoHash infoHash(String hex) throws RefusedException {
        try {
            return hex.length() == 2 * InfoHash.LENGTH
                    ? InfoHash.ofHex(hex)
                    : InfoHashV2.ofHex(hex).truncated();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_ARGUMENT, "info_hash: expected 40 or, of v2, 64 hexadecimal digits.");
        }
    }
}
