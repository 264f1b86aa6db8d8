// What came of cancelling orders: proven by the venue's own lists, or which orders may still rest.

import { type remoteCancel } from "#assemblies/remote-cancel";

/** What a sweep came to. */
export type SweepEnd = Awaited<ReturnType<typeof remoteCancel>>;

/** A sweep as one JSON object. `proven`: the venue's lists show none of the orders. */
export function sweepLine(end: SweepEnd, about: Readonly<Record<string, unknown>>): object {
  const { proven, gone, foreign, left, unread, elapsedMs, notListed } = end;
  const named = left.map(({ product, symbol, venueOrderId, clientOrderId, standing }) => ({
    product,
    symbol,
    orderId: venueOrderId ?? null,
    clientOrderId: clientOrderId ?? null,
    standing,
  }));
  const counts = { proven, gone, foreign, ...(notListed === undefined ? {} : { notListed }) };
  return { v: 1, kind: "cancelled", ...about, ...counts, left: named, unread, elapsedMs: Math.round(elapsedMs) };
}

/** The same for people. */
export function sweepWords({ proven, gone, foreign, left, unread, elapsedMs, notListed }: SweepEnd): readonly string[] {
  // By name, what has another name may be ours too.
  const others = foreign === 0 ? "" : `; ${foreign} of ${notListed === undefined ? "others" : "other names"} were left alone`;
  return [
    `${gone} cancelled in ${Math.round(elapsedMs)} ms${others}.`,
    ...(notListed ?? []).map((name) => `${name} was not among the open orders: it is over, or there never was one of that name.`),
    ...(proven ? ["The venue lists none of them any more."] : ["Not proven. These may still rest:"]),
    ...left.map(
      ({ product, symbol, venueOrderId, clientOrderId, standing }) =>
        `  ${product} ${symbol}  ${clientOrderId ?? ""}  ${venueOrderId ?? ""}  ${standing}`,
    ),
    ...unread.map((why) => `  ${why}`),
  ];
}
