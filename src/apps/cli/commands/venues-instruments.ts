import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { INSTRUMENT_COLUMNS } from "#apps/cli/output/columns";
import { instrumentLine } from "#apps/cli/output/lines";
import { printRows } from "#apps/cli/output/row-printer";
import { readableVenue, withConnection } from "#apps/cli/venue-access";
import { printable } from "#core/text/printable";

/** Lists what can be traded at a venue. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const search = textOf(request.flags["search"]);
  const wanted = search?.toLowerCase();
  const all = await withConnection(session, known, (connection) => connection.fetchInstruments());
  const rows = all
    .filter(({ product }) => session.flags.product === undefined || product === session.flags.product)
    .filter(({ symbol, id }) => wanted === undefined || symbol.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted))
    .map(instrumentLine);
  await printRows(session, { kind: "instruments", rows, columns: INSTRUMENT_COLUMNS });
  if (rows.length === 0 && search !== undefined) session.talk(`None of ${all.length} symbols contains "${printable(search)}".`);
  return EXIT.ok;
};
