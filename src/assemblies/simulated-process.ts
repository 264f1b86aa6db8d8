// The process of a simulated world as something that can die: its clock, sockets and requests stop in one turn, without a goodbye. What
// was handed to the network travels on and arrives, as it would after a kill -9.

import { type Clock, type Dialer, type DialHandlers, type Fetcher, type RawSocket, type Timer } from "#core/port";

export interface SimulatedProcess {
  readonly clock: Clock;
  readonly dialer: Dialer;
  readonly fetcher: Fetcher;
  readonly alive: boolean;
  /** It dies: no timer fires, nothing is heard and nothing leaves any more. Its sockets are cut, as the system does. */
  die(): void;
}

const NOTHING: Timer = { cancel: () => undefined };

/** A process over the clock and the network of a world. */
export function simulatedProcess(world: { readonly clock: Clock; readonly network: Dialer & Fetcher }): SimulatedProcess {
  const { clock, network } = world;
  let alive = true;
  const sockets = new Set<RawSocket>();
  const whileAlive =
    <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
    (...args: Args): void => {
      if (alive) act(...args);
    };
  return {
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, fire) => (alive ? clock.after(delayMs, whileAlive(fire)) : NOTHING),
    },
    dialer: {
      dial(request, handlers) {
        const heard: DialHandlers = {
          opened: whileAlive(() => handlers.opened()),
          message: whileAlive((bytes, read) => handlers.message(bytes, read)),
          pong: whileAlive(() => handlers.pong()),
          closed: (end) => {
            sockets.delete(socket);
            if (alive) handlers.closed(end);
          },
        };
        const socket = network.dial(request, heard);
        sockets.add(socket);
        return socket;
      },
    },
    fetcher: { send: (request, settled) => (alive ? network.send(request, whileAlive(settled)) : NOTHING) },
    get alive() {
      return alive;
    },
    die() {
      alive = false;
      for (const socket of [...sockets]) socket.terminate();
    },
  };
}
