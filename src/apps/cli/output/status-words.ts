import { formatDuration } from "#apps/cli/values/duration";
import { type StatusEvent } from "#client/api";

/** A status event in one sentence, and whether people want it without asking for more (`-v`). */
export function statusWords(event: StatusEvent): { readonly text: string; readonly always: boolean } {
  switch (event.kind) {
    case "connected":
      return { text: `Connected: ${event.connection}${event.epoch > 1 ? `, opening ${event.epoch}` : ""}.`, always: event.epoch > 1 };
    case "disconnected":
      return { text: `Lost ${event.connection}: ${event.reason}${event.code === undefined ? "" : ` (${event.code})`}.`, always: true };
    case "reconnecting":
      return { text: `Connecting again in ${formatDuration(event.inMs)}: ${event.connection}.`, always: true };
    case "resubscribed":
      return { text: `Subscribed to ${event.topics} ${event.topics === 1 ? "topic" : "topics"}: ${event.connection}.`, always: false };
    case "gap": {
      const numbers = event.expected === undefined ? "" : `, expected ${event.expected}, received ${event.received ?? "nothing"}`;
      return { text: `GAP in ${event.instrument} (${event.reason}${numbers}); its book is resyncing.`, always: true };
    }
    case "healed":
      return { text: `Healed: ${event.instrument} is live again after ${formatDuration(event.afterMs)}.`, always: true };
    case "stale":
      return { text: `STALE: ${event.instrument} (${event.reason}); what it holds cannot be believed.`, always: true };
    case "audit":
      return { text: `Audit: ${event.instrument} differs from REST by ${event.divergence}.`, always: event.divergence > 0 };
    case "rate-limited":
      return { text: `The venue limits our rate for ${formatDuration(event.untilMs)}.`, always: true };
    case "maintenance":
      return { text: event.active ? "The venue is in maintenance; waiting." : "The venue is back from maintenance.", always: true };
    case "instrument":
      return { text: `The rules of ${event.instrument} changed: ${event.change}.`, always: true };
    case "drop":
      return { text: `Dropped ${event.count} of ${event.what}.`, always: true };
    case "failed":
      return { text: `Gave up on ${event.connection}: ${event.reason}.`, always: true };
  }
}
