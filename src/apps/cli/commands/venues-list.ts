import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column } from "#apps/cli/output/table";
import { type Support, supportOf } from "#apps/cli/venue-access";
import { venues } from "#assemblies/command-line";

interface VenueRow {
  readonly v: 1;
  readonly kind: "venue";
  readonly venue: string;
  readonly title: string;
  readonly support: Support;
  readonly products: readonly string[];
  readonly environments: readonly string[];
  readonly docs: string;
}

const COLUMNS: readonly Column<VenueRow>[] = [
  { title: "VENUE", cell: ({ venue }) => venue },
  { title: "NAME", cell: ({ title }) => title },
  { title: "SUPPORT", cell: ({ support }) => support },
  { title: "PRODUCTS", cell: ({ products }) => products.join(", ") },
  { title: "ENVIRONMENTS", cell: ({ environments }) => environments.join(", ") },
  { title: "DOCS", leaveOut: 1, cell: ({ docs }) => docs },
];

/** Lists the venues. */
export const run: CommandRun = async (_request, session) => {
  const listed = [...venues.values()].map(async (known): Promise<VenueRow> => {
    const { description } = known;
    const products = [...new Set(description.products.map(({ product }) => product))];
    return {
      v: 1,
      kind: "venue",
      venue: description.id,
      title: description.title,
      support: await supportOf(known),
      products,
      environments: Object.keys(description.environments),
      docs: description.docs,
    };
  });
  await printRows(session, { kind: "venues", rows: await Promise.all(listed), columns: COLUMNS });
  return EXIT.ok;
};
