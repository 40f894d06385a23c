package io.s3torrent.net.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts answers by their status; the answers are another's. Safe for use by many threads. */
public final class CountingService implements HttpService {
    private final HttpService service;
    private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

    public CountingService(HttpService service) {
        this.service = service;
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        service.serve(request, given -> {
            byStatus.computeIfAbsent(given.status(), first -> new LongAdder()).increment();
            answer.accept(given);
        });
    }

    /** How many of each status there were until now. */
    public Map<Integer, Long> answers() {
        Map<Integer, Long> answers = new TreeMap<>();
        byStatus.forEach((status, count) -> answers.put(status, count.sum()));
        return answers;
    }
}
