// Orders as a tutorial sends them: a body, a signature of its own making, one request. The simulated venue is judged by its account.

import { createHmac } from "node:crypto";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { lmex } from "#venues/lmex/index";

export const ORDER_PATH = "/api/v2.3/order";
const HOST = "api.lmex.io";

/** What a signature is made of. */
export interface Signing {
  readonly digest?: "sha256" | "sha384";
  /** Whether the body is signed too. */
  readonly body?: boolean;
}

export interface TutorialDesk {
  readonly world: SimulatedWorld;
  readonly account: SimulatedAccount;
  /** Sends a limit order far below the market; undefined when no answer came before the tutorial gave up. */
  buy(signing?: Signing): { readonly status: number; readonly body: string } | undefined;
}

/** A tutorial gives a request this long, in ms. */
const PATIENCE_MS = 5_000;

/** A simulated LMEX, and somebody who signs by hand. */
export function tutorialDesk(seed = 7): TutorialDesk {
  const world = simulate({ venue: lmex, seed });
  const venue = world.exchange.venue("lmex");
  const [account] = venue?.accounts?.all ?? [];
  if (venue === undefined || account === undefined) throw new RangeError("The simulated LMEX has no account.");
  let nonce: number = world.clock.now();
  return {
    world,
    account,
    buy({ digest = "sha384", body: withBody = true } = {}) {
      nonce = Math.max(nonce + 1, world.clock.now());
      const body = JSON.stringify({ symbol: "BTC-PERP", side: "BUY", type: "LIMIT", price: 1_000, size: 1 });
      const { apiKey, secret } = account.credentials;
      const sign = createHmac(digest, secret)
        .update(`${ORDER_PATH}${nonce}${withBody ? body : ""}`)
        .digest("hex");
      let answer: { readonly status: number; readonly body: string } | undefined;
      world.network.send(
        {
          method: "POST",
          url: `https://${HOST}/futures${ORDER_PATH}`,
          headers: { "request-api": apiKey, "request-nonce": String(nonce), "request-sign": sign, "content-type": "application/json" },
          body,
          deadlineMs: PATIENCE_MS,
          bodyBytesMax: 1_000_000,
          followRedirects: false,
        },
        (outcome) => {
          if (outcome.kind === "reply") answer = { status: outcome.reply.status, body: new TextDecoder().decode(outcome.reply.body) };
        },
      );
      world.advance(PATIENCE_MS + 100);
      return answer;
    },
  };
}
