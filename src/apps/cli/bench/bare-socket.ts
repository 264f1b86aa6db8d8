// The floor: what an ordinary client cannot do without. `ws` with its default options, and JSON.parse of every message; no book, no
// sequence, no subscriber.

import { WebSocket } from "ws";
import { type Consumer, CpuMeter } from "#apps/cli/bench/consumer";
import { BENCH_SYMBOL, FIRST_SEQUENCE } from "#assemblies/self-benchmark";

const SUBSCRIBE = JSON.stringify({ op: "subscribe", args: [`update:${BENCH_SYMBOL}_0`] });

/** `parse` is left out to see what the socket alone costs. */
export function bareSocket(parse: "parsed" | "unread"): Consumer {
  return (task, clock) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${task.address}`);
      const meter = new CpuMeter(clock);
      let messages = -2;
      let lastSequence = 0;
      socket.on("error", reject);
      socket.on("open", () => socket.send(SUBSCRIBE));
      socket.on("message", (message: Buffer) => {
        if (parse === "parsed") lastSequence = (JSON.parse(message.toString()) as SequencedMessage).data?.seqNum ?? 0;
        // The acknowledgement and the snapshot come first.
        messages += 1;
        if (messages === task.warmup) meter.begin(messages);
        if (messages < task.messages) return;
        const report = meter.end(messages, undefined);
        socket.terminate();
        if (parse === "parsed" && lastSequence !== FIRST_SEQUENCE + task.messages)
          reject(new RangeError(`The stream ended at ${lastSequence}.`));
        else resolve(report);
      });
    });
}

interface SequencedMessage {
  readonly data?: { readonly seqNum?: number };
}
