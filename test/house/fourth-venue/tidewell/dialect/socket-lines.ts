import {
  type BookPicture,
  type ExchangeView,
  type HeldTopic,
  type MarketPrint,
  type MarketView,
  type OutFrame,
  type PublishedStep,
  type SocketAct,
  type SocketDialect,
} from "#venues/dialect";
import { dealLine, levelWords } from "#venues/tidewell/dialect/lines";

const say = (kind: OutFrame["kind"], text: string): SocketAct => ({
  kind: "send",
  frame: { text, kind, topic: undefined, product: undefined, symbol: undefined },
});

/** One socket's side of the talk. */
export class SocketLines implements SocketDialect {
  readonly #exchange: ExchangeView;

  constructor(exchange: ExchangeView) {
    this.#exchange = exchange;
  }

  greeting(): readonly OutFrame[] {
    return [];
  }

  received(text: string): readonly SocketAct[] {
    if (text === "HEY") return [say("pong", "YES")];
    const [verb, id = "", channel = "", symbol = ""] = text.split(" ");
    const topic = `${channel} ${symbol}`;
    const market = this.#exchange.market("swap", symbol);
    if (verb === "END") return [{ kind: "release", topic }, say("ack", `OK ${id} END ${topic}`)];
    if (verb !== "SUB" || (channel !== "book" && channel !== "deals")) {
      return [{ kind: "offence" }, say("error", `NO ${id} WHAT that is no request`)];
    }
    if (market === undefined) return [{ kind: "offence" }, say("error", `NO ${id} NOSUCH no market ${symbol.slice(0, 20)}`)];
    const held = { topic, channel: channel === "book" ? "book" : "trades", market, group: 0, depth: 50, interval: undefined } as const;
    return [say("ack", `OK ${id} SUB ${topic}`), { kind: "hold", topic: held }];
  }

  opening({ channel, market, topic }: HeldTopic): readonly OutFrame[] {
    if (channel !== "book" || market === undefined) return [];
    return [bookFrame({ market, topic, kind: "book-snapshot" }, market.picture(0))];
  }

  step({ channel, market, topic }: HeldTopic, step: PublishedStep): readonly OutFrame[] {
    return channel !== "book" || market === undefined ? [] : [bookFrame({ market, topic, kind: "book-delta" }, step)];
  }

  prints({ channel, market, topic }: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[] {
    if (channel !== "trades" || market === undefined || prints.length === 0) return [];
    const { product, symbol } = market.instrument;
    const text = prints.map((print) => dealLine(market.instrument, print)).join("\n");
    return [{ text, kind: "trades", topic, product, symbol }];
  }

  ping(): undefined {
    return undefined;
  }
}

function bookFrame(
  about: { readonly market: MarketView; readonly topic: string; readonly kind: "book-snapshot" | "book-delta" },
  book: BookPicture | PublishedStep,
): OutFrame {
  const { instrument } = about.market;
  const { product, symbol } = instrument;
  const [bids, asks] = [levelWords(book.bids, instrument), levelWords(book.asks, instrument)];
  const word = about.kind === "book-snapshot" ? "FULL" : "STEP";
  const text = `BOOK ${symbol} ${word} ${book.sequence} ${book.venueTime} b${bids} a${asks}`;
  return { text, kind: about.kind, topic: about.topic, product, symbol };
}
