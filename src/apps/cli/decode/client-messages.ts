// The other direction: what a client's message asks of the venue. Made from the venue's own description and from what our codec would
// send, so that it says the same of every venue.

import { type Decoding, notUnderstood, type PayloadReader } from "#apps/cli/decode/decoded-line";
import { type ChannelDescription, type MarketCodec, type ProductDescription, type VenueDescription } from "#assemblies/command-line";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** A topic text that no venue has: it shows where topics stand in a message. */
const MARK = "\u0001topic";
const TOPICS_MAX = 1_000;

/** Reads what a client sends over a socket. */
export function clientMessages(venue: VenueDescription, codecs: readonly MarketCodec[]): PayloadReader {
  const products = codecs.map(({ description }) => description);
  const heartbeats = products.flatMap(({ sockets }) => Object.values(sockets).flatMap((socket) => socket.heartbeats));
  return (payload) => {
    if (heartbeats.some((beat) => beat.kind === "text" && beat.from === "client" && beat.send === payload)) return said("ping");
    const message = parsed(payload);
    if (message === undefined) return notUnderstood("not-json", "The line is neither JSON nor a text that the venue knows.");
    for (const action of ["subscribe", "unsubscribe"] as const) {
      for (const codec of codecs) {
        const topics = topicsOf(message, parsed(codec.subscribe.encode(action, [MARK], 1)[0] ?? ""));
        if (topics !== undefined) return ofTopics(action, topics, venue, products);
      }
    }
    return otherMessage(message, venue);
  };
}

const said = (message: string, events: readonly object[] = []): Decoding => ({ understood: true, message, events, unknownFields: [] });

/** The topics of a message that has the shape of a pattern; undefined when it has another. */
function topicsOf(message: Fields, pattern: Fields | undefined): readonly unknown[] | undefined {
  if (pattern === undefined) return undefined;
  let topics: readonly unknown[] | undefined;
  for (const [key, wanted] of Object.entries(pattern)) {
    const value = Object.hasOwn(message, key) ? message[key] : undefined;
    if (Array.isArray(wanted) && wanted.includes(MARK)) topics = Array.isArray(value) ? value : undefined;
    else if (wanted === MARK) topics = value === undefined ? undefined : [value];
    // Numbers count messages or name versions of them; words decide.
    else if (typeof wanted === "string" && value !== wanted) return undefined;
  }
  return topics;
}

function ofTopics(
  action: "subscribe" | "unsubscribe",
  topics: readonly unknown[],
  venue: VenueDescription,
  products: readonly ProductDescription[],
): Decoding {
  if (topics.length === 0 || topics.length > TOPICS_MAX)
    return notUnderstood("no-topics", `The message asks to ${action} and names ${topics.length} topics.`);
  const events: object[] = [];
  for (const topic of topics) {
    const meaning = typeof topic === "string" ? meaningOf(topic, venue, products) : undefined;
    if (meaning === undefined) return unknownTopic(String(topic), venue, products);
    events.push({ kind: action, topic, ...meaning });
  }
  return said(action, events);
}

/** What a topic stands for: channel, symbol and the socket it belongs on, or the article's name for it. */
function meaningOf(topic: string, venue: VenueDescription, products: readonly ProductDescription[]): object | undefined {
  for (const product of products) {
    for (const [channel, description] of channelsOf(product)) {
      for (const [at, template] of description.topics.entries()) {
        const values = matchTemplate(template, topic);
        if (values === undefined) continue;
        const fallback = at === 0 ? {} : { fallback: at };
        return {
          product: product.product,
          channel,
          ...values,
          socket: description.socket ?? null,
          evidence: description.evidence,
          ...fallback,
        };
      }
    }
  }
  const alias = venue.aliases.find(({ name }) => topic === name || topic.startsWith(`${name}:`));
  return alias === undefined ? undefined : { alias: alias.name, channel: alias.channel, means: alias.meaning };
}

function channelsOf(product: ProductDescription): readonly (readonly [channel: string, description: ChannelDescription])[] {
  const { book, trades, ticker, candles, privateTopics } = product;
  return [
    ["book", book],
    ["trades", trades],
    ["ticker", ticker],
    ["candles", candles],
    ...privateTopics.map((topic) => ["private", topic] as const),
  ];
}

const PLACEHOLDERS = { $SYM: "symbol", $GROUP: "group", $DEPTH: "depth", $INTERVAL: "interval", $KEY: "key" } as const;

/** The values that stand in a topic where its template has placeholders; undefined when it does not fit. A key is never repeated. */
function matchTemplate(template: string, topic: string): Readonly<Record<string, string>> | undefined {
  const names: string[] = [];
  const pattern = template.split(/(\$(?:SYM|GROUP|DEPTH|INTERVAL|KEY))/).map((part) => {
    const name = Object.entries(PLACEHOLDERS).find(([placeholder]) => placeholder === part)?.[1];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    names.push(name);
    return name === "group" || name === "depth" ? "(\\d{1,4})" : "([^\\s:]{1,64})";
  });
  const match = new RegExp(`^${pattern.join("")}$`).exec(topic);
  if (match === null) return undefined;
  return Object.fromEntries(names.map((name, at) => [name, name === "key" ? "[redacted]" : (match[at + 1] ?? "")]));
}

function unknownTopic(topic: string, venue: VenueDescription, products: readonly ProductDescription[]): Decoding {
  const heads = [
    ...products.flatMap((product) => channelsOf(product).flatMap(([, { topics }]) => topics)).map((text) => text.split("$")[0] ?? ""),
    ...venue.aliases.map(({ name }) => name),
  ];
  const meant = nearest(
    topic.split(/[:@]/)[0] ?? topic,
    heads.map((head) => head.replace(/[:@]$/, "")),
  );
  return notUnderstood(
    "unknown-topic",
    `"${printable(topic).slice(0, 80)}" is no topic of ${venue.id}; the venue would refuse or ignore it.`,
    meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
  );
}

/** Messages without topics: logins and heartbeats, by the word that names the action. */
function otherMessage(message: Fields, venue: VenueDescription): Decoding {
  const word = Object.values(message).find((value) => typeof value === "string");
  if (venue.login.some((login) => login.kind === "socket-message" && login.op === word))
    return said("login", [{ kind: "login", values: "[redacted]" }]);
  if (word === "ping" || word === "pong") return said(word);
  return notUnderstood(
    "unknown-request",
    `The message asks for nothing that ${venue.id} offers${typeof word === "string" ? ` ("${printable(word).slice(0, 40)}")` : ""}.`,
  );
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
