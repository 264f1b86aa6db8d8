// What `truebook/testing` offers, gathered from the rooms that only assemblies may look into.

export { type SimulatedWorld, type SimulateOptions, simulate } from "#assemblies/simulated";
export type { SimulatedTrading } from "#assemblies/simulated-trading";
export { type Simulator, type SimulatorOptions, startSimulator } from "#assemblies/simulator";
export { VirtualClock } from "#clock/virtual-clock";
export { scenarios } from "#sim/faults/catalogue";
export type { FaultOrder } from "#sim/faults/fault-types";
export { type BookQuestion, createSimulatedExchange, type SimulatedExchange } from "#sim/world";
