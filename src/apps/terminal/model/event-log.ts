import { type StatusEvent } from "#client/api";
import { type EpochMs } from "#core/brand";

/** How loud a line is: `bad` something broke, `good` it mended, `note` everything else. */
export type Tone = "bad" | "good" | "note";

export interface LogLine {
  readonly time: EpochMs;
  readonly tone: Tone;
  readonly text: string;
}

/** Lines that are kept; the oldest is forgotten first. */
const LINES_MAX = 200;

/** The last things that happened, newest last. */
export class EventLog {
  readonly #lines: LogLine[] = [];

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }
}

/** Puts a status event into words. `connection` names are the library's own; instrument names may be the venue's. */
export function describeStatus(event: StatusEvent): { readonly tone: Tone; readonly text: string } {
  switch (event.kind) {
    case "connected":
      return { tone: "good", text: `connected ${event.connection}${event.epoch > 1 ? `, epoch ${event.epoch}` : ""}` };
    case "disconnected":
      return {
        tone: "bad",
        text: `disconnected ${event.connection}${event.code === undefined ? "" : ` (${event.code})`}: ${event.reason}`,
      };
    case "reconnecting":
      return { tone: "note", text: `reconnecting ${event.connection} in ${Math.round(event.inMs)} ms` };
    case "resubscribed":
      return { tone: "good", text: `resubscribed ${event.connection} (${event.topics})` };
    case "gap":
      return { tone: "bad", text: `GAP ${event.instrument} ${gapWords(event)}` };
    case "healed":
      return { tone: "good", text: `healed ${event.instrument} in ${Math.round(event.afterMs)} ms` };
    case "stale":
      return { tone: "bad", text: `stale ${event.instrument}: ${event.reason}` };
    case "audit":
      return event.divergence === 0
        ? { tone: "note", text: `audit ${event.instrument}: alike` }
        : { tone: "bad", text: `audit ${event.instrument}: ${event.divergence} levels differ` };
    case "rate-limited":
      return { tone: "bad", text: "rate limited; requests wait" };
    case "maintenance":
      return event.active ? { tone: "bad", text: "maintenance began; paused" } : { tone: "good", text: "maintenance ended" };
    case "instrument":
      return { tone: "note", text: `${event.instrument} ${event.change}` };
    case "drop":
      return { tone: "bad", text: `dropped ${event.count} ${event.what}` };
    case "failed":
      return { tone: "bad", text: `failed ${event.connection}: ${event.reason}` };
  }
}

/** Which numbers a gap is about: "lost 41", "lost 41-44", or its reason where numbers do not say it. */
export function gapWords(gap: {
  readonly reason: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
}): string {
  const { reason, expected, received } = gap;
  if (expected === undefined || received === undefined) return `(${reason})`;
  const lost = reason === "gap" ? lostRange(expected, received) : undefined;
  return lost === undefined ? `(${reason}: ${expected} due, ${received} came)` : `lost ${lost}`;
}

/** Sequence numbers may be beyond 2^53, so that they are counted as bigints. */
function lostRange(expected: string, received: string): string | undefined {
  if (!/^\d{1,30}$/.test(expected) || !/^\d{1,30}$/.test(received)) return undefined;
  const last = BigInt(received) - 1n;
  if (last < BigInt(expected)) return undefined;
  return last === BigInt(expected) ? expected : `${expected}-${last}`;
}
