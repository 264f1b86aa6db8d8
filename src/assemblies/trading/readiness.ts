// Whether instruments can be traded, and waiting for it: a book that has its first image, an account that was compared with the venue.
// Only what is on its way is waited for; what is wrong is for the gate to say.

import { type AttendedInstruments } from "#assemblies/trading/attended";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import { type Feed } from "#feed/feed";
import { type AccountSide } from "#trading/account/account-side";
import { type OrderLedgerApi } from "#trading/ledger/ledger-types";

const LOOK_EVERY_MS = 20;

export interface ReadinessGround {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly side: AccountSide;
  readonly attended: AttendedInstruments;
  readonly ledger: Pick<OrderLedgerApi, "sheets">;
}

/** Calls back once: in this turn when nothing is on its way, else when it has come or `withinMs` are over. */
export function whenReady(
  ground: ReadinessGround,
  instruments: readonly Instrument[],
  wish: { readonly withinMs: number; readonly ready: () => void },
): void {
  const { clock } = ground;
  const until = clock.monotonic() + wish.withinMs;
  const look = (): void => {
    if (clock.monotonic() >= until || instruments.every((instrument) => !isComing(ground, instrument))) wish.ready();
    else clock.after(LOOK_EVERY_MS, look);
  };
  look();
}

function isComing({ attended, side, ledger, feed }: ReadinessGround, instrument: Instrument): boolean {
  const { product } = instrument;
  const book = attended.book(instrument);
  // What an earlier process saved is shown, and is not the first image.
  const state = book?.state();
  const isFirst = book?.receivedTime === undefined || (state?.kind === "stale" && state.reason === "restored");
  if (state !== undefined && state.kind !== "live" && isFirst) return true;
  if (feed.lag.sample === undefined) return true;
  const standing = side.keeper(product).standing.kind;
  return standing === "resyncing" || (standing === "synced" && !ledger.sheets.some((sheet) => sheet.product === product));
}
