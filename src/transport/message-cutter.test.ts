// Costs half a second. `ws`'s own receiver is the judge: with the cutter in front of it, the same must be heard as without.

import fc from "fast-check";
import { expect, test } from "vitest";
import * as ws from "ws";
import { systemClock } from "#clock/system-clock";
import { MessageCutter } from "#transport/message-cutter";

const BYTES_MAX = 60_000;

interface Receiver {
  on(event: string, heard: (...words: never[]) => void): void;
  write(piece: Buffer): void;
}

/** The types do not know the class that reads frames in `ws`. */
const { Receiver: WsReceiver } = ws as unknown as { readonly Receiver: new (options: object) => Receiver };

function receiver(log: string[]): Receiver {
  const made = new WsReceiver({ maxPayload: BYTES_MAX, skipUTF8Validation: true });
  made.on("message", (bytes: Buffer) => log.push(`message ${bytes.toString("latin1")}`));
  made.on("ping", (bytes: Buffer) => log.push(`ping ${bytes.toString("latin1")}`));
  made.on("pong", (bytes: Buffer) => log.push(`pong ${bytes.toString("latin1")}`));
  made.on("conclude", (code: number) => log.push(`conclude ${code}`));
  made.on("error", (error: Error) => log.push(`error ${error.message}`));
  return made;
}

/** A frame with its length in the least bytes, or in more than needed. */
function frame(first: number, payload: Buffer, form: "short" | "middle" | "long" = "short"): Buffer {
  const { length } = payload;
  const long = form === "long" || length > 0xffff;
  if (!long && form === "short" && length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  const head = Buffer.alloc(long ? 10 : 4);
  head[0] = first;
  head[1] = long ? 127 : 126;
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}

const messageWords = (message: Uint8Array): string => `message ${Buffer.from(message).toString("latin1")}`;

const payload = fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 300 }) }, fc.constantFrom(0, 125, 126, 60_000, 60_001, 65_536));
const form = fc.constantFrom("short" as const, "middle" as const, "long" as const);
/** Among them payloads that look like frames to whoever begins to read in their middle. */
const fill = fc.constantFrom([0x61], [0x62], [0x81, 0x01, 0x41], [0x81, 0x7e, 0x00, 0x81]);
const texts = fc
  .tuple(payload, form, fill)
  .map(([length, ...[head, fills]]) => frame(0x81, Buffer.alloc(length, Buffer.from(fills)), head));
const control = fc.tuple(fc.constantFrom(0x89, 0x8a), fc.nat({ max: 125 })).map(([first, size]) => frame(first, Buffer.alloc(size, 0x2e)));
const odd = fc.oneof(
  fc.constant(frame(0x88, Buffer.from([0x03, 0xe8]))),
  fc.constant(frame(0x82, Buffer.from("binary"))),
  fc.constant(Buffer.concat([frame(0x01, Buffer.from("frag")), frame(0x89, Buffer.from("!")), frame(0x80, Buffer.from("ment"))])),
  fc.constant(frame(0x89, Buffer.alloc(126))),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
);
const stream = fc.array(fc.oneof({ weight: 12, arbitrary: texts }, { weight: 3, arbitrary: control }, { weight: 1, arbitrary: odd }), {
  maxLength: 12,
});

test("Whatever is sent and however it is read, the same is heard in the same order as from ws alone", async () => {
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat({ max: 700 }), { maxLength: 40 }), async (frames, cuts) => {
      const bytes = Buffer.concat(frames);
      const [alone, cut, announced]: [string[], string[], string[]] = [[], [], []];
      const [judge, behind] = [receiver(alone), receiver(cut)];
      const cutter = new MessageCutter({
        bytesMax: BYTES_MAX,
        ahead: (messages, count) => announced.push(...messages.slice(0, count).map(messageWords)),
        message: (message) => {
          const words = messageWords(message);
          if (announced.length > 0 && announced.shift() !== words) cut.push("not what was announced");
          cut.push(words);
        },
        rest: (piece) => behind.write(piece),
      });
      let at = 0;
      for (const size of [...cuts, bytes.length]) {
        const piece = bytes.subarray(at, at + size);
        at += piece.length;
        if (piece.length === 0) continue;
        judge.write(piece);
        cutter.push(piece);
        // Errors are told a moment later.
        await Promise.resolve();
      }
      await new Promise<void>((resolve) => systemClock.after(0, resolve));
      expect(cut).toEqual(alone);
      expect(announced).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("Plain messages of one read never reach ws, and one that two reads share does whole, wherever they part", () => {
  const nested = Buffer.alloc(600, frame(0x81, Buffer.from("A"))).toString("latin1");
  const words = ["one", nested, "three", nested, "five", "six".repeat(50)];
  // Eight bytes of length are never ours to read.
  const LONG = 3;
  const frames = words.map((word, at) => frame(0x81, Buffer.from(word, "latin1"), at === LONG ? "long" : "short"));
  const bytes = Buffer.concat(frames);
  const ends = frames.map((_, at) => frames.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0));
  const wrong: number[] = [];
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const messages: string[] = [];
    const rest: Buffer[] = [];
    const cutter = new MessageCutter({
      bytesMax: BYTES_MAX,
      ahead: () => undefined,
      message: (message) => messages.push(Buffer.from(message).toString("latin1")),
      rest: (piece) => rest.push(piece),
    });
    cutter.push(bytes.subarray(0, cut));
    cutter.push(bytes.subarray(cut));
    const parted = ends.includes(cut) ? -1 : ends.findIndex((end) => cut < end);
    const ours = (_: unknown, at: number): boolean => at !== parted && at !== LONG;
    const givenOn = Buffer.concat(frames.filter((_, at) => !ours(_, at)));
    if (messages.join() !== words.filter(ours).join() || !givenOn.equals(Buffer.concat(rest))) wrong.push(cut);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ["a close", frame(0x88, Buffer.from([0x03, 0xe8]))],
  ["a piece of a message", frame(0x01, Buffer.from("a"))],
  ["a masked frame", Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x60])],
  ["a message above the cap", frame(0x81, Buffer.alloc(BYTES_MAX + 1))],
])("Behind %s everything is for ws to judge", (_, first) => {
  const messages: Uint8Array[] = [];
  const rest: Buffer[] = [];
  const cutter = new MessageCutter({
    bytesMax: BYTES_MAX,
    ahead: () => undefined,
    message: (bytes) => messages.push(bytes),
    rest: (piece) => rest.push(piece),
  });
  const bytes = Buffer.concat([first, frame(0x81, Buffer.from("later"))]);
  cutter.push(bytes);
  cutter.push(frame(0x81, Buffer.from("much later")));
  expect(messages).toEqual([]);
  expect(Buffer.concat(rest)).toEqual(Buffer.concat([bytes, frame(0x81, Buffer.from("much later"))]));
});

test("What one read brought is announced together before the first of it is told, at most 64 at a time", () => {
  const heard: string[] = [];
  const cutter = new MessageCutter({
    bytesMax: BYTES_MAX,
    ahead: (_, count) => heard.push(`${count} ahead`),
    message: () => heard.push("told"),
    rest: () => heard.push("ping"),
  });
  const one = frame(0x81, Buffer.from("{}"));
  const told = (count: number): string[] => Array<string>(count).fill("told");
  cutter.push(one);
  cutter.push(Buffer.concat([...Array<Buffer>(66).fill(one), frame(0x89, Buffer.from("!")), one, one]));
  expect(heard).toEqual(["told", "64 ahead", ...told(64), "2 ahead", ...told(2), "ping", "2 ahead", ...told(2)]);
});
