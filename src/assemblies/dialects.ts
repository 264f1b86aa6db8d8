// One line per venue that can be simulated. Only simulator assemblies import this file.

import { type Dialect } from "#venues/dialect";
import { lbankDialect } from "#venues/lbank/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { weexDialect } from "#venues/weex/dialect";

export const dialects: readonly Dialect[] = [
  // In the order of the registry.
  lmexDialect,
  lbankDialect,
  weexDialect,
];
