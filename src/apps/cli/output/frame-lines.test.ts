import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { bothSinks, rawFrames, redacted, tracedFrames } from "#apps/cli/output/frame-lines";
import { LineSink, type TextStream } from "#apps/cli/output/line-sink";
import { epochMs, monotonicMs } from "#core/brand";
import { type Frame } from "#core/port";

class Collecting extends EventEmitter implements TextStream {
  readonly writableLength = 0;
  text = "";
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

const frame = (text: string): Frame => ({
  bytes: new TextEncoder().encode(text),
  connectionId: "lmex futures oss #1",
  receivedTime: epochMs(5),
  receivedMonotonic: monotonicMs(5),
});

test("a raw frame is one line that parses to the same value, whatever whitespace and marks it holds", () => {
  const stream = new Collecting();
  let counted = 0;
  const sink = rawFrames(new LineSink(stream), {
    wrapped: false,
    counted: () => {
      counted += 1;
    },
  });
  const text = '{\n "symbol": "BTC\u2028\u202ePERP"\n}';
  sink.received(frame(text));
  sink.sent("x", "never shown", epochMs(1));
  const lines = stream.text.trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual(JSON.parse(text));
  expect(counted).toBe(1);
});

test("a wrapped frame says where and when it came", () => {
  const stream = new Collecting();
  rawFrames(new LineSink(stream), { wrapped: true, counted: () => undefined }).received(frame("pong"));
  expect(JSON.parse(stream.text)).toEqual({
    v: 1,
    kind: "frame",
    direction: "received",
    connection: "lmex futures oss #1",
    time: 5,
    text: "pong",
  });
});

test("a trace shows both directions and no secret", () => {
  const stream = new Collecting();
  const raw = new Collecting();
  const both = bothSinks(tracedFrames(new LineSink(stream)), rawFrames(new LineSink(raw), { wrapped: false, counted: () => undefined }));
  both.sent("c", `{"op":"login","apiKey":"CANARY-1","sign":"CANARY-2","args":["${"ab".repeat(48)}"]}`, epochMs(1));
  both.received(frame("pong"));
  expect(stream.text.split("\n").filter((line) => line !== "")).toHaveLength(2);
  expect(stream.text).not.toContain("CANARY");
  expect(stream.text).not.toContain("abab");
  expect(raw.text).toBe("pong\n");
});

test("redaction leaves market data alone", () => {
  const text = '{"topic":"update:BTC-PERP_0","data":{"bids":[["3120.40","1875"]],"seqNum":1}}';
  expect(redacted(text)).toBe(text);
});
