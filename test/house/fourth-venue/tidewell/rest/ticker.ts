import { trimDecimal } from "#core/decimal";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { readTime } from "#venues/tidewell/decode";
import { linesCall } from "#venues/tidewell/rest/answer";

export const tickerCall = (instrument: Instrument): RestCall<TickerEvent> =>
  linesCall({
    name: `ticker ${instrument.symbol}`,
    path: "day",
    query: [["market", instrument.symbol]],
    decode: (lines) => readDays([instrument], lines)[0],
  });

export const tickersCall = (instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]> =>
  linesCall({ name: "tickers of swap", path: "day", query: [], decode: (lines) => readDays(instruments, lines) });

/** `DAY BTC.USDT 64250.0 65000.0 63000.0 812.5 1767225600123`: last, high, low, volume, time. */
function readDays(instruments: readonly Instrument[], lines: readonly string[]): readonly TickerEvent[] {
  return lines.flatMap((line) => {
    const [kind, symbol, last = "", high24h = "", low24h = "", volume24h = "", time] = line.split(" ");
    const instrument = instruments.find((each) => each.symbol === symbol);
    if (kind !== "DAY" || instrument === undefined) return [];
    const figures = { last, high24h, low24h, volume24h: trimDecimal(volume24h) };
    return [{ kind: "ticker" as const, instrument, ...figures, venueTime: readTime(time), origin: "polled" as const }];
  });
}
