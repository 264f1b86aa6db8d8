// What came of cancelling orders: proven by the venue's own lists, or which orders may still rest.

import { type remoteCancel } from "#assemblies/remote-cancel";

/** What a sweep came to. */
export type SweepEnd = Awaited<ReturnType<typeof remoteCancel>>;

/** A sweep as one JSON object. `proven`: the venue's lists show none of the orders. */
export function sweepLine(end: SweepEnd, about: Readonly<Record<string, unknown>>): object {
  const { proven, gone, foreign, left, unread, elapsedMs } = end;
  const named = left.map(({ product, symbol, venueOrderId, clientOrderId, standing }) => ({
    product,
    symbol,
    orderId: venueOrderId ?? null,
    clientOrderId: clientOrderId ?? null,
    standing,
  }));
  return { v: 1, kind: "cancelled", ...about, proven, gone, foreign, left: named, unread, elapsedMs: Math.round(elapsedMs) };
}

/** The same for people. */
export function sweepWords({ proven, gone, foreign, left, unread, elapsedMs }: SweepEnd): readonly string[] {
  const others = foreign === 0 ? "" : `; ${foreign} of others were left alone`;
  return [
    `${gone} cancelled in ${Math.round(elapsedMs)} ms${others}.`,
    ...(proven ? ["The venue lists none of them any more."] : ["Not proven. These may still rest:"]),
    ...left.map(
      ({ product, symbol, venueOrderId, clientOrderId, standing }) =>
        `  ${product} ${symbol}  ${clientOrderId ?? ""}  ${venueOrderId ?? ""}  ${standing}`,
    ),
    ...unread.map((why) => `  ${why}`),
  ];
}
