package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.s3.auth.QueryString;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The torrent that a request is for: {@code ?torrent} behind the key, as S3 has it, or an ending of it, as people have it. */
record RequestedTorrent(RequestTargetParser target, TorrentForm form) {

    /** These lead to a refusal that says what to sign with. */
    private static final List<String> SIGNATURE_V2 = List.of("AWSAccessKeyId", "Expires", "Signature");

    /** What is asked for; empty when it is no torrent. */
    static Optional<RequestedTorrent> of(RequestTargetParser named, QueryString query) {
        if (query.has("torrent")) {
            return Optional.of(new RequestedTorrent(named, TorrentForm.FILE))
                    .filter(wish -> !wish.target().key().isEmpty());
        }
        return isPlain(query)
                ? named.without(".torrent")
                        .map(target -> new RequestedTorrent(target, TorrentForm.FILE))
                        .or(() ->
                                named.without(".magnet").map(target -> new RequestedTorrent(target, TorrentForm.LINK)))
                : Optional.empty();
    }

    /** Any other parameter than those of signatures and SDKs names a call of S3's. */
    private static boolean isPlain(QueryString query) {
        return query.parameters().stream()
                .map(QueryString.Parameter::name)
                .allMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-") || SIGNATURE_V2.contains(name));
    }
}
