import assert from "node:assert/strict";
import fc from "fast-check";
import { keepSecret, quote, redact } from "../../provider/dist/redact.js";

describe("redaction", () => {
    it("masks a remembered secret wherever it stands in a text", () => {
        keepSecret("hunter22-plain");
        assert.equal(redact("login hunter22-plain failed: hunter22-plain"), "login [secret] failed: [secret]");
    });

    const awkward = `p"a\\ss<&>'w/örd`;

    it("masks a secret also as JSON, URL and base64 write it", () => {
        keepSecret(awkward);
        const forms = [JSON.stringify(awkward), encodeURIComponent(awkward), Buffer.from(awkward).toString("base64")];
        for (const form of forms) assert.ok(redact(`said: ${form}.`).includes("[secret]"), form);
    });

    it("finds a secret in a page, however it was escaped, also twice", () => {
        keepSecret(awkward);
        for (const form of [
            "p&quot;a\\ss&lt;&amp;&gt;'w/örd",
            "p&#34;a&#92;ss&#x3c;&#38;&#x3E;&#39;w&#47;&#246;rd",
            "p&amp;quot;a\\ss&amp;lt;&amp;amp;&amp;gt;'w/örd",
        ]) {
            assert.equal(quote(`said: ${form}.`), "said: [secret].", form);
        }
    });

    it("withholds a text that holds a secret in a mix of escapes", () => {
        keepSecret("mixed/escape+secret");
        assert.equal(quote("x mixed%2fescape\\u002bsecret"), "(text withheld: it may hold a secret)");
    });

    it("masks the longer of two secrets first, so that no rest of it is left", () => {
        keepSecret("prefix-secret");
        keepSecret("prefix-secret-and-more");
        assert.equal(redact("prefix-secret-and-more"), "[secret]");
    });

    it("leaves our own words alone when a secret is too short to mask, but withholds a stranger's text with it", () => {
        keepSecret("xq");
        assert.equal(redact("an xq in our own words"), "an xq in our own words");
        assert.equal(quote("your password xq is wrong"), "(text withheld: it may hold a secret)");
    });

    it("takes terminal escapes and control characters out of a stranger's text", () => {
        assert.equal(quote("\u001b[31mred\u001b[0m\u0000 \u202eright\u200b\r\nline"), "red right line");
    });

    it("finds a secret that control characters were put into", () => {
        keepSecret("split-secret-value");
        assert.ok(!quote("x split-\u0000secret-\u001b[1mvalue").includes("split-secret-value"));
    });

    it("shortens a stranger's text after masking, never through the middle of a secret", () => {
        keepSecret("S".repeat(50));
        const text = quote(`${"a".repeat(280)} ${"S".repeat(50)} tail`);
        assert.ok(!text.includes("SSS"));
        assert.ok(text.length <= 301);
    });

    it("never lets a remembered secret through, whatever the text around it", () => {
        fc.assert(
            fc.property(
                fc.string({ minLength: 4, maxLength: 40, unit: "grapheme" }).filter((s) => s.trim().length >= 4),
                fc.string({ unit: "binary" }),
                fc.string({ unit: "binary" }),
                (secret, before, after) => {
                    keepSecret(secret);
                    const shown = redact(before + secret + after);
                    return !shown.replaceAll("[secret]", "").includes(secret) || "[secret]".includes(secret);
                },
            ),
            { numRuns: 300 },
        );
    });

    it("ignores what is no text", () => {
        keepSecret(undefined);
        keepSecret(42);
        keepSecret("");
        assert.equal(redact("42"), "42");
    });
});
