// For testing bots: the simulator of the venues with its faults, a production client in virtual time, and the clock that moves it.

export { connect } from "#assemblies/connect";
export { loadVenue } from "#assemblies/live";
export {
  type BookQuestion,
  createSimulatedExchange,
  type FaultOrder,
  type SimulatedExchange,
  type SimulatedTrading,
  type SimulatedWorld,
  type SimulateOptions,
  type Simulator,
  type SimulatorOptions,
  scenarios,
  simulate,
  startSimulator,
  VirtualClock,
} from "#assemblies/testing";
export { seededRandom } from "#core/random";
