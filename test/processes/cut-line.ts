// A line that can be cut: a TCP relay on loopback that swallows everything while it is cut, and tells nobody.

import { createServer, type Socket, connect as tcpConnect } from "node:net";

/** A running relay. */
export interface CutLine {
  /** Where clients connect instead. */
  readonly url: string;
  /**
   * From now on nothing passes, in either direction; connections stay open, and new ones are accepted. Spared are connections whose first
   * bytes hold `spare`: those of a process that has another way.
   */
  cut(spare?: string): void;
  close(): void;
}

/** Relays to the server at `target`. */
export async function startCutLine(target: string): Promise<CutLine> {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  const spared = new WeakSet<Socket>();
  let isCut = false;
  let spare: string | undefined;
  const relay = (from: Socket, to: Socket): void => {
    const stops = (): boolean => isCut && !spared.has(from);
    open.add(from);
    from.on("data", (bytes) => stops() || to.destroyed || to.write(bytes));
    from.on("error", () => from.destroy());
    from.on("close", () => {
      open.delete(from);
      if (!stops()) to.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = tcpConnect({ host: "127.0.0.1", port: Number(port), noDelay: true });
    client.once("data", (bytes) => {
      if (spare === undefined || !bytes.includes(spare)) return;
      spared.add(client);
      spared.add(upstream);
    });
    relay(client, upstream);
    relay(upstream, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    cut(words) {
      isCut = true;
      spare = words;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
