import { type Decoding, notUnderstood, type PayloadReader } from "#apps/cli/decode/decoded-line";
import { eventLine, type Spelling } from "#apps/cli/decode/event-lines";
import { type GuessedScales, guessedTable, guessScales, NO_SCALES, widestScales } from "#apps/cli/decode/guessed-instruments";
import { type MarketCodec, type Reading } from "#assemblies/command-line";
import { type Clock } from "#core/port";

/** Reads what the venue sends over a socket, with the reader that a feed uses. */
export function venueMessages(venue: string, codec: MarketCodec, clock: Clock): PayloadReader {
  const { sizeUnit } = codec.description;
  let table = guessedTable({ venue, sizeUnit, scales: NO_SCALES });
  const reader = codec.reader(() => table);
  const encoder = new TextEncoder();
  return (payload) => {
    const bytes = encoder.encode(payload);
    const readAt = (scales: GuessedScales): Decoding | undefined => {
      table = guessedTable({ venue, sizeUnit, scales });
      reader.counters.unknownFields.clear();
      const reading = reader.read(bytes, clock.now());
      if (reading.kind === "malformed" && reading.refreshInstruments === true && scales !== widest) return undefined;
      return asDecoding(reading, [...reader.counters.unknownFields.keys()], scales.spelling);
    };
    const widest = widestScales(payload);
    // Where the guess was too narrow, the figures stand under names that only the codec knows.
    return readAt(guessScales(payload)) ?? readAt(widest) ?? notUnderstood("malformed-frame", "The numbers fit no instrument.");
  };
}

function asDecoding(reading: Reading, unknownFields: readonly string[], spelling: Spelling): Decoding {
  const control = (message: string, fields: object = {}): Decoding => ({
    understood: true,
    message,
    events: Object.keys(fields).length === 0 ? [] : [{ kind: message, ...fields }],
    unknownFields,
  });
  switch (reading.kind) {
    case "market": {
      const events = reading.events.map((event) => eventLine(event, spelling));
      return { understood: true, message: reading.events[0]?.kind ?? "empty", topic: reading.topic, events, unknownFields };
    }
    case "ack":
      return control("ack", { action: reading.action, topics: reading.topics });
    case "refused":
      return control("refused", { topic: reading.topic ?? null, code: reading.code, words: reading.words, retry: reading.retry });
    case "pong":
      return control("pong");
    case "ping":
      return control("ping", { reply: reading.reply });
    case "notice":
      // A feed notes such a message and goes on; whoever decodes wants to know that nothing of it was known.
      if (unknownFields.length > 0)
        return notUnderstood("unknown-message", `${reading.words}; a feed would note it and go on.`, { unknownFields });
      return control("notice", { words: reading.words });
    case "malformed": {
      const where = reading.topic === undefined ? "every topic of its connection" : reading.topic;
      return notUnderstood("malformed-frame", `${reading.reason}; a feed would count ${where} as gapped.`, { unknownFields });
    }
    case "foreign":
      return notUnderstood(
        "foreign-topic",
        `${reading.topic ?? "The message"} ${reading.symbol === "" ? "" : `(${reading.symbol}) `}is no topic of market data that truebook reads; a feed would drop and count it.`,
        {
          hint: "Another --product may know it.",
          unknownFields,
        },
      );
  }
}
