package io.s3torrent.cli.output;

import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Reports that a budget is nearly used, used up, or renewed. */
public record BudgetReport(BudgetEvent event) {

    public void print(Output output) {
        output.console().note(text());
        JsonLine json = output.event("budget")
                .put("kind", word(event.kind()))
                .put("used", event.used())
                .put("limit", event.budget().bytes())
                .put("period", event.budget().period().word())
                .put("state", word(event.state()));
        output.print(json, List.of());
    }

    public String text() {
        String budget = "the " + (event.kind() == Kind.S3 ? "S3" : "upload") + " budget of " + event.budget();
        return switch (event.state()) {
            case WARNING -> "warning: " + Size.text(event.used()) + " of " + budget + " used";
            case EXHAUSTED -> budget + " is used up: " + consequence() + until();
            case RENEWED -> budget + " is renewed";
        };
    }

    private String consequence() {
        return event.kind() == Kind.S3 ? "only cached pieces are served" : "nothing is served";
    }

    private String until() {
        return event.renewal().equals(Instant.MAX) ? "" : " until " + event.renewal();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
