// Bytes to lines, lines to messages. Never throws.

import { type EpochMs, epochMs } from "#core/brand";
import { topicOf } from "#venues/tidewell/topic";
import { type WireBook, type WireDeal, type WireLevel, type WireMessage } from "#venues/tidewell/wire";
import { type MalformedFrame } from "#venues/venue";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const WORDS_LENGTH_MAX = 120;

export function decode(bytes: Uint8Array): WireMessage {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ...malformed(undefined, "the frame is no UTF-8"), closeCode: 1007 };
  }
  const words = text.split(" ");
  switch (words[0]) {
    case "BOOK":
      return readBook(words) ?? malformed(topicOf("book", words[1]), "a book line of another shape");
    case "DEAL": {
      const deals = text.split("\n").map(readDeal);
      const known = deals.filter((deal) => deal !== undefined);
      return known.length === deals.length
        ? { kind: "deals", deals: known }
        : malformed(topicOf("deals", words[1]), "a deal of another shape");
    }
    case "YES":
      return { kind: "pong" };
    case "OK": {
      const action = words[2] === "SUB" ? "subscribe" : "unsubscribe";
      return { kind: "ack", action, topics: [words.slice(3).join(" ")], requestId: words[1] };
    }
    case "NO": {
      const code = (words[2] ?? "none").slice(0, WORDS_LENGTH_MAX);
      const said = words.slice(3).join(" ").slice(0, WORDS_LENGTH_MAX);
      return { kind: "refused", topic: undefined, requestId: words[1], code, words: said, retry: code === "BUSY" };
    }
    default:
      return malformed(undefined, "a line of no known kind");
  }
}

/** A deal, as sockets and REST write it alike; undefined for another shape. */
export function readDeal(line: string): WireDeal | undefined {
  const [kind, symbol, id, time, side, price, size, ...more] = line.split(" ");
  const venueTime = readTime(time);
  if (kind !== "DEAL" || symbol === undefined || id === undefined || venueTime === undefined || more.length > 0) return undefined;
  if ((side !== "B" && side !== "S") || price === undefined || size === undefined) return undefined;
  return { symbol, id, venueTime, side: side === "B" ? "buy" : "sell", price, size };
}

/** `64250.0*0.4 …`; undefined for another shape. */
export function readLevels(words: readonly string[]): readonly WireLevel[] | undefined {
  const levels: WireLevel[] = [];
  for (const word of words) {
    const [price, size, ...more] = word.split("*");
    if (price === undefined || size === undefined || more.length > 0) return undefined;
    levels.push([price, size]);
  }
  return levels;
}

export function readTime(word: string | undefined): EpochMs | undefined {
  return word !== undefined && /^\d{1,15}$/.test(word) ? epochMs(Number(word)) : undefined;
}

function readBook(words: readonly string[]): WireBook | undefined {
  const [, symbol = "", kind, number = "", time] = words;
  const venueTime = readTime(time);
  const asksAt = words.indexOf("a");
  if (!/^\d{1,15}$/.test(number) || venueTime === undefined || words[5] !== "b" || asksAt < 6) return undefined;
  const bids = readLevels(words.slice(6, asksAt));
  const asks = readLevels(words.slice(asksAt + 1));
  if ((kind !== "FULL" && kind !== "STEP") || bids === undefined || asks === undefined) return undefined;
  return { kind: "book", symbol, whole: kind === "FULL", number: Number(number), venueTime, bids, asks };
}

const malformed = (topic: string | undefined, reason: string): MalformedFrame => ({ kind: "malformed", topic, reason });
