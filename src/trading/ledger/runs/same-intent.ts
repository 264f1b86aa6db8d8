import { intentIn } from "#core/account/joint-scales";
import { type OrderIntent, type OrderStyle } from "#core/account/order";

/** Whether two intents of one id want the same, however they were made, also when their market's scales changed in between. */
export function sameIntent(first: OrderIntent, second: OrderIntent): boolean {
  const [one, other] = [intentIn(first, second.instrument), intentIn(second, first.instrument)];
  return (
    one.instrument.venue === other.instrument.venue &&
    one.instrument.product === other.instrument.product &&
    one.instrument.symbol === other.instrument.symbol &&
    one.side === other.side &&
    one.effect === other.effect &&
    styleText(one.style) === styleText(other.style) &&
    amountText(one) === amountText(other)
  );
}

function styleText(style: OrderStyle): string {
  switch (style.kind) {
    case "limit":
      return `limit ${style.price} ${style.timeInForce}`;
    case "market":
      return "market";
    case "stop":
    case "take-profit":
      return `${style.kind} ${style.trigger.price} ${style.trigger.by} ${style.price ?? ""}`;
  }
}

const amountText = ({ amount }: OrderIntent): string => (amount.kind === "size" ? `size ${amount.size}` : `quote ${amount.quote}`);
