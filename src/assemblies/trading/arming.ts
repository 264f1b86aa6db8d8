// What has to be known before the first order can leave: the account as the venue has it, its leverage and modes, that the ledger and the
// venue agree, and who cancels when this process cannot. All of it is told to a person; what is not as it was expected refuses.

import { type TradingStack } from "#assemblies/trading/trading-stack";
import { type TradingOptions } from "#client/trading/trading-api";
import { type PositionSettings } from "#core/account/account-event";
import { type RiskLine } from "#core/account/risk-limits";
import { compare, decimal } from "#core/decimal-arithmetic";
import { ConfigError, TransportError, type TruebookError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type Clock } from "#core/port";
import { type AccountSide } from "#trading/account/account-side";
import { type ProofSheet } from "#trading/ledger/ledger-types";
import { type PrivateRequester } from "#transport/private-call";

/** An account that was not compared with the venue in so long is not armed, in ms. */
const ARM_WITHIN_MS = 30_000;

export interface ArmingGround {
  readonly stack: TradingStack;
  readonly side: AccountSide;
  readonly requester: PrivateRequester;
  readonly clock: Clock;
  /** Whose account it is and where, in words. */
  readonly title: string;
  readonly instruments: readonly Instrument[];
  readonly expect: TradingOptions["expect"];
}

export type Armed =
  | { readonly kind: "armed"; readonly words: readonly string[] }
  | { readonly kind: "failed"; readonly error: TruebookError };

/** Arms trading: `settled` is called once, and the gate is open when it says so. Throws UsageError for too many instruments. */
export function armTrading(ground: ArmingGround, settled: (armed: Armed) => void): void {
  const { stack, instruments, clock, expect } = ground;
  let open = true;
  const settle = (armed: Armed): void => {
    if (!open) return;
    open = false;
    deadline.cancel();
    settled(armed);
  };
  const fail = (error: TruebookError): void => settle({ kind: "failed", error });
  const deadline = clock.after(ARM_WITHIN_MS, () => fail(notInTime(ground)));
  if (expect !== undefined && Object.keys(expect).length > 0 && instruments.length === 0) {
    fail(
      new ConfigError("expect-without-instruments", "What the account must be set to was said, and for no instrument; nothing was armed.", {
        hint: "name what will be traded: instruments: […]",
      }),
    );
    return;
  }
  stack.attend(instruments, ARM_WITHIN_MS, () => {
    if (!open) return;
    const refused = ground.side.keepers.map(({ standing }) => standing).find(({ kind }) => kind === "refused");
    if (refused?.kind === "refused") {
      fail(refused.error);
      return;
    }
    readSettings(ground, (settings) => {
      if (settings.kind === "failed") {
        fail(settings.error);
        return;
      }
      const error = settings.rows.map((row) => refusalOf(ground, row)).find((each) => each !== undefined);
      if (error !== undefined) {
        fail(error);
        return;
      }
      reconcileAll(ground, (sheets) => {
        startDeadMan(ground, (failure) => {
          if (failure !== undefined) {
            fail(failure);
            return;
          }
          if (!open) return;
          stack.open();
          settle({ kind: "armed", words: wordsOf(ground, settings.rows, sheets) });
        });
      });
    });
  });
}

function startDeadMan({ stack }: ArmingGround, started: (error: TruebookError | undefined) => void): void {
  if (stack.deadMan === undefined) started(undefined);
  else stack.deadMan.start(started);
}

type SettingsRead =
  | { readonly kind: "read"; readonly rows: readonly PositionSettings[] }
  | { readonly kind: "failed"; readonly error: TruebookError };

/** Leverage and modes of every instrument that will be traded, where the product has them. */
function readSettings({ side, instruments, requester }: ArmingGround, settled: (read: SettingsRead) => void): void {
  const calls = instruments.flatMap((instrument) => side.reads(instrument.product).settings?.(instrument) ?? []);
  const rows: PositionSettings[] = [];
  const step = (at: number): void => {
    const call = calls[at];
    if (call === undefined) settled({ kind: "read", rows });
    else {
      requester.send(call, (outcome) => {
        if (outcome.kind === "failed") settled({ kind: "failed", error: outcome.error });
        else {
          rows.push(outcome.value);
          step(at + 1);
        }
      });
    }
  };
  step(0);
}

function reconcileAll({ stack, side }: ArmingGround, settled: (sheets: readonly ProofSheet[]) => void): void {
  const sheets: ProofSheet[] = [];
  const step = (products: readonly Product[]): void => {
    const [product, ...others] = products;
    if (product === undefined) settled(sheets);
    else {
      stack.ledger.reconcile(product, "arming", (sheet) => {
        sheets.push(sheet);
        step(others);
      });
    }
  };
  step(side.products);
}

/** Why an instrument's settings do not allow trading it; undefined when they do. */
function refusalOf({ expect = {}, side }: ArmingGround, settings: PositionSettings): ConfigError | undefined {
  const { instrument, marginMode, positionMode, longLeverage, shortLeverage } = settings;
  if (positionMode === "hedge" && side.codec(instrument.product).description.positions === "either") {
    return new ConfigError(
      "hedge-not-traded",
      `${instrument.symbol} is set to hold longs and shorts side by side; truebook trades it one way only, and nothing was armed.`,
      {
        hint: "close the positions and set the position mode to one-way",
      },
    );
  }
  const isLeverage = (held: string | undefined, wanted: string): boolean =>
    held !== undefined && compare(decimal(held), decimal(wanted)) === 0;
  const { leverage } = expect;
  const wrong =
    leverage !== undefined && !(isLeverage(longLeverage, leverage) && isLeverage(shortLeverage ?? longLeverage, leverage))
      ? `leverage ${leverage}, and it is ${longLeverage ?? "not told"}${shortLeverage === undefined || shortLeverage === longLeverage ? "" : ` long and ${shortLeverage} short`}`
      : expect.marginMode !== undefined && expect.marginMode !== marginMode
        ? `${expect.marginMode} margin, and it is ${marginMode ?? "not told"}`
        : expect.positionMode !== undefined && expect.positionMode !== positionMode
          ? `the position mode ${expect.positionMode}, and it is ${positionMode ?? "not told"}`
          : undefined;
  if (wrong === undefined) return undefined;
  return new ConfigError("settings-differ", `${instrument.symbol} was expected to have ${wrong}; nothing was armed.`, {
    hint: "set it at the venue or with setLeverage and setPositionMode, or mend what is expected",
  });
}

function notInTime({ side, title }: ArmingGround): TruebookError {
  const why = side.keepers.flatMap(({ product, standing }) =>
    standing.kind === "synced" ? [] : [`${product} is ${standing.kind}: ${standing.reason}`],
  );
  return new TransportError(
    "not-armed",
    `The account of ${title} was not compared with the venue within ${ARM_WITHIN_MS / 1_000} s${why.length === 0 ? "" : ` (${why.join("; ")})`}; nothing was armed.`,
    { phase: "before-send" },
  );
}

/** What a person should know before anything is sent. */
function wordsOf(
  { stack, title, side }: ArmingGround,
  settings: readonly PositionSettings[],
  sheets: readonly ProofSheet[],
): readonly string[] {
  const { lines, deadMan } = stack.risk();
  const open = stack.ledger.open.length;
  const foreign = stack.ledger.exposure.filter(({ standing }) => standing === "foreign").length;
  return [
    `Trading ${title}.`,
    ...settings.map(settingsWords),
    ...side.keepers.flatMap(({ state }) =>
      state.positions.map(({ instrument, side: held, size }) => `Held: ${held} ${size} units of ${instrument.symbol}.`),
    ),
    `Open orders: ${open} of ours, ${foreign} of others.`,
    ...sheets.map(sheetWords),
    ...lines.map(limitWords),
    stack.parts.onClose === "cancel-all" ? "At the end everything of ours is cancelled." : "At the end orders stay open.",
    deadMan.words,
  ];
}

function settingsWords({ instrument, marginMode, positionMode, longLeverage, shortLeverage }: PositionSettings): string {
  const leverage =
    longLeverage === shortLeverage || shortLeverage === undefined
      ? (longLeverage ?? "not told")
      : `${longLeverage ?? "?"} long, ${shortLeverage} short`;
  return `${instrument.symbol}: leverage ${leverage}, margin ${marginMode ?? "not told"}, positions ${positionMode ?? "not told"}.`;
}

function sheetWords({ product, clean, lines }: ProofSheet): string {
  const open = lines.filter(({ verdict }) => verdict === "open");
  if (clean) return `${product}: what we thought and what the venue says agree (${lines.length} lines).`;
  return `${product}: not explained, so that nothing new leaves until it is accepted: ${open.map(({ what, name }) => `${what} ${name}`).join(", ")}.`;
}

const limitWords = ({ rule, limit, actual, action }: RiskLine): string => `Limit ${rule}: ${limit} (now ${actual}), then ${action}.`;
