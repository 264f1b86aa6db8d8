// Limits as a person writes them, and where they stand. Plain data: what they mean is read in risk, and nothing is left open there.

import { type RiskAction, type RiskRule } from "#core/account/risk";
import { type EpochMs } from "#core/brand";

/** A limit and what it does when it bites; text is a limit that refuses. */
export type LimitInput = string | { readonly max: string; readonly action?: RiskAction; readonly coolDownMs?: number };

/** What may be risked. The first group is required to trade; `"none"` must be written out. Amounts are in the quote currency. */
export interface RiskLimitsInput {
  readonly maxOrderNotional: LimitInput;
  readonly maxPositionNotional: LimitInput;
  /** Worst case over all instruments: positions, live and unknown orders. */
  readonly maxExposureNotional: LimitInput;
  readonly maxOpenOrders: LimitInput;
  /** Realised and unrealised at mark, less fees, since 00:00 UTC; survives restarts. */
  readonly maxDailyLoss: LimitInput;
  /** From the peak of the same sum; survives restarts. */
  readonly maxDrawdown: LimitInput;
  /** Base coins by instrument, in either spelling. */
  readonly maxOrderSize?: Readonly<Record<string, LimitInput>>;
  /** Orders in a second; default 10, the figure that a cautious tutorial names. */
  readonly ordersPerSecond?: LimitInput;
  /** How far a limit price may be from our own mid on the paying side, in basis points; default 200. */
  readonly priceCollarBps?: LimitInput;
  /** The same order so often within a minute is a runaway; default 20, and halts. */
  readonly repeatsPerMinute?: LimitInput;
  /** So many refusals by the venue within a minute are a loop; default 10, and halts. */
  readonly rejectsPerMinute?: LimitInput;
  /** How old the last proof of a book may be, in ms; default 5 000. */
  readonly freshMs?: number;
}

/** What must be limited before anything can leave: everything of `RiskLimitsInput` that cannot be left out. */
export type RequiredLimit = {
  [Name in keyof RiskLimitsInput]-?: object extends Pick<RiskLimitsInput, Name> ? never : Name;
}[keyof RiskLimitsInput];

/** Everything that must be limited, said to be without a limit. */
export const UNLIMITED: Readonly<Record<RequiredLimit, "none">> = {
  maxOrderNotional: "none",
  maxPositionNotional: "none",
  maxExposureNotional: "none",
  maxOpenOrders: "none",
  maxDailyLoss: "none",
  maxDrawdown: "none",
};

/** One limit beside where it stands. */
export interface RiskLine {
  readonly rule: RiskRule;
  readonly limit: string;
  readonly actual: string;
  readonly action: RiskAction;
  /** Set while it has bitten and is not released. */
  readonly latched: { readonly since: EpochMs; readonly until: EpochMs | undefined } | undefined;
}
