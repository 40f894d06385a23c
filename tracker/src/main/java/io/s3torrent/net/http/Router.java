package io.s3torrent.net.http;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Serves several services on one port: the first route that matches a request answers it.
 *
 * @param otherwise answers requests that no route matches
 */
public record Router(List<Route> routes, HttpService otherwise) implements HttpService {

    /** A service and the requests that it answers. */
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
