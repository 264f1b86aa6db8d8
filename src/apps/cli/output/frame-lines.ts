// Frames as lines: `--raw` on stdout, `--trace` on stderr. Both are fed in the turn of the frame and cannot wait, so a slow reader
// costs counted lines and never memory.

import { type LineSink } from "#apps/cli/output/line-sink";
import { type Frame, type FrameSink } from "#core/port";
import { escapeJson, jsonLine } from "#core/text/printable";

/** Values that are secret by the name of their key, and anything that looks like a signature. */
const SECRET_FIELD =
  /("(?:[^"\\]*(?:secret|sign|passphrase|password|token|api[-_]?key|subscribe[-_]?key)[^"\\]*)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const DIGEST = /\b[0-9a-f]{64,}\b/gi;

/** Text without what nobody else may see. */
export function redacted(text: string): string {
  return text.replace(SECRET_FIELD, '$1"[redacted]"').replace(DIGEST, "[redacted]");
}

/** Received frames on a sink, in order: bare, so that `decode` reads them, or each in an object. */
export function rawFrames(sink: LineSink, options: { readonly wrapped: boolean; readonly counted: () => void }): FrameSink {
  return {
    received(frame) {
      const text = asText(frame);
      const line = options.wrapped
        ? jsonLine(frameLine("received", { connection: frame.connectionId, time: frame.receivedTime, text }))
        : escapeJson(text);
      if (sink.offer(line)) options.counted();
    },
    sent() {
      // What we send is no frame that came.
    },
  };
}

/** Both directions on a sink, redacted. */
export function tracedFrames(sink: LineSink): FrameSink {
  const offer = (direction: "received" | "sent", connection: string, time: number, text: string): void => {
    sink.offer(jsonLine(frameLine(direction, { connection, time, text: redacted(text) })));
  };
  return {
    received: (frame) => offer("received", frame.connectionId, frame.receivedTime, asText(frame)),
    sent: (connection, text, sentTime) => offer("sent", connection, sentTime, text),
  };
}

/** One sink for several. */
export function bothSinks(first: FrameSink, second: FrameSink): FrameSink {
  return {
    received(frame) {
      first.received(frame);
      second.received(frame);
    },
    sent(connectionId, text, sentTime) {
      first.sent(connectionId, text, sentTime);
      second.sent(connectionId, text, sentTime);
    },
  };
}

const decoder = new TextDecoder();
const asText = (frame: Frame): string => decoder.decode(frame.bytes);

function frameLine(
  direction: "received" | "sent",
  frame: { readonly connection: string; readonly time: number; readonly text: string },
): object {
  return { v: 1, kind: "frame", direction, ...frame };
}
