package io.s3torrent.seeder.s3.auth;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.net.PercentEncoding;
import io.s3torrent.seeder.s3.auth.QueryString.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The canonical form of a request that Signature Version 4 signs (AWS: "Create a signed AWS API request").
 *
 * <p>Clients differ in details, and proxies change some of them without changing the meaning of the request. So a request has several
 * canonical forms with the same meaning. One of their signatures must match.
 *
 * @param path escaped
 * @param query escaped and sorted
 * @param host value of the {@code Host} header
 * @param encoding value of {@code Accept-Encoding}
 * @param content hash of the body, or the word {@code UNSIGNED-PAYLOAD}
 */
record CanonicalRequest(
        SignedRequest request,
        Signature claimed,
        String path,
        String query,
        String host,
        String encoding,
        String content) {
    private static final String ENCODING = "accept-encoding";

    /** Sorts parameters by their escaped names, then by their escaped values. */
    private static final Comparator<Parameter> ORDER =
            Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    /** The signatures of all canonical forms, in hexadecimal digits. */
    static Stream<String> signatures(SignedRequest request, Signature claimed, AccessKey key) {
        byte[] signing = signingKey(claimed, key);
        return readings(request, claimed).stream()
                .map(reading -> HexFormat.of().formatHex(Hmac.SHA256.of(signing, reading.stringToSign())));
    }

    private static byte[] signingKey(Signature claimed, AccessKey key) {
        byte[] derived = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
        for (String part : claimed.scope().split("/", -1)) {
            derived = Hmac.SHA256.of(derived, part);
        }
        return derived;
    }

    /** The form that arrived comes first. */
    private static List<CanonicalRequest> readings(SignedRequest request, Signature claimed) {
        List<CanonicalRequest> readings = new ArrayList<>();
        for (String path : request.paths()) {
            for (String query : queries(request, claimed)) {
                for (String host : hosts(request)) {
                    for (String encoding : encodings(request, claimed)) {
                        for (String content : contents(request, claimed)) {
                            readings.add(new CanonicalRequest(request, claimed, path, query, host, encoding, content));
                        }
                    }
                }
            }
        }
        return readings;
    }

    /** A parameter without a value is signed with an equals sign, but curl 7 signs it as it was sent, without one. */
    private static List<String> queries(SignedRequest request, Signature claimed) {
        return Stream.of("=", "")
                .map(none -> query(request, claimed, none))
                .distinct()
                .toList();
    }

    private static String query(SignedRequest request, Signature claimed, String withoutValue) {
        return request.query().parameters().stream()
                .filter(parameter -> !(claimed.isPresigned() && parameter.name().equals(Signature.QUERY_SIGNATURE)))
                .map(parameter -> new Parameter(
                        PercentEncoding.encode(parameter.name()), PercentEncoding.encode(parameter.value())))
                .sorted(ORDER)
                .map(parameter ->
                        parameter.name() + (parameter.value().isEmpty() ? withoutValue : "=" + parameter.value()))
                .collect(Collectors.joining("&"));
    }

    private static List<String> hosts(SignedRequest request) {
        return Stream.concat(request.header("host").stream(), request.authorities().stream())
                .distinct()
                .toList();
    }

    /** SDKs sign "identity". Proxies replace it by a compression that they want, or remove the header. Answers are never compressed. */
    private static List<String> encodings(SignedRequest request, Signature claimed) {
        String sent = joined(request.all(ENCODING));
        return claimed.headers().contains(ENCODING)
                ? Stream.of(sent, "identity").distinct().toList()
                : List.of(sent);
    }

    /** The content hash that a client signs when the header with the hash is missing or unsigned. The requests here have no body. */
    private static List<String> contents(SignedRequest request, Signature claimed) {
        String silent = claimed.isPresigned() ? SignedRequest.UNSIGNED_CONTENT : SignedRequest.EMPTY_CONTENT;
        return Stream.concat(request.header(SignedRequest.CONTENT_HASH).stream(), Stream.of(silent))
                .distinct()
                .toList();
    }

    private String stringToSign() {
        byte[] hash = Digests.sha256().digest(Hmac.bytes(text()));
        return String.join(
                "\n",
                Signature.ALGORITHM,
                claimed.time(),
                claimed.scope(),
                HexFormat.of().formatHex(hash));
    }

    private String text() {
        String headers = claimed.headers().stream()
                .map(name -> name + ":" + value(name) + "\n")
                .collect(Collectors.joining());
        return String.join("\n", request.method(), path, query, headers, String.join(";", claimed.headers()), content);
    }

    private String value(String name) {
        return switch (name) {
            case "host" -> host;
            case ENCODING -> encoding;
            default -> joined(request.all(name));
        };
    }

    private static String joined(List<String> values) {
        return values.stream().map(value -> value.strip().replaceAll(" +", " ")).collect(Collectors.joining(","));
    }
}
