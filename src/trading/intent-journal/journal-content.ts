// What the frames of a journal mean: first whose it is, then entries.

import { type JournalEntry } from "#core/account/order-journal";
import { type EpochMs } from "#core/brand";
import { frameOf, JOURNAL_MARK, readFrames } from "#trading/intent-journal/journal-frames";

/** The first frame. */
export interface JournalHeader {
  /** Venue, environment and account. */
  readonly identity: string;
  /** Of truebook, for people. */
  readonly version: string;
  /** Counts openings. */
  readonly session: number;
  readonly at: EpochMs;
}

/** Each kind of entry, so that one which a later version writes is not taken for nothing. */
const KINDS: Readonly<Record<JournalEntry["kind"], true>> = {
  intent: true,
  sent: true,
  outcome: true,
  fill: true,
  ended: true,
  cancel: true,
  amend: true,
  adopted: true,
};

export type ContentRead =
  | { readonly kind: "read"; readonly header: JournalHeader; readonly entries: readonly JournalEntry[]; readonly torn: number }
  /** A file of another version of truebook. */
  | { readonly kind: "other-version"; readonly words: string }
  | { readonly kind: "damaged"; readonly words: string };

/** The beginning of a file. */
export function headerBytes(header: JournalHeader): Uint8Array {
  const frame = frameOf(JSON.stringify(header));
  const bytes = new Uint8Array(JOURNAL_MARK.length + frame.length);
  bytes.set(JOURNAL_MARK);
  bytes.set(frame, JOURNAL_MARK.length);
  return bytes;
}

/** One entry as bytes. */
export function entryBytes(entry: JournalEntry): Uint8Array {
  return frameOf(JSON.stringify(entry));
}

/** Reads a whole file. Never throws. */
export function readContent(bytes: Uint8Array): ContentRead {
  const frames = readFrames(bytes);
  if (frames.kind === "other-format") return { kind: "other-version", words: `it has format ${frames.format}` };
  if (frames.kind === "damaged") return { kind: "damaged", words: `${frames.words} (byte ${frames.at})` };
  const [first, ...rest] = frames.texts;
  const header = first === undefined ? undefined : headerOf(first);
  if (header === undefined) return { kind: "damaged", words: "it does not say whose it is" };
  const entries: JournalEntry[] = [];
  for (const [index, text] of rest.entries()) {
    const entry = entryOf(text);
    if (entry === undefined) return { kind: "other-version", words: `entry ${index + 1} is of a kind that is not known here` };
    entries.push(entry);
  }
  return { kind: "read", header, entries, torn: frames.torn };
}

function headerOf(text: string): JournalHeader | undefined {
  const header = parsed(text) as Partial<JournalHeader> | undefined;
  if (typeof header?.identity !== "string" || typeof header.version !== "string") return undefined;
  if (!Number.isSafeInteger(header.session) || !Number.isFinite(header.at)) return undefined;
  return header as JournalHeader;
}

/** The checksum says that the text is what was written; its kind says whether this version knows what it means. */
function entryOf(text: string): JournalEntry | undefined {
  const entry = parsed(text) as Partial<JournalEntry> | undefined;
  return typeof entry?.kind === "string" && Object.hasOwn(KINDS, entry.kind) ? (entry as JournalEntry) : undefined;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
