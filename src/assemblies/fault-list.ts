import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { type FaultKind } from "#sim/faults/fault-kind";

/** A fault that the simulator can commit, without the code that commits it. */
export type FaultSheet = Pick<FaultKind, "name" | "ids" | "at" | "life" | "words" | "parameters">;

/** Every fault, in the order of its catalogue. */
export const faultList: readonly FaultSheet[] = FAULT_CATALOGUE;
