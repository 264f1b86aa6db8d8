import { type FaultKind } from "#sim/faults/fault-kind";

/** Every fault that the simulator can commit. */
export const FAULT_CATALOGUE: readonly FaultKind[] = [];
