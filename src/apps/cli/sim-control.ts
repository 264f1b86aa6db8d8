// Speaks with a running simulator's control routes. Plain node:http, because it is always on this machine.

import { request } from "node:http";
import { TransportError } from "#core/error";

const ANSWER_BYTES_MAX = 1_024 * 1_024;

export interface ControlAnswer {
  readonly status: number;
  /** The parsed JSON body; undefined when it was none. */
  readonly body: unknown;
}

/** Posts JSON to a control route. Rejects with a TransportError when no simulator answers in time. */
export function postControl(
  base: string,
  path: string,
  options: { readonly body: unknown; readonly timeoutMs: number },
): Promise<ControlAnswer> {
  const text = JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const why = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
      reject(
        new TransportError("simulator-unreachable", `No simulator answers at ${base} (${why}); nothing was changed.`, {
          phase: "before-send",
          hint: "truebook sim run",
          cause,
        }),
      );
    };
    const headers = { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
    const call = request(new URL(path, base), { method: "POST", headers, timeout: options.timeoutMs, agent: false }, (reply) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      reply.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) call.destroy(new Error("The answer is too long."));
        else chunks.push(chunk);
      });
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString("utf8")) }));
      reply.on("error", fail);
    });
    call.on("timeout", () => call.destroy(new Error("No answer in time.")));
    call.on("error", fail);
    call.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
