// The private half of the article's socket: its login, orders and cancels, private topics. One object a socket: who is logged in
// belongs to it.

import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountStep, type AccountView, type HeldAccountTopic } from "#venues/account-dialect";
import { type ExchangeView, type OutFrame, type SocketAct } from "#venues/dialect";
import { enterOrder } from "#venues/lbank/dialect/account/order-entry";
import { type Parameters } from "#venues/lbank/dialect/account/parameters";
import { noticeFrames } from "#venues/lbank/dialect/account/pushes";
import { textField } from "#venues/lbank/dialect/client-message";
import { articleLoginSignature } from "#venues/lbank/sign";

type Fields = ReadonlyMap<string, unknown>;
type Members = { readonly [name: string]: Writable };

const LOGIN_WINDOW_MS = 5_000;
const ORDERS_MAX = 50;
const WORDS: ReadonlyMap<number, string> = new Map([
  [2001, "malformed message"],
  [2002, "authentication required"],
  [2003, "authentication failed"],
  [2005, "already authenticated"],
  [2010, "unknown topic or op"],
]);
const ORDER_TOPIC = /^orders\.(\*|[a-z0-9]{1,48})$/;

/** What `op` messages do on one socket. */
export class ArticleOperations {
  readonly #exchange: ExchangeView;
  #account: AccountView | undefined;

  constructor(exchange: ExchangeView) {
    this.#exchange = exchange;
  }

  /** Does what a message asks; `op` is its own. */
  perform(op: string, fields: Fields): readonly SocketAct[] {
    if (op === "auth") return this.#login(fields);
    if (op !== "order" && op !== "cancel" && op !== "sub" && op !== "unsub") return [this.#refuse(op, fields, 2010)];
    const account = this.#account;
    if (account === undefined) return [this.#refuse(op, fields, 2002)];
    if (op === "sub" || op === "unsub") return this.#topic(op, fields, account);
    const elements = elementsOf(fields.get("args"));
    if (elements === undefined) return [this.#refuse(op, fields, 2001)];
    const data = elements.map((element) => (op === "order" ? this.#order(element, account) : this.#cancel(element, account)));
    return [this.#answer(op, fields, { "err-code": 0, "err-msg": "", data })];
  }

  /** What a step looks like on a topic of this socket. */
  frames({ topic, instrument }: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    return noticeFrames(topic, instrument?.symbol, step);
  }

  #login(fields: Fields): readonly SocketAct[] {
    if (this.#account !== undefined) return [this.#refuse("auth", fields, 2005)];
    const args = fields.get("args");
    const [key, timestamp, signature] = Array.isArray(args) && args.every((each) => typeof each === "string") ? (args as string[]) : [];
    if (key === undefined || timestamp === undefined || signature === undefined) return [this.#refuse("auth", fields, 2001)];
    const account = this.#exchange.accounts?.byKey(key);
    const isInTime = /^\d{1,15}$/.test(timestamp) && Math.abs(this.#exchange.now() - Number(timestamp)) <= LOGIN_WINDOW_MS;
    if (account === undefined || !isInTime || signature !== articleLoginSignature(account.credentials.secret, timestamp)) {
      return [this.#refuse("auth", fields, 2003)];
    }
    this.#account = account;
    const answer = this.#answer("auth", fields, { "err-code": 0, "err-msg": "", data: { "user-id": "u-1" } });
    return [{ kind: "login", account }, answer];
  }

  #topic(op: "sub" | "unsub", fields: Fields, account: AccountView): readonly SocketAct[] {
    const topic = textField(fields, "topic") ?? "";
    const name = ORDER_TOPIC.exec(topic)?.[1];
    const instrument = name === undefined || name === "*" ? undefined : this.#instrument(name);
    const isKnown = topic === "accounts" || name === "*" || instrument !== undefined;
    if (!isKnown) return [this.#refuse(op, fields, 2010)];
    const ack = this.#answer(op, fields, { topic, "err-code": 0 });
    if (op === "unsub") return [{ kind: "release", topic }, ack];
    const channels = topic === "accounts" ? (["balances"] as const) : (["orders"] as const);
    return [ack, { kind: "hold-account", topic: { topic, account, channels, instrument } }];
  }

  #order(element: Parameters, account: AccountView): Members {
    const symbol = element.get("symbol") ?? "";
    if (!account.permissions.trade) return refusedElement(symbol, 10022);
    const own = element.get("client-order-id");
    const parameters = new Map([...element, ["symbol", this.#instrument(symbol)?.symbol ?? symbol] as const]);
    if (own !== undefined) parameters.set("custom_id", own);
    const entered = enterOrder(parameters, { account, exchange: this.#exchange });
    if (entered.kind === "refused") return refusedElement(symbol, entered.code);
    const { id, clientOrderId } = entered.order;
    return { symbol, "order-id": id, "client-order-id": clientOrderId ?? "", status: "ok" };
  }

  #cancel(element: Parameters, account: AccountView): Members {
    const symbol = element.get("symbol") ?? "";
    const instrument = this.#instrument(symbol);
    const [id, own] = [element.get("order-id"), element.get("client-order-id")];
    if (instrument === undefined) return refusedElement(symbol, 10008);
    if (!account.permissions.trade) return refusedElement(symbol, 10022);
    if (id === undefined && own === undefined) return refusedElement(symbol, 10001);
    const key = id !== undefined ? { id } : { clientOrderId: own ?? "" };
    const verdict = account.cancel(key, instrument);
    if (verdict.kind === "no-such-order") return refusedElement(symbol, 10032);
    if (verdict.kind === "ended") return refusedElement(symbol, verdict.order.status === "filled" ? 10025 : 10026);
    return { symbol, "order-id": verdict.order.id, "client-order-id": verdict.order.clientOrderId ?? "", status: "ok" };
  }

  #instrument(name: string): AccountStep["orders"][number]["instrument"] | undefined {
    return this.#exchange.markets.find(({ instrument }) => instrument.product === "spot" && instrument.symbol.replace("_", "") === name)
      ?.instrument;
  }

  #refuse(op: string, fields: Fields, code: number): SocketAct {
    return this.#answer(op, fields, { "err-code": code, "err-msg": WORDS.get(code) ?? "" });
  }

  #answer(op: string, fields: Fields, members: Members): SocketAct {
    const cid = textField(fields, "cid");
    const text = jsonText({ op, ...(cid === undefined ? {} : { cid }), ts: this.#exchange.now(), ...members });
    const kind: OutFrame["kind"] = op === "auth" ? "login" : members["err-code"] === 0 ? "ack" : "error";
    return { kind: "send", frame: { text, kind, topic: undefined, product: undefined, symbol: undefined } };
  }
}

const refusedElement = (symbol: string, code: number): Members => ({
  symbol,
  status: "error",
  "err-code": code,
  "err-msg": `refused with ${code}`,
});

/** Elements of `args`, whose values are texts; undefined when it is no list of objects. */
function elementsOf(args: unknown): readonly Parameters[] | undefined {
  if (!Array.isArray(args) || args.length === 0 || args.length > ORDERS_MAX) return undefined;
  const elements: Parameters[] = [];
  for (const element of args as readonly unknown[]) {
    if (typeof element !== "object" || element === null || Array.isArray(element)) return undefined;
    const texts = Object.entries(element).flatMap(([name, value]) =>
      typeof value === "string" && value !== "" ? [[name, value] as const] : [],
    );
    elements.push(new Map(texts));
  }
  return elements;
}
