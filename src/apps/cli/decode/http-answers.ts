import { type Decoding, notUnderstood, type PayloadReader } from "#apps/cli/decode/decoded-line";
import { bookImageLine, eventLine, type Spelling, tradeEventLine } from "#apps/cli/decode/event-lines";
import { type GuessedScales, guessedInstrument, guessScales, NO_SCALES } from "#apps/cli/decode/guessed-instruments";
import { instrumentLine } from "#apps/cli/output/lines";
import { type MarketCodec, type RestCall } from "#assemblies/command-line";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";

/** A read of the venue's REST interface, as far as a path tells which. */
interface KnownRead {
  readonly path: string;
  readonly asksSymbol: boolean;
  readonly decode: PayloadReader;
}

/** Reads answers to one request, `GET /path?query`. Throws a UsageError when no read of the venue has that path. */
export function httpAnswers(request: string, codecs: readonly MarketCodec[], context: Context): PayloadReader {
  const match = /^(?:(GET|POST)\s+)?(\/[^\s?]*)(?:\?(\S*))?$/.exec(request.trim());
  if (match === null)
    throw new UsageError("invalid-request", "--http takes a method and a path; nothing was read.", {
      hint: 'Write --http "GET /futures/api/v2.3/market_summary".',
    });
  const query = new URLSearchParams(match[3] ?? "");
  const symbol = query.get("symbol") ?? "UNKNOWN";
  const path = match[2] ?? "/";
  const reads = codecs.flatMap((codec) => readsOf(codec, symbol, context)).filter((read) => read.path === path);
  const read = reads.find(({ asksSymbol }) => asksSymbol === query.has("symbol")) ?? reads[0];
  if (read === undefined) {
    throw new UsageError("unknown-path", `No read of ${context.venue} has the path ${path.slice(0, 100)}; nothing was read.`, {
      hint: `truebook venues show ${context.venue}`,
    });
  }
  return read.decode;
}

interface Context {
  readonly venue: string;
  readonly clock: Clock;
}

/** A call of the codec, and how its value is told. */
interface Call<Value> {
  readonly message: string;
  make(instrument: Instrument): Pick<RestCall<Value>, "path" | "query" | "decode">;
  events(value: Value, spelling: Spelling): readonly object[];
}

function readsOf(codec: MarketCodec, symbol: string, context: Context): KnownRead[] {
  const { reads, description } = codec;
  const now = context.clock.now();
  const known = <Value>(call: Call<Value>): KnownRead => {
    const sample = call.make(instrumentFor(codec, symbol, { ...context, scales: NO_SCALES }));
    const asksSymbol = sample.query.some(([name]) => name === "symbol");
    return {
      path: sample.path,
      asksSymbol,
      decode: (payload) => answer(call, payload, (scales) => instrumentFor(codec, symbol, { ...context, scales })),
    };
  };
  return [
    known({ message: "instruments", make: () => reads.instruments(), events: (rows) => rows.map(instrumentLine) }),
    known({
      message: "book",
      make: (instrument) => reads.book(instrument, description.rest.bookDepthMax),
      events: (image, spelling) => [bookImageLine(image, spelling)],
    }),
    known({
      message: "ticker",
      make: (instrument) => reads.ticker(instrument),
      events: (ticker, spelling) => [eventLine(ticker, spelling)],
    }),
    known({
      message: "trades",
      make: (instrument) => reads.trades(instrument, { limit: 1 }),
      events: (rows, spelling) => rows.map((trade) => tradeEventLine(trade, spelling)),
    }),
    known({
      message: "candles",
      make: (instrument) => reads.candles(instrument, "1m", { now }),
      events: (rows, spelling) => rows.map((candle) => eventLine(candle, spelling)),
    }),
    known({ message: "time", make: () => reads.time(), events: ({ venueTime, errorMs }) => [{ kind: "time", venueTime, errorMs }] }),
  ];
}

function instrumentFor(codec: MarketCodec, symbol: string, guess: { readonly venue: string; readonly scales: GuessedScales }): Instrument {
  const { product, sizeUnit } = codec.description;
  return guessedInstrument(product, symbol, { ...guess, sizeUnit });
}

function answer<Value>(call: Call<Value>, payload: string, instrumentOf: (scales: GuessedScales) => Instrument): Decoding {
  const scales = guessScales(payload);
  const reading = call.make(instrumentOf(scales)).decode({ status: 200, headers: {}, body: new TextEncoder().encode(payload) });
  switch (reading.kind) {
    case "value":
      return { understood: true, message: call.message, events: call.events(reading.value, scales.spelling), unknownFields: [] };
    case "refused": {
      const { category, venueCode: code, words } = reading.error;
      return { understood: true, message: "refused", events: [{ kind: "refused", category, code, words }], unknownFields: [] };
    }
    case "unreadable":
      return notUnderstood("unreadable-answer", reading.error.message);
  }
}
