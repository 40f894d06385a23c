package io.s3torrent.cli.output;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeedListener;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.List;

/** Prints events of seeded torrents as JSON lines. In text mode the log has them. */
public record SeedEvents(Output output) implements SeedListener {
    @Override
    public void gone(InfoHash infoHash, ObjectException reason) {
        print("gone", infoHash, reason);
    }

    @Override
    public void authError(InfoHash infoHash, ObjectException reason) {
        print("auth-error", infoHash, reason);
    }

    private void print(String event, InfoHash infoHash, ObjectException reason) {
        output.print(
                output.event(event).put("infoHash", infoHash.hex()).put("message", reason.getMessage()), List.of());
    }
}
