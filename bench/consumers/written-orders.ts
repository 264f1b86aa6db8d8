// When the bytes of an order were given to the kernel, by our id. The HTTP client says it after the write of the body, and sockets write
// at once what they can.

import { subscribe } from "node:diagnostics_channel";
import { steadyMs } from "./order-stamps.ts";

/** Fills from now on, for every request of this process whose body names an order of ours. */
export function writtenOrders(): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  subscribe("undici:request:bodySent", (message) => {
    const at = steadyMs();
    const { body } = (message as { readonly request: { readonly body: unknown } }).request;
    const id = /"clOrderID":"([^"]+)"/.exec(String(body))?.[1];
    if (id !== undefined && !written.has(id)) written.set(id, at);
  });
  return written;
}
