package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.s3.ObjectException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SeedEventsTest {
    private static final InfoHash INFO_HASH = InfoHash.of(new byte[InfoHash.LENGTH]);

    private final StringWriter out = new StringWriter();

    @Test
    void whatBecomesOfATorrentIsAJsonLine() {
        SeedEvents events = events(OutputFormat.JSON);
        events.gone(INFO_HASH, new ObjectException.NotFound("not there", null));
        events.authError(INFO_HASH, new ObjectException.Denied("expired", null));
        String rest = "\"time\":\"2026-01-02T03:04:05Z\",\"infoHash\":\"" + "0".repeat(40) + "\",\"message\":";
        assertThat(out)
                .hasToString("{\"event\":\"gone\"," + rest + "\"not there\"}\n{\"event\":\"auth-error\"," + rest
                        + "\"expired\"}\n");
    }

    @Test
    void peopleReadTheLog() {
        events(OutputFormat.TEXT).gone(INFO_HASH, new ObjectException.NotFound("not there", null));
        assertThat(out).hasToString("");
    }

    private SeedEvents events(OutputFormat format) {
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
        Console console = new Console(OutputStream.nullOutputStream(), false);
        return new SeedEvents(new Output(format, new PrintWriter(out), console, clock));
    }
}
