import { type Killed, type RiskRule } from "#core/account/risk";
import { type EpochMs } from "#core/brand";

/**
 * What whoever holds the gate has to act on. `reduce`: cancel what could enlarge a position; `flatten`: cancel everything and close
 * positions; `killed`: cancel everything, and close positions when it says so.
 */
export type RiskEvent =
  | {
      readonly kind: "halted" | "reduce" | "flatten";
      readonly rule: RiskRule;
      readonly words: string;
      readonly since: EpochMs;
      readonly until: EpochMs | undefined;
    }
  /** `restored`: it was thrown before this gate was made. */
  | { readonly kind: "killed"; readonly killed: Killed; readonly restored: boolean }
  /** New risk is taken again as far as these go; `by` is a person, or "cool-down". */
  | { readonly kind: "resumed"; readonly by: string; readonly rules: readonly RiskRule[] };
