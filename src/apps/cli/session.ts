// What a command has to work with: the way in and out, the clock, the settings, and what may end it. Made once per process.

import { type GlobalFlags } from "#apps/cli/global-flags";
import { type LineSink } from "#apps/cli/output/line-sink";
import { type Stop } from "#apps/cli/stop";
import { durationOption } from "#apps/cli/values/duration";
import { textLines } from "#apps/cli/values/text-lines";
import { checkedAddress } from "#config/addresses";
import { type EnvironmentSettings } from "#config/environment";
import { loadSettings } from "#config/load";
import { type OutputFormat, type Settings } from "#config/settings";
import { UsageError } from "#core/error";
import { type Clock } from "#core/port";
import { nearest } from "#core/text/nearest";
import { jsonLine, printable } from "#core/text/printable";

export interface SessionParts {
  readonly flags: GlobalFlags;
  readonly environment: EnvironmentSettings;
  readonly out: LineSink;
  readonly err: LineSink;
  readonly clock: Clock;
  readonly stop: Stop;
  /** The ids of the venues that exist. */
  readonly venues: readonly string[];
  /** Bytes that come in; undefined when nothing can be read. */
  readonly input: AsyncIterable<Uint8Array | string> | undefined;
  /** Whether a person types there. */
  readonly inputIsTerminal: boolean;
}

/** One run of one command. */
export class Session {
  readonly flags: GlobalFlags;
  readonly out: LineSink;
  readonly err: LineSink;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly venues: readonly string[];
  readonly input: SessionParts["input"];
  readonly inputIsTerminal: boolean;
  readonly #environment: EnvironmentSettings;
  #settings: Promise<Settings> | undefined;
  #makeRoom: () => void = () => undefined;

  constructor(parts: SessionParts) {
    this.flags = parts.flags;
    this.out = parts.out;
    this.err = parts.err;
    this.clock = parts.clock;
    this.stop = parts.stop;
    this.venues = parts.venues;
    this.input = parts.input;
    this.inputIsTerminal = parts.inputIsTerminal;
    this.#environment = parts.environment;
  }

  /** Settings of file, profile and environment; read once, findings told once. */
  settings(): Promise<Settings> {
    this.#settings ??= this.#loadSettings();
    return this.#settings;
  }

  async #loadSettings(): Promise<Settings> {
    const { configFile, profile } = this.flags;
    const settings = await loadSettings({
      environment: this.#environment,
      venues: this.venues,
      ...(configFile === undefined ? {} : { file: configFile }),
      ...(profile === undefined ? {} : { profile }),
    });
    for (const warning of settings.warnings) this.talk(warning);
    return settings;
  }

  /** How data is written: as asked, as configured, else a table for people and lines for programs. */
  async format(): Promise<OutputFormat> {
    return this.flags.output ?? (await this.settings()).output ?? (this.out.isTerminal ? "table" : "ndjson");
  }

  /** Whether stdout may hold colours. */
  get color(): boolean {
    return this.flags.color && !this.#environment.noColor && this.movesCursor;
  }

  /** Whether stdout is a terminal on which the cursor can move. */
  get movesCursor(): boolean {
    return this.out.isTerminal && !this.#environment.dumbTerminal;
  }

  /** Whether TRUEBOOK_LIVE says that a script may spend money. */
  get liveIsMeant(): boolean {
    return this.#environment.live === "1";
  }

  /** Whether somebody sits there who can be asked. */
  get canAsk(): boolean {
    return this.flags.input && this.inputIsTerminal;
  }

  /** One line as it is typed, without the spaces around it; undefined when the input ends or the command does. */
  async answer(lengthMax: number): Promise<string | undefined> {
    if (this.input === undefined) return undefined;
    const lines = textLines(this.input, lengthMax)[Symbol.asyncIterator]();
    const line = await this.stop.orEnded(lines.next());
    return line === undefined || line.done === true ? undefined : line.value.text.trim();
  }

  /** How long a read may take; undefined when nobody said. */
  async timeoutMs(): Promise<number | undefined> {
    if (this.flags.timeoutMs !== undefined) return this.flags.timeoutMs;
    const configured = (await this.settings()).timeout;
    return configured === undefined ? undefined : durationOption("timeout (configured)", configured);
  }

  /** The simulator that stands in for every venue, if one does. */
  async simulator(): Promise<string | undefined> {
    const asked = this.flags.simulator;
    if (asked === undefined) {
      const configured = (await this.settings()).simulator;
      return configured?.replace(/\/+$/, "");
    }
    return checkedAddress(asked, { key: "--sim-url", source: "command line", use: "simulator" });
  }

  /** The id of a venue that exists. Throws a UsageError that names the nearest. */
  knownVenue(name: string): string {
    const id = this.venues.find((venue) => venue === name.toLowerCase());
    if (id !== undefined) return id;
    const meant = nearest(name, this.venues);
    throw new UsageError("unknown-venue", `There is no venue "${printable(name).slice(0, 40)}"; nothing was started.`, {
      hint: meant === undefined ? `The venues are ${this.venues.join(", ")}.` : `Did you mean ${meant}?`,
    });
  }

  /** Names what has to move aside before a line of stderr appears on the same terminal. */
  makeRoomBy(makeRoom: () => void): void {
    this.#makeRoom = makeRoom;
  }

  /** Writes a line to stderr that cannot wait; a reader that is too slow loses it. */
  note(line: string): void {
    this.#makeRoom();
    this.err.offer(line);
  }

  /** Says something to the person, unless asked to be quiet. One line; programs get it as JSON. */
  talk(text: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (this.flags.quiet) return;
    this.note(this.flags.json ? jsonLine({ v: 1, kind: "note", text, ...fields }) : printable(text));
  }
}
