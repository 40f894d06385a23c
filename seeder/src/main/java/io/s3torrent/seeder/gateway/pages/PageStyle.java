package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the page looks: by day and by night, in a window and on a phone, where each row is a card. */
final class PageStyle {
    static final String CSS = """
            :root{--ink:#1b1f24;--dim:#5c6670;--paper:#f6f7f9;--card:#fff;--line:#dde1e6;--link:#0b5cad;--on:#fff}
            @media (prefers-color-scheme:dark){
            :root{--ink:#e6e9ed;--dim:#98a2ad;--paper:#14171b;--card:#1c2026;--line:#2d333b;--link:#6cb2ff;--on:#10141a}}
            *{box-sizing:border-box}
            body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--ink);
            font:16px/1.45 system-ui,sans-serif}
            header{display:flex;align-items:baseline;justify-content:space-between;gap:1rem;margin-bottom:1rem}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:0 0 .5rem}
            a{color:var(--link)}nav a{margin-left:.75rem}
            table,.note{width:100%;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
            table{border-spacing:0}.note{padding:1.25rem}.note p{margin:.75rem 0 0}
            th{font-size:.8rem;color:var(--dim);text-align:left;font-weight:600;white-space:nowrap}
            th,td{padding:.6rem .9rem;vertical-align:top}
            td{border-top:1px solid var(--line)}
            .object{width:100%;overflow-wrap:anywhere}.key{display:block;text-align:left;font-weight:600;white-space:pre-wrap;max-height:6em;overflow:auto}
            .bucket{display:block;color:var(--dim);font-size:.85rem}
            .number,.since,.get{white-space:nowrap;font-variant-numeric:tabular-nums}
            th:nth-child(2),th:nth-child(3),.number{text-align:right}
            .since{color:var(--dim)}
            .get a{display:inline-block;padding:.1rem .6rem;border:1px solid var(--link);border-radius:1rem;
            text-decoration:none;font-size:.9rem}
            .get a:hover,.get a:focus{background:var(--link);color:var(--on)}
            pre{overflow-x:auto;margin:.75rem 0;padding:.9rem;background:var(--paper);border-radius:.4rem}
            code,pre{font-family:ui-monospace,monospace;font-size:.9rem}
            .next{text-align:center}footer{margin-top:1.5rem;color:var(--dim);font-size:.85rem}
            @media (max-width:44rem){
            body{padding:1rem .75rem}thead{position:absolute;left:-9999px}
            table{background:none;border:0}tbody,tr,td{display:block}
            tr{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem;margin-bottom:.6rem}
            td{border:0;padding:0}.number,.since{display:inline;color:var(--dim);font-size:.85rem}
            .number::after{content:" " attr(data-is) " · "}
            .get{margin-top:.6rem}.get a{padding:.3rem 1rem;margin-right:.4rem}}
            """;

    /** Of the text between the tags, by which a browser knows that the style is ours. */
    static final String HASH =
            Base64.getEncoder().encodeToString(Digests.sha256().digest(CSS.getBytes(StandardCharsets.UTF_8)));

    private PageStyle() {}
}
