import { withAccount } from "#apps/cli/account-access";
import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { ORDER_COLUMNS } from "#apps/cli/output/account-columns";
import { orderLine } from "#apps/cli/output/account-lines";
import { printRows } from "#apps/cli/output/row-printer";
import { readableVenue } from "#apps/cli/venue-access";
import { type AccountConnection, type Order } from "#client/account/account-api";
import { UsageError } from "#core/error";
import { printable } from "#core/text/printable";

/** Shows what the venue says of one order, or of all that are open. Sends nothing. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const symbol = textOf(request.args[1]);
  const id = textOf(request.args[2]);
  const product = session.flags.product;
  const scope = product === undefined ? {} : { product };
  const orders = await withAccount(session, known, async (connection) => {
    if (symbol !== undefined && id !== undefined) return [await one(connection, { symbol, id, ...scope })];
    return connection.fetchOpenOrders({ ...scope, ...(symbol === undefined ? {} : { instrument: symbol }) });
  });
  await printRows(session, { kind: "orders", rows: orders.map(orderLine), columns: ORDER_COLUMNS });
  return EXIT.ok;
};

/** By the venue's name or by ours: a person has one of them at hand and need not say which. */
async function one(
  connection: AccountConnection,
  { symbol, id, ...scope }: { readonly symbol: string; readonly id: string; readonly product?: string },
): Promise<Order> {
  const byName = async (name: { readonly orderId: string } | { readonly clientOrderId: string }): Promise<Order | undefined> => {
    try {
      return await connection.fetchOrder(symbol, { ...name, ...scope });
    } catch (error) {
      // A venue that cannot be asked by one of the names is asked by the other.
      if (error instanceof UsageError && error.code !== "unknown-instrument") return undefined;
      throw error;
    }
  };
  const found = (await byName({ orderId: id })) ?? (await byName({ clientOrderId: id }));
  if (found !== undefined) return found;
  throw new UsageError("unknown-order", `${connection.venue} knows no order ${printable(id)} of ${printable(symbol)}.`, {
    hint: "a venue forgets old orders; truebook account fills shows what they traded",
  });
}
