// A book as plain data for one frame of the screen: numbers in the instrument's units, no methods, nothing that changes later.

import { type BookLevel, type BookView } from "#client/api";

/** One level in units of the instrument's scales. */
export interface FrameLevel {
  readonly price: number;
  readonly size: number;
}

/** What the screen knows of one book at one moment. */
export interface BookFrame {
  readonly state: "live" | "resyncing" | "stale";
  /** Why it is not live. */
  readonly reason: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  /** Milliseconds since the last proof. */
  readonly ageMs: number;
  readonly sequence: string | undefined;
  readonly epoch: number;
  readonly proof: "sequence" | "image";
  readonly priceScale: number;
  readonly sizeScale: number;
  /** The price step, in price units. */
  readonly tick: number;
  /** Best first. */
  readonly bids: readonly FrameLevel[];
  readonly asks: readonly FrameLevel[];
}

/** Copies what a frame needs out of a book view, in the view's own turn. */
export function bookFrame(view: BookView): BookFrame {
  const { instrument } = view;
  return {
    state: view.state,
    reason: view.reason,
    expected: view.expected,
    received: view.received,
    ageMs: view.ageMs,
    sequence: view.sequence,
    epoch: view.epoch,
    proof: view.proof,
    priceScale: instrument.priceScale,
    sizeScale: instrument.sizeScale,
    tick: instrument.tick,
    bids: view.bids.map(unitsOf),
    asks: view.asks.map(unitsOf),
  };
}

function unitsOf(level: BookLevel): FrameLevel {
  return { price: level.price.units, size: level.size.units };
}
