// The private interfaces of the simulated venue, and how each of them refuses. One account stands behind all three.

import { type EpochMs } from "#core/brand";
import { type Instrument, type Product } from "#core/instrument";
import { type DialectReply } from "#venues/dialect";
import { refusedV2, refusedV3 } from "#venues/weex/dialect/rest-replies";

/** `v2` and `v3` are contracts. */
export type Face = "v2" | "v3" | "spot";

export const productOf = (face: Face): Product => (face === "spot" ? "spot" : "contract");

/** A symbol as an interface writes it. */
export const symbolOf = (face: Face, { symbol }: Instrument): string => (face === "v2" ? `cmt_${symbol.toLowerCase()}` : symbol);

/** What can be wrong, whatever the interface calls it. */
export type Wrong =
  | "no-key"
  | "no-sign"
  | "no-time"
  | "no-passphrase"
  | "bad-time"
  | "content-type"
  | "expired"
  | "unknown-key"
  | "bad-sign"
  | "bad-passphrase"
  | "permission"
  | "missing"
  | "invalid"
  | "invalid-time-in-force"
  | "invalid-type"
  | "invalid-side"
  | "client-id"
  | "rule"
  | "no-such-order"
  | "leverage";

const V2: Readonly<Record<Wrong, string>> = {
  "no-key": "40001",
  "no-sign": "40002",
  "no-time": "40003",
  "no-passphrase": "40011",
  "bad-time": "40005",
  "content-type": "40007",
  expired: "40008",
  "unknown-key": "40006",
  "bad-sign": "40009",
  "bad-passphrase": "40012",
  permission: "40014",
  missing: "40019",
  invalid: "40020",
  "invalid-time-in-force": "40020",
  "invalid-type": "40020",
  "invalid-side": "40020",
  "client-id": "40020",
  rule: "40015",
  "no-such-order": "50005",
  leverage: "50007",
};

/** The passphrase's header has no code of its own in V3. */
const V3: Readonly<Record<Wrong, number>> = {
  "no-key": -1040,
  "no-sign": -1041,
  "no-time": -1042,
  "no-passphrase": -1040,
  "bad-time": -1043,
  "content-type": -1045,
  expired: -1046,
  "unknown-key": -1044,
  "bad-sign": -1047,
  "bad-passphrase": -1049,
  permission: -1052,
  missing: -1141,
  invalid: -1142,
  "invalid-time-in-force": -1115,
  "invalid-type": -1116,
  "invalid-side": -1117,
  "client-id": -1180,
  rule: -1054,
  "no-such-order": -3200,
  leverage: -3313,
};

const NO_SPOT_ORDER = -2200;

/** The code of an interface, as text. */
export function codeOf(face: Face, wrong: Wrong): string {
  if (face === "v2") return V2[wrong];
  return String(face === "spot" && wrong === "no-such-order" ? NO_SPOT_ORDER : V3[wrong]);
}

/** A refusal in the interface's own shape. Its costs were charged before. */
export function refused(face: Face, wrong: Wrong, about: { readonly words: string; readonly now: EpochMs }): DialectReply {
  const reply = face === "v2" ? refusedV2(V2[wrong], about.words, about.now) : refusedV3(Number(codeOf(face, wrong)), about.words);
  return { ...reply, costs: [] };
}
