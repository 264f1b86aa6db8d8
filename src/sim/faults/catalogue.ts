// The one table of faults: name, ids of the fault catalogue, where it acts, parameters, words. `sim scenarios` prints it, the control
// route validates against it, and random worlds draw from it.

import { ACCESS_FAULTS } from "#sim/faults/effects/account/access-faults";
import { ENTRY_FAULTS } from "#sim/faults/effects/account/entry-faults";
import { ORDER_FAULTS } from "#sim/faults/effects/account/order-faults";
import { REPLY_FAULTS } from "#sim/faults/effects/account/reply-faults";
import { STREAM_FAULTS } from "#sim/faults/effects/account/stream-faults";
import { BYTE_FAULTS } from "#sim/faults/effects/byte-faults";
import { CHAIN_FAULTS } from "#sim/faults/effects/chain-faults";
import { CONTENT_FAULTS } from "#sim/faults/effects/content-faults";
import { IMAGE_FAULTS } from "#sim/faults/effects/image-faults";
import { LEVEL_FAULTS } from "#sim/faults/effects/level-faults";
import { LIMIT_FAULTS } from "#sim/faults/effects/limit-faults";
import { LISTING_FAULTS } from "#sim/faults/effects/listing-faults";
import { PING_FAULTS } from "#sim/faults/effects/ping-faults";
import { REQUEST_FAULTS } from "#sim/faults/effects/request-faults";
import { SOCKET_FAULTS } from "#sim/faults/effects/socket-faults";
import { TOPIC_FAULTS } from "#sim/faults/effects/topic-faults";
import { VENUE_FAULTS } from "#sim/faults/effects/venue-faults";
import { type FaultKind, type FaultPlace } from "#sim/faults/fault-kind";

/** Every fault that the simulator can commit. */
export const FAULT_CATALOGUE: readonly FaultKind[] = [
  ...CHAIN_FAULTS,
  ...LEVEL_FAULTS,
  ...IMAGE_FAULTS,
  ...CONTENT_FAULTS,
  ...TOPIC_FAULTS,
  ...SOCKET_FAULTS,
  ...PING_FAULTS,
  ...LIMIT_FAULTS,
  ...REQUEST_FAULTS,
  ...VENUE_FAULTS,
  ...LISTING_FAULTS,
  ...ACCESS_FAULTS,
  ...STREAM_FAULTS,
  ...REPLY_FAULTS,
  ...ORDER_FAULTS,
  ...ENTRY_FAULTS,
  ...BYTE_FAULTS,
];

/** One row of the table that people read. */
export interface ScenarioRow {
  readonly name: string;
  readonly ids: readonly string[];
  readonly at: FaultPlace;
  readonly life: FaultKind["life"];
  readonly words: string;
  readonly parameters: readonly { readonly name: string; readonly initial: string; readonly words: string }[];
}

/** The catalogue as rows, in the order of the table. */
export function scenarios(): readonly ScenarioRow[] {
  return FAULT_CATALOGUE.map(({ name, ids, at, life, words, parameters }) => ({
    name,
    ids,
    at,
    life,
    words,
    parameters: Object.entries(parameters).map(([parameter, about]) => ({
      name: parameter,
      initial: String(about.initial),
      words: about.kind === "choice" ? `${about.words} ${about.choices.join(" | ")}` : about.words,
    })),
  }));
}

/** The faults that a world of market data in virtual time can hold: all but those of accounts and those below the frame. */
export function virtualFaults(): readonly FaultKind[] {
  return FAULT_CATALOGUE.filter((kind) => kind.at !== "bytes" && kind.at !== "account" && kind.at !== "order");
}
