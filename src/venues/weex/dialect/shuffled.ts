import { type Random } from "#core/port";

/** The same items in an order that means nothing. */
export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  if (items.length < 2) return items;
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as Item, mixed[at] as Item];
  }
  return mixed;
}
