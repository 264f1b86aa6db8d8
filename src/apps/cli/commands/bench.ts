import { type ChildOptions, runChild, startChild } from "#apps/cli/bench/child";
import { type ConsumerReport } from "#apps/cli/bench/consumer";
import { interleaved, ratios, spreadOf } from "#apps/cli/bench/rounds";
import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { wholeNumber } from "#apps/cli/global-flags";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column } from "#apps/cli/output/table";
import { type Session } from "#apps/cli/session";
import { benchChurn, closingText, messagesOf } from "#assemblies/self-benchmark";

const ROUNDS = 5;
const ROUNDS_MAX = 100;
const LAPS = 9;
const CONSUMERS = ["socket", "floor", "truebook"] as const;

/** One size of message, measured. CPU is of the whole process. */
interface BenchRow {
  readonly v: 1;
  readonly kind: "bench";
  readonly levels: number;
  readonly messages: number;
  readonly socketUs: number;
  readonly floorUs: number;
  readonly truebookUs: number;
  readonly ratio: number;
  readonly ratioLower: number;
  readonly ratioUpper: number;
}

const COLUMNS: readonly Column<BenchRow>[] = [
  { title: "LEVELS", align: "right", cell: ({ levels }) => String(levels) },
  { title: "WS ALONE µs", align: "right", cell: ({ socketUs }) => socketUs.toFixed(2) },
  { title: "WS + JSON.PARSE µs", align: "right", cell: ({ floorUs }) => floorUs.toFixed(2) },
  { title: "TRUEBOOK µs", align: "right", cell: ({ truebookUs }) => truebookUs.toFixed(2) },
  { title: "RATIO", align: "right", cell: ({ ratio }) => ratio.toFixed(2) },
  { title: "QUARTILES", align: "right", cell: ({ ratioLower, ratioUpper }) => `${ratioLower.toFixed(2)}–${ratioUpper.toFixed(2)}` },
];

/** Measures our own path beside a bare socket on this machine. */
export const run: CommandRun = async (request, session) => {
  const rounds = wholeNumber("--rounds", textOf(request.flags["rounds"]) ?? String(ROUNDS), { low: 1, high: ROUNDS_MAX });
  const source = startChild(child(session, "source-process", []));
  try {
    const { address } = (await source.answer) as { readonly address: string };
    const rows: BenchRow[] = [];
    for (const levels of [2, 40]) {
      const row = await session.stop.orEnded(measure(session, { address, levels, rounds }));
      if (row === undefined) break;
      // Speed never comes from skipped work: with a wrong book there is no result.
      if (row === "wrong book") {
        session.talk("The book at the end is not the true one; no figure is printed.");
        return EXIT.integrity;
      }
      rows.push(row);
    }
    const remark =
      "CPU of the whole process for one message, the middle of all rounds. truebook also keeps the book and calls a subscriber.";
    await printRows(session, { kind: "bench", rows, columns: COLUMNS, remark });
    return EXIT.ok;
  } finally {
    source.stop();
  }
};

async function measure(
  session: Session,
  { address, levels, rounds }: { readonly address: string; readonly levels: number; readonly rounds: number },
): Promise<BenchRow | "wrong book"> {
  const churn = benchChurn({ levels });
  const messages = messagesOf(churn, levels === 2 ? LAPS : 1);
  const task = JSON.stringify({
    address: `${address}/lmex/${levels}/flood:${messages}`,
    messages,
    warmup: Math.floor(messages / 4),
  });
  session.talk(`${levels} levels a message, ${messages} messages, ${rounds} rounds`);
  const turn = (name: string) => async () => (await runChild(child(session, "consumer-process", [name, task]))) as ConsumerReport;
  const reports = await interleaved(rounds, new Map(CONSUMERS.map((name) => [name, turn(name)])));
  const truth = closingText(churn);
  if ((reports.get("truebook") ?? []).some(({ book }) => book !== truth)) return "wrong book";
  const cpu = (name: (typeof CONSUMERS)[number]): readonly number[] => (reports.get(name) ?? []).map((report) => report.cpuUsPerMessage);
  const { lower, median, upper } = ratios(cpu("truebook"), cpu("floor"));
  return {
    v: 1,
    kind: "bench",
    levels,
    messages,
    socketUs: spreadOf(cpu("socket")).median,
    floorUs: spreadOf(cpu("floor")).median,
    truebookUs: spreadOf(cpu("truebook")).median,
    ratio: median,
    ratioLower: lower,
    ratioUpper: upper,
  };
}

function child(session: Session, name: string, args: readonly string[]): ChildOptions {
  // The same way in which this process was started also reads the sources, where they are what runs.
  return { module: import.meta.resolve(`#apps/cli/bench/${name}`), args, clock: session.clock, nodeOptions: process.execArgv };
}
