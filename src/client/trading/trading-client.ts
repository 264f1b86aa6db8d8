// The door to an account that trades: the account's door, and orders beside it. Every order goes to the ledger, which asks the gate and
// writes it down before it leaves; what is exact and allowed is looked at here, before the ledger hears of it.

import { AccountClient, type AccountClientOptions } from "#client/account/account-client";
import { type BookView } from "#client/api";
import { type SettingsGround, setLeverage, setPositionMode } from "#client/trading/account-settings";
import { intentOf, mustBeIntent } from "#client/trading/intent-input";
import { remaining } from "#client/trading/remaining";
import {
  type BookWithoutOwn,
  type CancelAllInput,
  type ChangeInput,
  type IntentInput,
  type OrderPreview,
  type Remaining,
  type RiskStatus,
  type Submitted,
  type Trader,
} from "#client/trading/trading-api";
import { type TradingDesk } from "#client/trading/trading-desk";
import { withoutOwn } from "#client/trading/without-own";
import { orderChange, statedPrice } from "#core/account/intent-sizing";
import { baseCoins, notional } from "#core/account/notional";
import { clientOrderId, type OrderIntent } from "#core/account/order";
import { mustKnowMembers } from "#core/account/sizing/order-forms";
import { unitsToText } from "#core/decimal";
import { decimalText } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { printable } from "#core/text/printable";
import { type Feed } from "#feed/feed";
import { type AccountSide } from "#trading/account/account-side";
import { type CancelResult, type LedgerOrder, type OrderStory, type ProofSheet, type SubmitResult } from "#trading/ledger/ledger-types";
import { type PrivateRequester } from "#transport/private-call";

const LEAVE_WITHIN_MS = 2_000;
const CANCEL_WITHIN_MS = 10_000;
const PREVIEW_WITHIN_MS = 10_000;

export interface TradingClientOptions extends AccountClientOptions {
  readonly desk: TradingDesk;
}

export class TradingClient extends AccountClient implements Trader {
  readonly #desk: TradingDesk;
  readonly #side: AccountSide;
  readonly #requester: PrivateRequester;
  readonly #clock: TradingClientOptions["clock"];

  constructor(feed: Feed, options: TradingClientOptions) {
    super(feed, options);
    this.#desk = options.desk;
    this.#side = options.side;
    this.#requester = options.requester;
    this.#clock = options.clock;
  }

  async submit(input: IntentInput): Promise<Submitted> {
    const instrument = this.#instrumentOf(input);
    const withinMs = input.leaveWithinMs ?? LEAVE_WITHIN_MS;
    const askedAt = this.#clock.monotonic();
    return new Promise((resolve, reject) => {
      this.#desk.attend([instrument], withinMs, () => {
        try {
          const intent = this.#intent(input, instrument);
          // What the book and the account took to come is part of the time that the order may take to leave.
          const leaveWithinMs = Math.max(1, withinMs - (this.#clock.monotonic() - askedAt));
          this.#desk.ledger.submit(intent, (result) => resolve(submitted(intent, result)), { leaveWithinMs });
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  async submitMany(inputs: readonly IntentInput[]): Promise<readonly Submitted[]> {
    const instruments = inputs.map((input) => this.#instrumentOf(input));
    if (inputs.length === 0) return [];
    return new Promise((resolve, reject) => {
      this.#desk.attend(instruments, LEAVE_WITHIN_MS, () => {
        try {
          // All of them are exact, or none is sent.
          const intents = inputs.map((input) => this.#intent(input, this.#instrumentOf(input)));
          this.#desk.ledger.submitMany(intents, (results) => {
            resolve(intents.flatMap((intent, at) => submittedAs(intent, results[at])));
          });
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  async amend(id: string, change: ChangeInput): Promise<Submitted> {
    const { intent } = this.#known(id);
    const wanted = orderChange(intent, change, this.#side.codec(intent.instrument.product).description.orders);
    const settled = await new Promise<SubmitResult>((resolve) => this.#desk.ledger.amend(intent.clientOrderId, wanted, resolve));
    return submitted(intent, settled);
  }

  async cancel(id: string): Promise<CancelResult> {
    const { clientOrderId: known } = this.#known(id);
    return new Promise((resolve) => this.#desk.ledger.cancel(known, resolve));
  }

  async cancelAll(scope: CancelAllInput = {}): Promise<{ readonly left: readonly Remaining[] }> {
    mustKnowMembers("cancel", scope, ["instrument", "product", "foreign", "withinMs"]);
    const instrument = scope.instrument === undefined ? undefined : this.instrument(scope.instrument, scope.product);
    const wish = {
      ...(instrument === undefined ? {} : { instrument }),
      ...(scope.product === undefined ? {} : { product: scope.product }),
      everything: scope.foreign === true,
      withinMs: scope.withinMs ?? CANCEL_WITHIN_MS,
    };
    return new Promise((resolve) => this.#desk.ledger.cancelAll(wish, (left) => resolve({ left: left.map(remaining) })));
  }

  async preview(input: IntentInput): Promise<OrderPreview> {
    const instrument = this.#instrumentOf(input);
    await new Promise<void>((resolve) => this.#desk.attend([instrument], PREVIEW_WITHIN_MS, resolve));
    const intent = this.#intent(input, instrument);
    const { order, checks, refused } = this.#desk.rehearse(intent);
    const { amount, style, side } = intent;
    const price = statedPrice(style) ?? this.#desk.marketPrice(instrument, side);
    const size = amount.kind === "size" ? amount.size : undefined;
    return {
      clientOrderId: intent.clientOrderId,
      request: this.#desk.request(order),
      size: {
        base: size === undefined ? undefined : decimalText(baseCoins(instrument, size)),
        venue: size === undefined ? undefined : unitsToText(size, instrument.sizeScale),
        unit: instrument.sizeUnit === "base" ? instrument.base : "contracts",
        quote: amount.kind === "quote" ? amount.quote : undefined,
      },
      notional:
        amount.kind === "quote" ? amount.quote : price === undefined ? undefined : decimalText(notional(instrument, price, amount.size)),
      checks,
      refused,
    };
  }

  get openOrders(): readonly LedgerOrder[] {
    return this.#desk.ledger.open;
  }

  story(id: string): OrderStory | undefined {
    return this.#desk.ledger.story(clientOrderId(id));
  }

  reconcile(product?: Product): Promise<readonly ProofSheet[]> {
    const one = (each: Product): Promise<ProofSheet> => new Promise((resolve) => this.#desk.ledger.reconcile(each, "asked for", resolve));
    return Promise.all(this.#products(product).map(one));
  }

  acceptReconciliation(product?: Product): void {
    for (const each of this.#products(product)) this.#desk.ledger.acceptReconciliation(each);
  }

  risk(): RiskStatus {
    return this.#desk.risk();
  }

  kill({
    reason,
    flatten = false,
  }: {
    readonly reason: string;
    readonly flatten?: boolean;
  }): Promise<{ readonly left: readonly Remaining[] }> {
    return new Promise((resolve) => this.#desk.kill({ reason, flatten, by: "program" }, (left) => resolve({ left })));
  }

  resume({ by }: { readonly by: string }): void {
    this.#desk.resume(by);
  }

  setLeverage(name: string, wish: { readonly leverage: string; readonly marginMode: "cross" | "isolated" }): Promise<void> {
    return setLeverage(this.#settings(name), wish);
  }

  setPositionMode(name: string, mode: "one-way" | "hedge"): Promise<void> {
    return setPositionMode(this.#settings(name), mode);
  }

  withoutOwnOrders(book: BookView): BookWithoutOwn {
    return withoutOwn(book, this.#side.keeper(book.instrument.product).state.liveOrders);
  }

  shutdown(wish: { readonly withinMs?: number } = {}): Promise<{ readonly left: readonly Remaining[]; readonly byChoice: boolean }> {
    return new Promise((resolve) => {
      this.#desk.shutdown(wish, (left) => resolve({ left, byChoice: left.length > 0 && this.#desk.leavesOrders }));
    });
  }

  override async close(): Promise<void> {
    await this.shutdown();
    await super.close();
  }

  #instrumentOf(input: IntentInput): Instrument {
    mustBeIntent(input);
    return this.instrument(input.instrument, input.product);
  }

  #intent(input: IntentInput, instrument: Instrument): OrderIntent {
    return intentOf(input, {
      instrument,
      forms: this.#side.codec(instrument.product).description.orders,
      marketPrice: this.#desk.marketPrice(instrument, input.side),
      nextClientOrderId: () => this.#desk.ledger.nextClientOrderId(),
    });
  }

  #known(id: string): LedgerOrder {
    const order = this.#desk.ledger.order(clientOrderId(id));
    if (order !== undefined) return order;
    throw new UsageError("unknown-order", `No order of ours is called ${printable(id.slice(0, 60))}; nothing was sent.`, {
      hint: "openOrders lists those that can still trade",
    });
  }

  #products(product: Product | undefined): readonly Product[] {
    if (product !== undefined) this.#side.codec(product);
    return product === undefined ? this.#side.products : [product];
  }

  #settings(name: string): SettingsGround {
    const instrument = this.instrument(name, undefined);
    const { product } = instrument;
    return { instrument, orders: this.#side.codec(product).orders, reads: this.#side.reads(product), requester: this.#requester };
  }
}

const submitted = ({ clientOrderId: id }: OrderIntent, result: SubmitResult): Submitted => ({ ...result, clientOrderId: id });

const submittedAs = (intent: OrderIntent, result: SubmitResult | undefined): readonly Submitted[] =>
  result === undefined ? [] : [submitted(intent, result)];
