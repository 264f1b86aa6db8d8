import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type LogLevel } from "#core/port";
import { createLog, silentLog } from "#observe/log";
import { createRedactor, secretName } from "#observe/redaction";

function rig(level: LogLevel = "trace", secrets: readonly string[] = []) {
  const lines: string[] = [];
  const clock = new VirtualClock();
  const log = createLog({ clock, level, write: (line) => lines.push(line), redactor: createRedactor(secrets) });
  return { log, lines, clock, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? "{}") };
}

test("A line holds time, level and event first, then the fields, as one JSON object", () => {
  const { log, lines } = rig();
  log.write("info", "connected", { connection: "lmex futures oss #1", epoch: 1, absent: undefined });
  expect(lines).toEqual([
    '{"time":"2026-01-01T00:00:00.000Z","level":"info","event":"connected","connection":"lmex futures oss #1","epoch":1}',
  ]);
});

test("Lines below the level are not written and not wanted", () => {
  const { log, lines } = rig("warn");
  log.write("info", "quiet");
  log.write("error", "loud");
  expect(lines.length).toBe(1);
  expect(log.enabled("info")).toBe(false);
  expect(log.enabled("warn")).toBe(true);
});

test("The silent log writes nothing and wants nothing", () => {
  silentLog.write("error", "x");
  expect(silentLog.enabled("error")).toBe(false);
});

test.each(["apiKey", "api_secret", "ACCESS-PASSPHRASE", "request-sign", "signature", "listenKey", "Authorization", "token", "set-cookie"])(
  "A field called %s is redacted whatever it holds",
  (name) => {
    const { log, last } = rig();
    log.write("info", "x", { [name]: "abc", nested: { [name]: ["abc"] } });
    expect(last()).toMatchObject({ [name]: "[redacted]", nested: { [name]: "[redacted]" } });
  },
);

test.each(["signal", "monkey", "keyboard", "author", "tokenizer", "design", "level"])(
  "A field called %s is not mistaken for a secret",
  (name) => {
    expect(secretName(name)).toBe(false);
  },
);

const SECRET = 'c4n/ary+"s3cret=key~0001';

test.each([
  ["as it is", SECRET],
  ["inside a sentence", `refused: ${SECRET}!`],
  ["in hex", Buffer.from(SECRET).toString("hex")],
  ["in upper-case hex", Buffer.from(SECRET).toString("hex").toUpperCase()],
  ["in base64", Buffer.from(SECRET).toString("base64")],
  ["in base64url", Buffer.from(SECRET).toString("base64url")],
  ["in base64 behind one byte", Buffer.from(`u${SECRET}z`).toString("base64")],
  ["in base64 behind a user name", Buffer.from(`me:${SECRET}`).toString("base64")],
  ["in base64 behind three bytes", Buffer.from(`abc${SECRET}xyz`).toString("base64")],
  ["URL-encoded", encodeURIComponent(SECRET)],
  ["form-encoded", new URLSearchParams({ v: SECRET }).toString()],
  ["as JSON", JSON.stringify({ v: SECRET })],
])("A registered secret is found %s, in any field, name, event or error", (_name, text) => {
  const { log, lines } = rig("trace", [SECRET]);
  log.write("info", text, { words: text, list: [text], [text]: 1, error: new Error(text, { cause: new Error(text) }) });
  const line = lines[0] ?? "";
  expect(line).toContain("[redacted]");
  const core = text.replace(/^(refused: |v=)/, "").slice(4, -4);
  expect(line).not.toContain(JSON.stringify(core).slice(1, -1));
  expect(line).not.toContain("s3cret");
});

test("A secret at the edge of a cut is not left behind by half", () => {
  const { log, lines } = rig("trace", ["hunter2-hunter2"]);
  for (const pad of [500, 505, 510, 65_525, 65_530])
    log.write("info", "x", { words: `${"a".repeat(pad)}hunter2-hunter2 tail ${"b".repeat(70_000)}` });
  for (const line of lines) expect(line).not.toContain("hunter");
});

test("A secret of digits is not printed as a number", () => {
  const { log, last } = rig("trace", ["123456789"]);
  log.write("info", "x", { words: 123456789 });
  expect(last()["words"]).toBe("[redacted]");
});

test("Whatever a venue sends stays on one line, without control characters, escapes or marks that reverse text", () => {
  const { log, lines, last } = rig();
  const hostile = 'a\r\nb\u001b[2Jc\u0000d\u009b31me\u2028f\u2029g\u202eh\u2066i\u007fj\ud800k"}{"level":"error';
  log.write("info", hostile, { [hostile]: hostile });
  const line = lines[0] ?? "";
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e\u2066]/);
  expect(last()["event"]).toBe(hostile);
  expect(last()["level"]).toBe("info");
});

test("A field can neither pose as the level of its line nor reach a prototype", () => {
  const { log, last } = rig();
  log.write("info", "x", JSON.parse('{"level":"error","time":"never","__proto__":{"polluted":true}}'));
  expect(last()).toMatchObject({ level: "info", "field-level": "error", "field-time": "never" });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("Long texts, wide objects, deep objects, bytes and odd numbers are cut to a line of bounded length", () => {
  const { log, lines, last } = rig();
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f${at}`, "x".repeat(2_000)]));
  log.write("info", "x", {
    long: "y".repeat(100_000),
    loop,
    wide,
    bytes: new Uint8Array(9),
    big: 10n ** 20n,
    nan: Number.NaN,
    run: () => 1,
  });
  expect((lines[0] ?? "").length).toBeLessThan(25_000);
  expect(last()).toMatchObject({ bytes: "[9 bytes]", big: "100000000000000000000", nan: "NaN" });
  expect(last()["long"]).toMatch(/^y{512}… \[cut from 100000\]$/);
});

test("A writer or a getter that throws costs its line and nothing else", () => {
  const clock = new VirtualClock();
  const broken = createLog({
    clock,
    write: () => {
      throw new Error("EPIPE");
    },
  });
  broken.write("info", "x");
  const { log, lines } = rig();
  log.write("info", "x", {
    get boom(): string {
      throw new Error("no");
    },
  });
  expect([broken.lost, log.lost, lines.length]).toEqual([1, 1, 0]);
});

test("Secrets registered later count from then on, and short words are never taken for secrets", () => {
  const redactor = createRedactor(["abc"]);
  expect(redactor.clean("abc later-secret")).toBe("abc later-secret");
  redactor.add("later-secret");
  expect(redactor.clean("abc later-secret")).toBe("abc [redacted]");
});
