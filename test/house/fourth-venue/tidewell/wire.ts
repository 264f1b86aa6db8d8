// Lines as Tidewell writes them. They stay in this folder.

import { type EpochMs } from "#core/brand";
import { type ControlMessage, type MalformedFrame } from "#venues/venue";

/** `BOOK BTC.USDT FULL 17 1767225600123 b 64250.0*0.4 a 64251.5*1`: a whole book, or a step of it, where a size of 0 removes. */
export interface WireBook {
  readonly kind: "book";
  readonly symbol: string;
  readonly whole: boolean;
  readonly number: number;
  readonly venueTime: EpochMs;
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
}

export type WireLevel = readonly [price: string, size: string];

/** `DEAL BTC.USDT 4711 1767225600123 B 64250.0 0.25`, the newest last; `B` when the aggressor bought. */
export interface WireDeal {
  readonly symbol: string;
  readonly id: string;
  readonly venueTime: EpochMs;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly size: string;
}

export interface WireDeals {
  readonly kind: "deals";
  readonly deals: readonly WireDeal[];
}

export type WireMessage = WireBook | WireDeals | ControlMessage | MalformedFrame;
