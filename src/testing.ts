// For testing bots: the simulator of the venues with its faults, a production client in virtual time, and the clock that moves it.

export { connect } from "#assemblies/connect";
export { loadVenue } from "#assemblies/live";
export { simulate, type SimulatedWorld, type SimulateOptions } from "#assemblies/simulated";
export { type Simulator, type SimulatorOptions, startSimulator } from "#assemblies/simulator";
export { VirtualClock } from "#clock/virtual-clock";
export { seededRandom } from "#core/random";
export { scenarios } from "#sim/faults/catalogue";
export { type FaultOrder } from "#sim/faults/fault-types";
export { type BookQuestion, createSimulatedExchange, type SimulatedExchange } from "#sim/world";
