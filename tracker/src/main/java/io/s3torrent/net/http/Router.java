package io.s3torrent.net.http;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several services behind one port: the first one answers whose question it is.
 *
 * @param otherwise answers what is nobody else's
 */
public record Router(List<Route> routes, HttpService otherwise) implements HttpService {

    /** Which questions are a service's. */
    public record Route(Predicate<HttpRequest> questions, HttpService service) {}

    public Router {
        routes = List.copyOf(routes);
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        routes.stream()
                .filter(route -> route.questions().test(request))
                .findFirst()
                .map(Route::service)
                .orElse(otherwise)
                .serve(request, answer);
    }
}
