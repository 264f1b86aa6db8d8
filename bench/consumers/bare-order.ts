// The floor of an order: the same strategy as in `order`, written as a tutorial would have it. `ws`, JSON.parse, a map of bids, a
// signature and undici; no sequence, no gate, no journal, no ledger, and nothing that notices when something is lost.

import { createHmac } from "node:crypto";
import { Pool } from "undici";
import { WebSocket } from "ws";
import { demoCredentials } from "#assemblies/sim-keys";
import { type OrderReport, type OrderTask } from "./order.ts";
import { steadyMs } from "./order-stamps.ts";
import { writtenOrders } from "./written-orders.ts";

const SYMBOL = "BTC-PERP";
const SIGNED_PATH = "/api/v2.3/order";
const PATH = `/api.lmex.io/futures${SIGNED_PATH}`;
const SOCKET_PATH = "/ws.lmex.io/ws/oss/futures";
const TOPIC = `update:${SYMBOL}_0`;
/** As in `order`: so far below the best bid that nothing trades, and each order at a price of its own. */
const BELOW = 10;
const PRICES = 60;
const ACCEPTED = 2;
const FAILED_MAX = 20;

/** What a bare client can tell of an order: see `OrderSample`. */
export type BareReport = Pick<OrderReport, "failed"> & {
  readonly samples: readonly { readonly ownMs: number; readonly submitMs: number }[];
};

interface Delta {
  readonly data?: { readonly bids?: readonly (readonly [price: string, size: string])[] };
}

export async function answerBarely({ simulator, orders, warmup }: OrderTask): Promise<BareReport> {
  const written = writtenOrders();
  const account = new BareAccount(simulator);
  const samples: { readonly ownMs: number; readonly submitMs: number }[] = [];
  const bids = new BareBids();
  let failed = 0;
  let sent = 0;
  let busy = false;
  let readAt = Number.NaN;
  const socket = new WebSocket(`${simulator.replace("http", "ws")}${SOCKET_PATH}`);
  socket.on("upgrade", ({ socket: stream }) => {
    stream.prependListener("data", () => {
      readAt = steadyMs();
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const answer = async (best: number, came: number): Promise<void> => {
        const seenAt = steadyMs();
        sent += 1;
        const id = `bare${sent}`;
        const accepted = await account.place(id, best - BELOW - (sent % PRICES));
        const writtenAt = written.get(id);
        if (!accepted || writtenAt === undefined) failed += 1;
        else samples.push({ ownMs: writtenAt - came, submitMs: writtenAt - seenAt });
        await account.cancel(id);
        if (samples.length >= orders + warmup || failed > FAILED_MAX) resolve();
      };
      socket.on("error", reject);
      socket.on("open", () => socket.send(JSON.stringify({ op: "subscribe", args: [TOPIC] })));
      socket.on("message", (message: Buffer) => {
        const delta = JSON.parse(message.toString()) as Delta;
        if (delta.data?.bids === undefined || !bids.apply(delta.data.bids) || busy) return;
        busy = true;
        answer(bids.best, readAt).then(() => {
          busy = false;
        }, reject);
      });
    });
  } finally {
    socket.terminate();
    await account.close();
  }
  return { samples: samples.slice(warmup), failed };
}

class BareBids {
  best = 0;
  readonly #sizes = new Map<number, number>();

  /** Returns whether the best price changed; the first picture is no change. */
  apply(changes: readonly (readonly [string, string])[]): boolean {
    for (const [price, size] of changes) {
      if (Number(size) === 0) this.#sizes.delete(Number(price));
      else this.#sizes.set(Number(price), Number(size));
    }
    const before = this.best;
    this.best = Math.max(...this.#sizes.keys());
    return before !== 0 && this.best !== before;
  }
}

class BareAccount {
  readonly #pool: Pool;
  readonly #key: string;
  readonly #secret: string;

  constructor(simulator: string) {
    const demo = demoCredentials("lmex");
    if (demo === undefined) throw new RangeError("The simulated LMEX has no account.");
    this.#key = demo.apiKey;
    this.#secret = demo.secret;
    this.#pool = new Pool(simulator);
  }

  async place(clOrderID: string, price: number): Promise<boolean> {
    const order = { symbol: SYMBOL, side: "BUY", type: "LIMIT", price, size: 10, time_in_force: "GTC", postOnly: true, clOrderID };
    const body = JSON.stringify(order);
    const reply = await this.#pool.request({ method: "POST", path: PATH, headers: this.#headers(body), body });
    const [answer] = (await reply.body.json()) as readonly { readonly status?: number }[];
    return reply.statusCode === 200 && answer?.status === ACCEPTED;
  }

  async cancel(clOrderID: string): Promise<void> {
    const query = `symbol=${SYMBOL}&clOrderID=${clOrderID}`;
    const reply = await this.#pool.request({ method: "DELETE", path: `${PATH}?${query}`, headers: this.#headers("") });
    await reply.body.text();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #headers(body: string): Record<string, string> {
    const nonce = String(Date.now());
    const sign = createHmac("sha384", this.#secret).update(`${SIGNED_PATH}${nonce}${body}`).digest("hex");
    return {
      "request-api": this.#key,
      "request-nonce": nonce,
      "request-sign": sign,
      ...(body === "" ? {} : { "content-type": "application/json" }),
    };
  }
}
