// Structured logging as one JSON object a line. Written by hand: pino would bring its own clock, its own exit hooks and a transport
// thread, and what matters here (values redacted in every spelling, one line whatever a venue sends, a virtual clock) it leaves to us.

import { isoTime } from "#core/calendar/civil-time";
import { type Clock, type Log, type LogLevel } from "#core/port";
import { jsonLine } from "#core/text/printable";
import { createRedactor, REDACTED, type Redactor, secretName } from "#observe/redaction";

const RANKS: Readonly<Record<LogLevel, number>> = { trace: 0, debug: 1, info: 2, warn: 3, error: 4 };
const VALUE_CHARS_MAX = 512;
/** Longer texts are cut before they are searched, so that a huge one cannot hold the process up. */
const SEARCHED_CHARS_MAX = 65_536;
const DEPTH_MAX = 4;
const ENTRIES_MAX = 32;

export interface LogOptions {
  readonly clock: Clock;
  /** Gets one line without its line break. What it throws is swallowed and counted: logging never stops the work. */
  readonly write: (line: string) => void;
  /** The least level that is written. Default `info`. */
  readonly level?: LogLevel;
  /** Values that must never be written, in any spelling. Default an empty redactor. */
  readonly redactor?: Redactor;
}

/** A log that knows how many lines its writer lost. */
export interface LineLog extends Log {
  readonly lost: number;
}

/** Makes a log of lines `{"time","level","event",…fields}`. Every line is plain JSON on exactly one line, without terminal escapes. */
export function createLog(options: LogOptions): LineLog {
  return new NdjsonLog(options);
}

/** Writes nothing. */
export const silentLog: Log = { write: () => {}, enabled: () => false };

class NdjsonLog implements LineLog {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;
  readonly #rank: number;
  readonly #cleaner: Cleaner;
  #lost = 0;

  constructor(options: LogOptions) {
    this.#clock = options.clock;
    this.#write = options.write;
    this.#rank = RANKS[options.level ?? "info"];
    this.#cleaner = new Cleaner(options.redactor ?? createRedactor());
  }

  get lost(): number {
    return this.#lost;
  }

  enabled(level: LogLevel): boolean {
    return RANKS[level] >= this.#rank;
  }

  write(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (!this.enabled(level)) return;
    try {
      this.#write(this.#line(level, event, fields));
    } catch {
      // A full disk, a closed pipe, a field whose getter throws: the work goes on and the loss is counted.
      this.#lost += 1;
    }
  }

  #line(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): string {
    const head = { time: isoTime(this.#clock.now()), level, event: this.#cleaner.text(event) };
    const body = this.#cleaner.record(fields, 0);
    for (const name of Object.keys(head)) {
      if (!(name in body)) continue;
      // A field may not pose as the time or the level of its line.
      body[`field-${name}`] = body[name];
      delete body[name];
    }
    return jsonLine({ ...head, ...body });
  }
}

/** Turns any value into plain, short, secret-free JSON. */
class Cleaner {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  record(fields: object, depth: number): Record<string, unknown> {
    const cleaned: Record<string, unknown> = Object.create(null);
    let count = 0;
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined || typeof value === "function") continue;
      if (count === ENTRIES_MAX) {
        cleaned["more"] = "[cut]";
        break;
      }
      count += 1;
      cleaned[this.text(name)] = secretName(name) && value !== null ? REDACTED : this.#value(value, depth);
    }
    return cleaned;
  }

  text(text: string): string {
    const cut = text.length > SEARCHED_CHARS_MAX;
    let cleaned = this.#redactor.clean(cut ? text.slice(0, SEARCHED_CHARS_MAX) : text);
    // Half a secret may stand at the edge of the cut.
    if (cut) cleaned = cleaned.slice(0, -this.#redactor.charsMax - 1);
    return cut || cleaned.length > VALUE_CHARS_MAX ? `${cleaned.slice(0, VALUE_CHARS_MAX)}… [cut from ${text.length}]` : cleaned;
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "bigint" || typeof value === "symbol") return this.text(String(value));
    if (typeof value === "number") return Number.isFinite(value) ? this.#number(value) : String(value);
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= DEPTH_MAX) return "[deep]";
    if (value instanceof Error) return this.record({ ...errorFields(value) }, depth + 1);
    if (Array.isArray(value)) return value.slice(0, ENTRIES_MAX).map((item: unknown) => this.#value(item, depth + 1) ?? null);
    return this.record(value, depth + 1);
  }

  /** A secret of digits only may come as a number. */
  #number(value: number): unknown {
    const text = String(value);
    return this.#redactor.clean(text) === text ? value : REDACTED;
  }
}

/** Name, code, words and cause; not the stack, whose paths are nobody's business. */
function errorFields(error: Error): Readonly<Record<string, unknown>> {
  const code = "code" in error ? error.code : undefined;
  return { name: error.name, code, message: error.message, cause: error.cause };
}
