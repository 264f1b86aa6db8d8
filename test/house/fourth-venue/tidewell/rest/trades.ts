import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { readDeal } from "#venues/tidewell/decode";
import { tradeOf } from "#venues/tidewell/normalize";
import { everyLine, linesCall } from "#venues/tidewell/rest/answer";
import { type TradesPage } from "#venues/venue";

/** The newest deals of a range whose ends both count, oldest first. */
export const tradesCall = (instrument: Instrument, page: TradesPage): RestCall<readonly TradeEvent[]> =>
  linesCall({
    name: `trades ${instrument.symbol}`,
    path: "deals",
    query: [
      ["market", instrument.symbol],
      ["count", String(page.limit)],
      ...(page.startTime === undefined ? [] : [["from", String(page.startTime)] as const]),
      ...(page.endTime === undefined ? [] : [["to", String(page.endTime)] as const]),
    ],
    decode: (lines) =>
      everyLine(lines, (words) => {
        const deal = readDeal(words.join(" "));
        return deal === undefined || deal.symbol !== instrument.symbol ? undefined : tradeOf(deal, instrument);
      }),
  });
