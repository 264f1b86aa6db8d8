import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column } from "#apps/cli/output/table";
import { type FaultSheet, faultList } from "#assemblies/fault-list";

interface ScenarioRow {
  readonly v: 1;
  readonly kind: "scenario";
  readonly name: string;
  readonly ids: readonly string[];
  readonly at: FaultSheet["at"];
  readonly life: FaultSheet["life"];
  readonly says: string;
  readonly params: FaultSheet["parameters"];
}

const COLUMNS: readonly Column<ScenarioRow>[] = [
  { title: "FAULT", cell: ({ name }) => name },
  { title: "IDS", cell: ({ ids }) => ids.join(" ") },
  { title: "WHAT HAPPENS", wrap: true, cell: ({ says }) => says },
  { title: "PARAMETERS", leaveOut: 1, cell: ({ params }) => parameterWords(params) },
];

/** Lists every fault that the simulator can commit. */
export const run: CommandRun = async (_request, session) => {
  const rows = faultList.map(
    ({ name, ids, at, life, words, parameters }): ScenarioRow => ({
      v: 1,
      kind: "scenario",
      name,
      ids,
      at,
      life,
      says: words,
      params: parameters,
    }),
  );
  await printRows(session, {
    kind: "scenarios",
    rows,
    columns: COLUMNS,
    remark: session.out.isTerminal ? "truebook explain NAME tells a fault's parameters." : undefined,
  });
  return EXIT.ok;
};

/** `times=1 delayMs=250`: names with the values they have when nobody sets them. */
export function parameterWords(parameters: FaultSheet["parameters"]): string {
  return Object.entries(parameters)
    .map(([name, { initial }]) => `${name}=${initial}`)
    .join(" ");
}
