import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { LineSink, type TextStream } from "#apps/cli/output/line-sink";

/** A stream whose reader takes nothing until told. */
class SlowStream extends EventEmitter implements TextStream {
  writableLength = 0;
  readonly texts: string[] = [];
  readonly highWaterMark = 100;
  write(text: string): boolean {
    this.texts.push(text);
    this.writableLength += text.length;
    return this.writableLength < this.highWaterMark;
  }
  drain(): void {
    this.writableLength = 0;
    this.emit("drain");
  }
}

test("a writer waits while the reader is behind, and goes on when it has caught up", async () => {
  const stream = new SlowStream();
  const sink = new LineSink(stream);
  expect(sink.line("short")).toBeUndefined();
  const wait = sink.line("x".repeat(200));
  let released = false;
  const released$ = wait?.then(() => {
    released = true;
  });
  await Promise.resolve();
  expect(released).toBe(false);
  stream.drain();
  await released$;
  expect(released).toBe(true);
});

test("a source that cannot wait loses counted lines once 4 MiB are waiting, and never more memory", () => {
  const stream = new SlowStream();
  const sink = new LineSink(stream);
  const line = "x".repeat(1_024 * 1_024);
  for (let count = 0; count < 20; count += 1) sink.offer(line);
  expect(stream.texts.length).toBe(4);
  expect(sink.drops).toBe(16);
  stream.drain();
  expect(sink.offer("after")).toBe(true);
});

test("a reader that goes away ends every wait and is told of once", async () => {
  const stream = new SlowStream();
  const sink = new LineSink(stream);
  let told = 0;
  sink.whenClosed(() => {
    told += 1;
  });
  const wait = sink.line("x".repeat(200));
  stream.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  stream.emit("close");
  await wait;
  await sink.flush();
  expect(told).toBe(1);
  expect(sink.line("late")).toBeUndefined();
  expect(sink.offer("late")).toBe(false);
  expect(stream.texts).toHaveLength(1);
});
