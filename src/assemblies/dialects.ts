// One line per venue that can be simulated. Only simulator assemblies import this file.

import { type Dialect } from "#venues/dialect";
import { createLbankDialect, lbankDialect } from "#venues/lbank/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { weexDialect } from "#venues/weex/dialect";

export const dialects: readonly Dialect[] = [
  // In the order of the registry.
  lmexDialect,
  lbankDialect,
  weexDialect,
];

const STERN: readonly Dialect[] = [createLbankDialect({ articlePings: true, staleNodeChance: 0.2 })];

/** The same venues where they ask the most of a client: every question that they may ask is asked, every oddity happens now and then. */
export const sternDialects: readonly Dialect[] = dialects.map((usual) => STERN.find(({ venue }) => venue === usual.venue) ?? usual);
