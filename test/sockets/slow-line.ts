// A line with a round trip: a TCP relay on loopback that hands every byte on after a fixed while, in both directions.

import { createServer, type Socket, connect as tcpConnect } from "node:net";

/** A running relay. */
export interface SlowLine {
  /** Where clients connect instead. */
  readonly url: string;
  close(): void;
}

/** Relays to the server at `target` with `roundTripMs` for a question and its answer. */
export async function startSlowLine(target: string, roundTripMs: number): Promise<SlowLine> {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  const relay = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on("data", (bytes) => setTimeout(() => to.destroyed || to.write(bytes), roundTripMs / 2));
    from.on("error", () => from.destroy());
    from.on("close", () => {
      open.delete(from);
      setTimeout(() => to.destroy(), roundTripMs / 2);
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = tcpConnect({ host: "127.0.0.1", port: Number(port), noDelay: true });
    relay(client, upstream);
    relay(upstream, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}`,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
