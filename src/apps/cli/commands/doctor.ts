import { type CommandRun } from "#apps/cli/command-spec";
import { type Finding, finding } from "#apps/cli/doctor/finding";
import { checkHost, hostToCheck, withDeadline } from "#apps/cli/doctor/host-check";
import { EXIT, type ExitCode, exitCodeOf } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column, renderTable } from "#apps/cli/output/table";
import { type Session } from "#apps/cli/session";
import { connectOptions, environmentOf, type ReadableVenue, venueOf } from "#apps/cli/venue-access";
import { type VenueDescription, venues } from "#assemblies/command-line";
import { type Settings } from "#config/settings";
import { TruebookError } from "#core/error";

const STEP_MS = 5_000;
const NODE_FLOOR = [20, 19] as const;
/** A clock that is further off than this confuses people who compare logs; signatures would be refused at some seconds. */
const CLOCK_OFFSET_MS_MAX = 1_000;

const COLUMNS: readonly Column<Finding>[] = [
  { title: "CHECK", cell: ({ subject }) => subject },
  { title: "STEP", cell: ({ phase }) => phase },
  { title: "RESULT", cell: ({ verdict }) => verdict },
  { title: "MS", align: "right", cell: ({ tookMs }) => (tookMs === null ? "" : String(tookMs)) },
  { title: "WHAT WAS FOUND, AND WHAT TO DO", wrap: true, cell: ({ words, act }) => (act === "" ? words : `${words}. ${act}`) },
];

/** Looks at everything on the way to the venues and says what to do. */
export const run: CommandRun = async (request, session) => {
  const asked = textOf(request.flags["venue"]);
  const offline = request.flags["offline"] === true;
  const only = asked === undefined ? undefined : venueOf(session, asked);
  const found: Finding[] = [nodeCheck(process.versions.node)];
  const config = await configCheck(session);
  found.push(config.finding);
  if (config.settings !== undefined) {
    if (offline) found.push(finding("network", "", { verdict: "skipped", words: "--offline" }));
    else found.push(...(await networkChecks(session, config.settings, only === undefined ? [...venues.values()] : [only])));
  }
  // A config file that cannot be read does not say how to print that.
  if (config.settings === undefined && session.flags.output === undefined)
    for (const line of renderTable(COLUMNS, found, session.out.columns)) await session.out.line(line);
  else await printRows(session, { kind: "checks", rows: found, columns: COLUMNS });
  return exitOf(found, config.exit, request.flags["strict"] === true);
};

/** Whether this Node is new enough. */
export function nodeCheck(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fine = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1]);
  if (fine) return finding("node", version, { verdict: "ok", words: `at least ${NODE_FLOOR.join(".")}` });
  return finding("node", version, {
    verdict: "failed",
    words: `older than ${NODE_FLOOR.join(".")}`,
    act: "Install a newer Node from nodejs.org.",
  });
}

async function configCheck(
  session: Session,
): Promise<{ readonly finding: Finding; readonly settings: Settings | undefined; readonly exit: ExitCode }> {
  try {
    const settings = await session.settings();
    const warning = settings.warnings[0];
    const words = settings.source === undefined ? "no config file; none is needed" : settings.source;
    const told =
      warning === undefined ? { verdict: "ok" as const, words } : { verdict: "warning" as const, words: warning, act: "Do what it says." };
    return { finding: finding("config", "read", told), settings, exit: EXIT.ok };
  } catch (error) {
    if (!(error instanceof TruebookError)) throw error;
    const act = error.hint ?? "Correct it.";
    return {
      finding: finding("config", "read", { verdict: "failed", words: error.message, act }),
      settings: undefined,
      exit: exitCodeOf(error),
    };
  }
}

type Known = { readonly description: VenueDescription; readonly load: ReadableVenue["load"] | undefined };

async function networkChecks(session: Session, settings: Settings, wanted: readonly Known[]): Promise<Finding[]> {
  const stepMs = session.flags.timeoutMs ?? STEP_MS;
  const simulator = await session.simulator();
  const addresses = new Set<string>();
  for (const known of wanted) {
    const environment = environmentOf(session, settings, known);
    const own = { ...known.description.environments[environment]?.hosts, ...settings.venues[known.description.id]?.hosts[environment] };
    // Behind a simulator or a proxy the venue's own hosts are not spoken with directly.
    for (const address of simulator !== undefined ? [simulator] : settings.proxy !== undefined ? [settings.proxy] : Object.values(own))
      addresses.add(address);
  }
  const hosts = new Map([...addresses].map((address) => [hostToCheck(address).name, hostToCheck(address)]));
  const found = await Promise.all([...hosts.values()].map((host) => checkHost(host, session.clock, stepMs)));
  for (const { description, load } of wanted) {
    if (load !== undefined) found.push(await clockCheck(session, { description, load }, stepMs));
  }
  return found;
}

/** Asks a venue for its time: the first thing that only works when everything before it does. */
async function clockCheck(session: Session, known: ReadableVenue, stepMs: number): Promise<Finding> {
  const { id } = known.description;
  const options = await connectOptions(session, known);
  const startedAt = session.clock.monotonic();
  const outcome = await withDeadline(session.clock, stepMs, async (signal) => {
    const { connect } = await import("#assemblies/connect");
    const connection = await connect(id, options);
    signal.addEventListener("abort", () => connection.close().catch(() => undefined), { once: true });
    try {
      return await connection.fetchTime();
    } finally {
      await connection.close();
    }
  });
  const tookMs = session.clock.monotonic() - startedAt;
  if (outcome.kind === "late")
    return finding(id, "time", {
      verdict: "failed",
      words: `no time within ${stepMs} ms`,
      act: "See the hosts above; allow more with --timeout.",
      tookMs,
    });
  if (outcome.kind === "failed") {
    const words = outcome.cause instanceof Error ? outcome.cause.message : "failed";
    return finding(id, "time", { verdict: "failed", words, act: "See the hosts above.", tookMs });
  }
  const { offsetMs, errorMs } = outcome.value;
  const words = `the venue's clock is ${Math.round(Math.abs(offsetMs))} ms ${offsetMs < 0 ? "behind" : "ahead of"} ours, ± ${Math.round(errorMs)} ms`;
  const off = Math.abs(offsetMs) - errorMs > CLOCK_OFFSET_MS_MAX;
  return finding(id, "time", {
    verdict: off ? "warning" : "ok",
    words,
    tookMs,
    ...(off ? { act: "Let this machine keep its clock by NTP." } : {}),
  });
}

function exitOf(found: readonly Finding[], configExit: ExitCode, strict: boolean): ExitCode {
  const findings = found.filter(({ verdict }) => verdict === "failed" || verdict === "warning");
  if (strict && findings.length > 0) return EXIT.findings;
  if (configExit !== EXIT.ok) return configExit;
  const failed = findings.find(({ verdict }) => verdict === "failed");
  return failed === undefined ? EXIT.ok : failed.subject === "node" ? EXIT.failed : EXIT.unreachable;
}
