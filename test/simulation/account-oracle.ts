// What an account side knows, held against the simulated account itself: live orders, what was filled, every trade once, positions,
// money (I5). Figures that move with the market are left out.

import { isFinal } from "#core/account/account-event";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type Instrument, type Product } from "#core/instrument";
import { type AccountState } from "#trading/account/account-state";
import { type AccountFill, type AccountView } from "#venues/account-dialect";

export interface Compared {
  readonly state: AccountState;
  readonly account: AccountView;
  readonly product: Product;
  /** Whether trades may be known under another id than the account's. */
  readonly aliased: boolean;
}

/** What differs; empty when both are the same. */
export function accountDifferences(compared: Compared): readonly string[] {
  return [...orderDifferences(compared), ...fillDifferences(compared), ...positionDifferences(compared), ...balanceDifferences(compared)];
}

const ALL = Number.MAX_SAFE_INTEGER;

function orderDifferences({ state, account, product }: Compared): readonly string[] {
  const words: string[] = [];
  const mine = account.openOrders().filter(({ instrument }) => instrument.product === product);
  for (const order of mine) {
    const known = state.orders.find(({ venueOrderId }) => venueOrderId === order.id);
    if (known === undefined) words.push(`order ${order.id} is open and not known`);
  }
  for (const known of state.orders) {
    const order = account.order({ id: known.venueOrderId });
    const filled = known.filledSize ?? 0;
    if (order === undefined) {
      if (!isFinal(known.status)) words.push(`order ${known.venueOrderId} is ${known.status}, and no order of the account`);
      continue;
    }
    const same = order.status === "open" ? known.status === "open" || known.status === "pending" : matchesEnd(order.status, known.status);
    if (!same) words.push(`order ${order.id} is ${known.status} and not ${order.status}`);
    const counted = state.filledOf(known.venueOrderId);
    if (Math.max(filled, counted) !== order.filledSize) words.push(`order ${order.id} has ${filled} filled and not ${order.filledSize}`);
    const price = order.style.kind === "limit" ? order.style.price : undefined;
    if (order.status === "open" && known.price !== undefined && price !== undefined && known.price !== price) {
      words.push(`order ${order.id} stands at ${known.price} and not at ${price}`);
    }
  }
  return words;
}

function matchesEnd(told: string, known: string): boolean {
  if (told === "untriggered") return known === "untriggered";
  if (told === "filled") return known === "filled";
  return known === "cancelled" || known === "expired" || known === "rejected";
}

function fillDifferences({ state, account, product, aliased }: Compared): readonly string[] {
  const told = account.fills({ limit: ALL }).filter(({ order }) => order.instrument.product === product);
  const words: string[] = [];
  const counted = state.fills.filter(({ voided }) => voided !== true);
  const voided = new Set(state.fills.filter((fill) => fill.voided === true).map(({ tradeId }) => tradeId));
  const valid = counted.filter(({ tradeId }) => !voided.has(tradeId));
  const byOrder = (rows: readonly { readonly order: string; readonly size: number }[]): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const { order, size } of rows) sums.set(order, (sums.get(order) ?? 0) + size);
    return sums;
  };
  const ours = byOrder(valid.map(({ venueOrderId, size }) => ({ order: venueOrderId, size })));
  const theirs = byOrder(told.map(({ order, size }) => ({ order: order.id, size })));
  for (const order of new Set([...ours.keys(), ...theirs.keys()])) {
    if (ours.get(order) !== theirs.get(order))
      words.push(`fills of ${order} sum up to ${ours.get(order) ?? 0} and not ${theirs.get(order) ?? 0}`);
  }
  if (new Set(valid.map(({ tradeId }) => tradeId)).size !== valid.length) words.push("a trade is counted twice");
  if (!aliased) words.push(...idDifferences(valid, told));
  return words;
}

function idDifferences(ours: readonly { readonly tradeId: string }[], told: readonly AccountFill[]): readonly string[] {
  const known = new Set(ours.map(({ tradeId }) => tradeId));
  const missing = told.filter(({ id }) => !known.has(id)).map(({ id }) => `trade ${id} is missing`);
  const real = new Set(told.map(({ id }) => id));
  return [...missing, ...ours.filter(({ tradeId }) => !real.has(tradeId)).map(({ tradeId }) => `trade ${tradeId} never was`)];
}

const nameOf = ({ product, id }: Instrument): string => `${product} ${id}`;

function positionDifferences({ state, account, product }: Compared): readonly string[] {
  const ours = new Map(
    state.positions.map(({ instrument, leg, side, size }) => [`${nameOf(instrument)} ${leg}`, side === "short" ? -size : size]),
  );
  const theirs = new Map(
    account
      .positions()
      .filter(({ instrument }) => instrument.product === product)
      .map(({ instrument, leg, size }) => [`${nameOf(instrument)} ${leg}`, size]),
  );
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => (ours.get(key) ?? 0) !== (theirs.get(key) ?? 0))
    .map((key) => `the position ${key} is ${ours.get(key) ?? 0} and not ${theirs.get(key) ?? 0}`);
}

function balanceDifferences({ state, account, product }: Compared): readonly string[] {
  const words: string[] = [];
  for (const { product: of, currency, total } of account.balances()) {
    if (of !== product) continue;
    const known = state.balances.find((balance) => balance.currency.toLowerCase() === currency.toLowerCase());
    if (known === undefined) {
      if (compare(decimal(total), decimal("0")) !== 0) words.push(`no ${currency} is known, and there are ${total}`);
    } else if (compare(decimal(known.total), decimal(total)) !== 0) words.push(`${currency} is ${known.total} and not ${total}`);
  }
  return words;
}
