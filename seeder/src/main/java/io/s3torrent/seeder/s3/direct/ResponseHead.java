package io.s3torrent.seeder.s3.direct;

import java.net.ProtocolException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The status and the headers of an answer (RFC 9112). */
public final class ResponseHead {
    private static final String LINE_END = "\r\n";
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private final int status;
    private final boolean persistent;
    private final Map<String, String> headers;

    private ResponseHead(int status, boolean persistent, Map<String, String> headers) {
        this.status = status;
        this.persistent = persistent;
        this.headers = headers;
    }

    /**
     * Parses all lines before the empty line.
     *
     * @throws ProtocolException when the head is malformed or ambiguous
     */
    static ResponseHead parse(String text) throws ProtocolException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int end = endOfLine(text, 0);
        String first = text.substring(0, end);
        while (end < text.length()) {
            int start = end + LINE_END.length();
            end = endOfLine(text, start);
            addHeader(headers, text.substring(start, end));
        }
        return new ResponseHead(status(first), first.startsWith("HTTP/1.1"), headers);
    }

    private static int endOfLine(String text, int start) {
        int end = text.indexOf(LINE_END, start);
        return end < 0 ? text.length() : end;
    }

    private static int status(String line) throws ProtocolException {
        boolean known = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        boolean whole =
                line.length() == STATUS_LINE || (line.length() > STATUS_LINE && line.charAt(STATUS_LINE) == ' ');
        if (!known || !whole) {
            throw new ProtocolException("not an answer of HTTP/1.1");
        }
        return (int) number(line.substring(STATUS_LINE - 3, STATUS_LINE));
    }

    private static void addHeader(Map<String, String> headers, String line) throws ProtocolException {
        int colon = line.indexOf(':');
        if (colon < 1 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') {
            throw new ProtocolException("not a header");
        }
        String value = line.substring(colon + 1).strip();
        String before = headers.put(line.substring(0, colon), value);
        if (before != null && line.regionMatches(true, 0, "Content-", 0, 8) && !before.equals(value)) {
            throw new ProtocolException("two different headers " + line.substring(0, colon));
        }
    }

    private static long number(String digits) throws ProtocolException {
        if (digits.isEmpty()
                || digits.length() > 18
                || !digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new ProtocolException("not a number where one must be");
        }
        return Long.parseLong(digits);
    }

    /** The status code, such as 206. */
    public int status() {
        return status;
    }

    /** A header's value; the last one if the header is repeated. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** All headers; lookup by name ignores case. */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /** The number of body bytes that follow; empty when only the end of the connection ends the body. */
    public OptionalLong bodyLength() throws ProtocolException {
        String length = headers.get("Content-Length");
        return length == null || headers.containsKey("Transfer-Encoding")
                ? OptionalLong.empty()
                : OptionalLong.of(number(length));
    }

    /** True when the connection can carry another request. */
    boolean keepsConnection() {
        String connection = headers.get("Connection");
        return connection == null ? persistent : persistent && !connection.equalsIgnoreCase("close");
    }
}
