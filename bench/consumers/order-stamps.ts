// What the process of the market and the process of the strategy say to each other, by a clock that both have.

const NS_PER_MS = 1e6;

/** Milliseconds of the machine's steady clock, with their fraction: the same in every process. */
export const steadyMs = (): number => Number(process.hrtime.bigint()) / NS_PER_MS;

/** What happened at the venue. */
export interface MarketStamps {
  /** Every change of the best bid: when it began, and what it was then, as exact text. */
  readonly changes: { readonly at: number; readonly bid: string }[];
  /** When the venue's account heard of an order first, by our id. */
  readonly placed: Record<string, number>;
}
