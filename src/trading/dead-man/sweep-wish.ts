// What a sweep is asked for, and what it tells. The sweep itself is in `order-sweep`.

import { isFinal, type OrderReport } from "#core/account/account-event";
import { type ClientOrderId, type OrderReference, type VenueOrderId } from "#core/account/order";
import { type Instrument } from "#core/instrument";
import { type Clock, type Log } from "#core/port";
import { type CancelWords } from "#trading/dead-man/cancel-only";
import { type PrivateRequester } from "#transport/private-call";

/** Which orders shall go: those that are ours, or whatever rests. */
export type SweepWhich = "everything" | { readonly isOurs: (order: OrderReport) => boolean };

export interface SweepWish {
  readonly which: SweepWhich;
  /** Where something may rest. A venue that lists the orders of a product at once finds others too. */
  readonly instruments: readonly Instrument[];
  /** Orders that are known by name: cancelled at once, before anything is read. */
  readonly known: readonly OrderReference[];
  /** Gives up after this long and says what is left, in ms. */
  readonly withinMs: number;
  /** How long nothing has been sent, in ms: an order younger than a read can show is waited for. Default 0. */
  readonly quietForMs?: number;
}

/** An order that may still rest. `open`: the venue shows it; `unproven`: the venue could not be asked. */
export interface SweepLeft {
  readonly product: string;
  readonly symbol: string;
  readonly venueOrderId: VenueOrderId | undefined;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly standing: "open" | "unproven";
}

/** What one product came to. */
export interface ProductEnd {
  /** Whether the product was read to its end, late enough, and held none of the orders that shall go. */
  readonly proven: boolean;
  readonly left: readonly SweepLeft[];
  /** Orders that were seen at the venue, or whose cancel by name it took, and that are gone. */
  readonly gone: number;
  /** Orders of others, which were left alone. */
  readonly foreign: number;
  /** Why it could not be proven. */
  readonly unread: readonly string[];
}

/** What a sweep found, over all products. */
export interface SweepEnd extends ProductEnd {
  readonly elapsedMs: number;
}

export interface SweepOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly requester: PrivateRequester;
  readonly parts: readonly CancelWords[];
}

/** Whether an order shall go. */
export function shallGo(which: SweepWhich, order: OrderReport): boolean {
  return !isFinal(order.status) && (which === "everything" || which.isOurs(order));
}
