import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeJson, jsonLine, printable } from "#core/text/printable";

const ESC = "\u001b";

/** What a hostile venue could send as a symbol, a reject text or a topic. */
const CORPUS: readonly string[] = [
  ...Array.from({ length: 32 }, (_, code) => `BTC${String.fromCharCode(code)}PERP`),
  ...Array.from({ length: 33 }, (_, at) => `BTC${String.fromCharCode(0x7f + at)}PERP`),
  ...[0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(
    (code) => `a${String.fromCharCode(code)}b`,
  ),
  ...[0x00ad, 0x115f, 0x1160, 0x180e, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x2060, 0x2064, 0x3164, 0xfeff, 0xffa0, 0xfff9, 0xfffb].map(
    (code) => `a${String.fromCharCode(code)}b`,
  ),
  `${ESC}[2J${ESC}[H`,
  `${ESC}]0;owned\u0007`,
  `${ESC}]8;;https://evil.example\u0007click${ESC}]8;;\u0007`,
  `${ESC}]52;c;cm0gLXJmIH4=\u0007`,
  `${ESC}P+q544e\u001b\\`,
  `${ESC}[?1049h`,
  `${ESC}[6n`,
  `${ESC}c`,
  "\u009b31mred",
  "\u009d0;title\u009c",
  "\u0090payload\u009c",
  "line one\nline two",
  "carriage\rreturn",
  "back\bspace",
  '\r\n{"level":"error","event":"forged"}',
  "tab\tseparated",
  "nul\u0000byte",
  "\u202eYUB\u202c",
  "\u{e0041}\u{e007f}",
  "\ud800",
  "\udc00lone",
  "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
  "%s%n%x",
  "$(reboot)",
  "`reboot`",
  "';DROP TABLE trades;--",
  "<script>alert(1)</script>",
  '=HYPERLINK("http://evil")',
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "orders.>",
  "x".repeat(100_000),
  "💥".repeat(2_000),
];

/** Nothing of this may reach a terminal: controls, C1, bidi and zero-width marks, separators, lone surrogates. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u;

test("the corpus is large enough to mean something", () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(100);
});

test.each(CORPUS.map((text, at) => [at, text] as const))(
  "hostile string %i reaches the terminal inert, on one line, bounded",
  (_, text) => {
    const shown = printable(text);
    expect(FORBIDDEN.test(shown)).toBe(false);
    expect(shown.length).toBeLessThan(15_000);
  },
);

test.each(CORPUS.map((text, at) => [at, text] as const))(
  "hostile string %i survives a JSON line unchanged and hides nothing in it",
  (_, text) => {
    const line = jsonLine({ text });
    expect(FORBIDDEN.test(line)).toBe(false);
    expect(JSON.parse(line)).toEqual({ text });
  },
);

test("any text at all stays inert, and harmless text stays itself", () => {
  const units = fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x2ff })), { maxLength: 30 });
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes);
      return !FORBIDDEN.test(printable(text)) && JSON.parse(jsonLine(text)) === text;
    }),
  );
  expect(printable("BTC/USDT:USDT — 価格")).toBe("BTC/USDT:USDT — 価格");
});

test("an escape shows which mark was there", () => {
  expect(printable(`a${ESC}[31m\n\u202e`)).toBe("a\\u001b[31m\\n\\u202e");
});

test("marks stacked on a letter are cut to three", () => {
  expect(printable(`e${"\u0301".repeat(50)}!`)).toBe("e\u0301\u0301\u0301!");
});

test("newlines between the tokens of a frame become spaces and the value stays", () => {
  const frame = '{\n\t"symbol": "BTC\u2028PERP"\r\n}';
  const line = escapeJson(frame);
  expect(line).toBe('{  "symbol": "BTC\\u2028PERP"  }');
  expect(JSON.parse(line)).toEqual(JSON.parse(frame));
});
