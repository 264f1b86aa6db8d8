// Names for orders: `tb`, a mark of the account, a mark of this start, the number of the start and a count. The first
// 46 655 of a start have sixteen characters at most, which a venue that cuts names short leaves whole; none is used twice, because every
// start has a number of its own.

import { type ClientOrderId, clientOrderId } from "#core/account/order";
import { type OrderJournal } from "#core/account/order-journal";
import { type Random } from "#core/port";
import { fnv1a } from "#core/text/fnv";

/** Names of our orders begin like this, whichever process sent them. */
export const OUR_PREFIX = "tb";

const FORM = new RegExp(`^${OUR_PREFIX}[0-9a-z]{5}-([0-9a-z]{1,4})-[0-9a-z]+$`);
const MARK_LENGTH = 2;
const SALT_LENGTH = 3;

/** Makes names that no order of the journal has and no later start will make. */
export function clientOrderIds(options: {
  readonly owner: string;
  readonly journal: Pick<OrderJournal, "session" | "recovered">;
  /** Keeps two machines apart that trade one account without knowing of each other. */
  readonly random: Random;
}): () => ClientOrderId {
  const { journal } = options;
  const sessions = journal.recovered.flatMap((entry) => (entry.kind === "intent" ? sessionIn(entry.intent.clientOrderId) : []));
  const session = sessions.reduce((most, each) => Math.max(most, each + 1), journal.session);
  const salt = letters(options.random.integer(0, 36 ** SALT_LENGTH - 1), SALT_LENGTH);
  const start = `${OUR_PREFIX}${letters(fnv1a(options.owner), MARK_LENGTH)}${salt}-${session.toString(36)}-`;
  let count = 0;
  return () => {
    count += 1;
    return clientOrderId(`${start}${count.toString(36)}`);
  };
}

function sessionIn(id: ClientOrderId): readonly number[] {
  const digits = FORM.exec(id)?.[1];
  return digits === undefined ? [] : [Number.parseInt(digits, 36)];
}

const letters = (value: number, length: number): string => (value % 36 ** length).toString(36).padStart(length, "0");
