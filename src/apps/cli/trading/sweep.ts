// Cancelling from outside the process that trades: what the commands share that do it. It makes risk smaller only, so that it asks nobody.

import { accountOptions } from "#apps/cli/account-access";
import { EXIT, type ExitCode } from "#apps/cli/exit-codes";
import { printTold } from "#apps/cli/output/row-printer";
import { type SweepEnd, sweepLine, sweepWords } from "#apps/cli/output/sweep-lines";
import { type Session } from "#apps/cli/session";
import { type ReadableVenue } from "#apps/cli/venue-access";
import { type RemoteCancelOptions } from "#assemblies/remote-cancel";
import { type ConnectOptions } from "#client/api";

/** Whose orders, and how long it may take. */
export async function sweepOptions(session: Session, known: ReadableVenue): Promise<ConnectOptions & { readonly withinMs?: number }> {
  const options = await accountOptions(session, known);
  const withinMs = await session.timeoutMs();
  return { ...options, ...(withinMs === undefined ? {} : { withinMs }) };
}

/** Cancels, proves, and tells. */
export async function cancelAndTell(
  session: Session,
  known: ReadableVenue,
  wish: Pick<RemoteCancelOptions, "which"> & { readonly symbol: string | undefined; readonly facts: Readonly<Record<string, unknown>> },
): Promise<ExitCode> {
  const { which, symbol, facts } = wish;
  const options = await sweepOptions(session, known);
  const { remoteCancel } = await import("#assemblies/remote-cancel");
  const market = symbol === undefined ? {} : { market: { name: symbol, product: session.flags.product } };
  const end = await remoteCancel(await known.load(), { ...options, which, ...market });
  const line = sweepLine(end, { venue: known.description.id, symbol: symbol ?? null, ...facts });
  await printTold(session, line, () => sweepWords(end));
  return sweepExit(end);
}

/** What is not proven gone may rest. */
export const sweepExit = ({ proven }: SweepEnd): ExitCode => (proven ? EXIT.ok : EXIT.orderUnknown);
