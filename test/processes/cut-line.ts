// A line that can be cut: a TCP relay on loopback that swallows everything while it is cut, and tells nobody.

import { createServer, type Socket, connect as tcpConnect } from "node:net";

/** A running relay. */
export interface CutLine {
  /** Where clients connect instead. */
  readonly url: string;
  /** From now on nothing passes, in either direction; connections stay open, and new ones are accepted. */
  cut(): void;
  close(): void;
}

/** Relays to the server at `target`. */
export async function startCutLine(target: string): Promise<CutLine> {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  const relay = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on("data", (bytes) => isCut || to.destroyed || to.write(bytes));
    from.on("error", () => from.destroy());
    from.on("close", () => {
      open.delete(from);
      if (!isCut) to.destroy();
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
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    cut() {
      isCut = true;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
