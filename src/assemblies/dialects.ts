// One line per venue that can be simulated. Only simulator assemblies import this file.

import { lmexDialect } from "#venues/lmex/dialect";
import { type Dialect } from "#venues/dialect";

export const dialects: readonly Dialect[] = [lmexDialect];
