import { matchingSockets } from "#sim/faults/fault-target";
import { type FaultEffect, type SocketControl } from "#sim/faults/fault-types";

/** An effect on one of the matching sockets, as soon as there is one. */
export function onOneSocket(act: (socket: SocketControl) => void): FaultEffect {
  return {
    strike(scene) {
      const matching = matchingSockets(scene);
      const one = matching[scene.random.integer(0, Math.max(0, matching.length - 1))];
      if (one === undefined) return false;
      act(one);
      return true;
    },
  };
}
